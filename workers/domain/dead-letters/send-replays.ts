import { and, eq, inArray } from 'drizzle-orm';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { type DeadLetterRow, payloadOf } from './dead-letter-view.ts';

/**
 * Puts claimed dead letters back on their queues. Letters that a queue did not accept become open again. A message
 * whose send failed may still arrive, so it comes twice at most, and consumers deduplicate.
 * @returns How many were sent.
 */
export async function sendReplays(ctx: Ctx, rows: readonly DeadLetterRow[]): Promise<number> {
  let sent = 0;
  for (const [queue, letters] of Map.groupBy(rows, (row) => row.queue)) {
    try {
      await ctx.requeue(
        queue,
        letters.map((letter) => ({ ...payloadOf(letter), dead_letter_id: letter.id })),
      );
      sent += letters.length;
    } catch (error) {
      ctx.log.error('replay_not_sent', { queue, messages: letters.length, error });
      await reopen(
        ctx,
        letters.map(({ id }) => id),
      );
    }
  }
  return sent;
}

/** A resolved one was sent after all. */
async function reopen(ctx: Ctx, ids: readonly string[]): Promise<void> {
  const { tenantId } = ctx.principal;
  await inTransaction(ctx, ({ tx }) =>
    tx
      .update(deadLetters)
      .set({ status: 'open', updatedAt: ctx.clock.now() })
      .where(
        and(eq(deadLetters.tenantId, tenantId), inArray(deadLetters.id, [...ids]), eq(deadLetters.status, 'replaying')),
      ),
  );
}
