import { deadLetters } from '../../../schema/tables/delivery.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { isDeadLetter, lockDeadLetter } from './load-dead-letter.ts';

/**
 * Drops a message for good. The audit log says who did.
 * @throws {ProblemError} `not_found`, or `conflict` while it is on its queue, from which it would come back.
 */
export async function dropDeadLetter({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  authorise(ctx, 'dead-letter:manage');
  await inTransaction(ctx, async (unit) => {
    const row = await lockDeadLetter(unit, input.id);
    if (row.status === 'replaying')
      throw new ProblemError('conflict', 'The dead letter is being replayed. Delete it once the replay has ended.');
    await unit.tx.delete(deadLetters).where(isDeadLetter(unit.tenantId, row.id));
    const details = { queue: row.queue, message_id: row.messageId, status: row.status, replays: row.replays };
    recordAudit(ctx, unit, {
      action: 'dead_letter.dropped',
      resourceType: 'dead_letter',
      resourceId: row.id,
      details,
    });
  });
}
