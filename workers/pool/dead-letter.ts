import { z } from 'zod';
import { Uuid } from '../../contracts/text.ts';
import { deadLetters } from '../../schema/tables/delivery.ts';
import { newId } from '../platform/ids.ts';
import { postgresFault } from '../platform/postgres-error.ts';
import type { Delivery, PoolDeps } from './pool-deps.ts';

const FOREIGN_KEY_VIOLATION = '23503';

/** Where the messages of our queues name their tenant, also when the rest of them is malformed. */
const Addressed = z.union([
  z.object({ event: z.object({ tenantid: Uuid }) }).transform(({ event }) => event.tenantid),
  z.object({ tenant_id: Uuid }).transform((job) => job.tenant_id),
]);

/**
 * Writes a message that failed for good to its tenant's dead letters, once by its message id. One whose tenant
 * cannot be known is logged, redacted: there is nobody to show it to.
 * @param error What was wrong with it; null when the Queue gave up on it and says no more.
 */
export async function recordDeadLetter(delivery: Delivery, error: Error | null, { services }: PoolDeps): Promise<void> {
  const { queue, id, body, attempts } = delivery;
  const tenantId = Addressed.safeParse(body);
  if (!tenantId.success) {
    services.log.error('dead_letter_without_tenant', { queue, id, attempts, body, error });
    return;
  }
  const row = {
    id: newId(),
    tenantId: tenantId.data,
    queue: queue.replace(/-dlq$/, ''),
    messageId: id,
    payload: body,
    error: error === null ? null : describe(error),
    attempts,
  };
  try {
    await services.db.transaction({ tenantId: tenantId.data }, (tx) =>
      tx.insert(deadLetters).values(row).onConflictDoNothing(),
    );
  } catch (failure) {
    if (postgresFault(failure)?.code !== FOREIGN_KEY_VIOLATION) throw failure;
    services.log.error('dead_letter_of_unknown_tenant', { queue, id, attempts, body, error });
    return;
  }
  services.log.error('dead_letter', { queue, id, attempts, tenant_id: tenantId.data, error });
}

function describe(error: Error): string {
  const cause = error.cause instanceof z.ZodError ? `: ${z.prettifyError(error.cause)}` : '';
  return `${error.message}${cause}`.slice(0, 1_000);
}
