import type { DeadLetter } from '../../../contracts/dead-letter.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { deadLetterView } from './dead-letter-view.ts';
import { loadDeadLetter } from './load-dead-letter.ts';

/** @throws {ProblemError} `not_found`. */
export async function getDeadLetter({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<DeadLetter> {
  authorise(ctx, 'dead-letter:manage');
  return deadLetterView(await read(ctx, (unit) => loadDeadLetter(unit, input.id)));
}
