import type { DeadLetter } from '../../../contracts/dead-letter.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx } from '../context.ts';
import { claimReplays } from './claim-replays.ts';
import { deadLetterView } from './dead-letter-view.ts';
import { getDeadLetter } from './get-dead-letter.ts';
import { sendReplays } from './send-replays.ts';

/**
 * Puts a message back on its queue with its id, by which its consumer reports the outcome.
 * @throws {ProblemError} `not_found`; `conflict` unless it is open; `unavailable` when the queue did not take it, and
 *   it stays open.
 */
export async function replayDeadLetter({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<DeadLetter> {
  authorise(ctx, 'dead-letter:manage');
  const [claimed] = await claimReplays(ctx, { ids: [input.id] }, { limit: 1, before: ctx.clock.now() });
  if (claimed === undefined) {
    const { status } = await getDeadLetter({ ctx, input });
    // Open but locked: another request holds it.
    const state = status === 'resolved' ? 'resolved' : 'being replayed';
    throw new ProblemError('conflict', `The dead letter is ${state}. Only an open one can be replayed.`);
  }
  if ((await sendReplays(ctx, [claimed])) === 0) {
    throw new ProblemError('unavailable', 'The queue did not accept the message. Retry in a moment.', {
      retryAfterSeconds: 5,
    });
  }
  return deadLetterView(claimed);
}
