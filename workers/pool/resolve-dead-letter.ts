import { and, eq, ne } from 'drizzle-orm';
import { deadLetters } from '../../schema/tables/delivery.ts';
import type { Services } from '../domain/context.ts';
import { addressOf } from './addressed.ts';

/**
 * Marks a dead letter as resolved after its replay. If this fails, the message is delivered again, which its consumer
 * tolerates.
 */
export async function resolveDeadLetter(
  services: Pick<Services, 'db' | 'clock' | 'log'>,
  deadLetterId: string,
  body: unknown,
): Promise<void> {
  const tenantId = addressOf(body)?.tenantId;
  if (tenantId === undefined) return;
  const now = services.clock.now();
  await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx
      .update(deadLetters)
      .set({ status: 'resolved', resolvedAt: now, updatedAt: now })
      .where(
        and(eq(deadLetters.tenantId, tenantId), eq(deadLetters.id, deadLetterId), ne(deadLetters.status, 'resolved')),
      ),
  );
  services.log.info('dead_letter_resolved', { tenant_id: tenantId, dead_letter_id: deadLetterId });
}
