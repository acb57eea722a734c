import type { DeadLetter } from '../../../contracts/dead-letter.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { deadLetterView } from './dead-letter-view.ts';
import { loadDeadLetter } from './load-dead-letter.ts';

/** @throws {ProblemError} `not_found`. */
export async function getDeadLetter({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<DeadLetter> {
  authorise(ctx, 'dead-letter:manage');
  const { tenantId } = ctx.principal;
  return deadLetterView(await ctx.db.transaction(scopeOf(ctx), (tx) => loadDeadLetter({ tx, tenantId }, input.id)));
}
