import { and, eq } from 'drizzle-orm';
import { deadLetters, type StoredFailure } from '../../schema/tables/delivery.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { postgresFault } from '../platform/postgres-error.ts';
import { addressOf } from './addressed.ts';
import { mirrorDeadLetters } from './mirror-dead-letters.ts';
import type { Delivery, PoolDeps } from './pool-deps.ts';

const FOREIGN_KEY_VIOLATION = '23503';
const MAX_HISTORY = 20;

/**
 * Records a message that failed for good as a dead letter of its tenant, each delivery once. A message that failed
 * before (after a replay, or by another message with the same key) reuses its row. A message without a known tenant is
 * logged without its body.
 * @param error The fault, in words.
 */
export async function recordDeadLetter(delivery: Delivery, error: string, deps: PoolDeps): Promise<void> {
  const { services } = deps;
  const { id, body, attempts } = delivery;
  const queue = delivery.queue.replace(/-dlq$/, '');
  const address = addressOf(body);
  if (address === undefined) {
    services.log.error('dead_letter_without_tenant', { queue, id, attempts, reason: error });
    return;
  }
  const { tenantId } = address;
  const fields = { queue, id, attempts, tenant_id: tenantId, traceparent: address.traceparent, reason: error };
  const now = services.clock.now();
  const failure: StoredFailure = { at: now.toISOString(), error, attempts, delivery: id };
  const news = { status: 'open', error, attempts, updatedAt: now, mirroredAt: null } as const;
  const messageId = address.key ?? id;
  let deadLetterId: string | undefined;
  try {
    deadLetterId = await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
      const known = await lockKnown(tx, { tenantId, queue, messageId, deadLetterId: delivery.deadLetterId });
      if (known?.history.some((noted) => noted.delivery === id)) return undefined;
      if (known === undefined) {
        const { traceparent } = address;
        const row = { id: newId(), tenantId, queue, messageId, payload: body, traceparent, createdAt: now };
        // Inserted meanwhile by a concurrent delivery.
        const taken = tx.insert(deadLetters).values({ ...row, ...news, history: [failure] });
        return (await taken.onConflictDoNothing().returning({ id: deadLetters.id }))[0]?.id;
      }
      const history = [...known.history, failure].slice(-MAX_HISTORY);
      await tx
        .update(deadLetters)
        .set({ ...news, history, resolvedAt: null })
        .where(and(eq(deadLetters.tenantId, tenantId), eq(deadLetters.id, known.id)));
      return known.id;
    });
  } catch (fault) {
    if (postgresFault(fault)?.code !== FOREIGN_KEY_VIOLATION) throw fault;
    services.log.error('dead_letter_of_unknown_tenant', fields);
    return;
  }
  if (deadLetterId === undefined) return;
  services.metrics.count('ragline_dead_letters_total', 1, { queue });
  services.log.error('dead_letter', { ...fields, dead_letter_id: deadLetterId });
  // The row is what matters: the sweep copies it if Redis fails now.
  await mirrorDeadLetters(deps, tenantId, [deadLetterId]).catch((fault: unknown) => {
    services.log.warn('dead_letter_not_mirrored', { dead_letter_id: deadLetterId, error: fault });
  });
}

interface Key {
  tenantId: string;
  queue: string;
  messageId: string;
  deadLetterId: string | undefined;
}

/** Locks the row of a message that failed before, by the id of its replay or by its key. */
async function lockKnown(tx: Tx, { tenantId, queue, messageId, deadLetterId }: Key) {
  const isMessage = and(eq(deadLetters.queue, queue), eq(deadLetters.messageId, messageId));
  const [row] = await tx
    .select({ id: deadLetters.id, history: deadLetters.history })
    .from(deadLetters)
    .where(
      and(
        eq(deadLetters.tenantId, tenantId),
        deadLetterId === undefined ? isMessage : eq(deadLetters.id, deadLetterId),
      ),
    )
    .for('update');
  return row;
}
