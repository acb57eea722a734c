import { and, eq, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { tenants } from '../../schema/tables/tenants.ts';
import { webhookDeliveries, webhookEndpoints } from '../../schema/tables/webhooks.ts';
import type { Services } from '../domain/context.ts';
import { KEEP_MS, pruneWebhooks } from '../domain/webhooks/prune-webhooks.ts';
import { resealSecrets } from '../domain/webhooks/reseal-secrets.ts';

const MAX_ENDPOINTS = 200;
/** The most endpoints to prune, each in its own transaction. */
const MAX_PRUNED = 20;
const LEFT_BEHIND_AFTER_MS = 5_000;

/**
 * Finds deliveries that lost messages or dead runtimes left due, prunes logs, removes deleted endpoints, and reseals
 * secrets after a rotation of signing keys. Bounded, and random beyond the bound. A failing endpoint does not stop the
 * others.
 */
export async function sweepWebhooks(
  services: Pick<Services, 'db' | 'clock' | 'log' | 'vault' | 'nudgeWebhook'>,
): Promise<{ due: number; pruned: number; resealed: number }> {
  const nowMs = services.clock.now().getTime();
  const { due, old, outdated } = await find(services, nowMs);
  for (const { tenantId, endpointId } of due) services.nudgeWebhook(tenantId, endpointId);
  const found = { due: due.length, pruned: 0, resealed: 0 };
  for (const input of old) found.pruned += await orNone(services, () => pruneWebhooks({ services, input }));
  for (const input of outdated) found.resealed += await orNone(services, () => resealSecrets({ services, input }));
  if (found.due + found.pruned + found.resealed > 0) services.log.info('webhooks_swept', found);
  return found;
}

/** @returns The work's count; 0 and a log line when it fails. */
async function orNone({ log }: Pick<Services, 'log'>, work: () => Promise<number>): Promise<number> {
  return await work().catch((error: unknown) => {
    log.error('webhook_sweep_failed', { error });
    return 0;
  });
}

function find({ db, vault }: Pick<Services, 'db' | 'vault'>, nowMs: number) {
  const endpoint = { tenantId: webhookEndpoints.tenantId, endpointId: webhookEndpoints.id };
  const isActive = and(isNull(webhookEndpoints.disabledAt), isNull(webhookEndpoints.deletedAt));
  return db.transaction('system', async (tx) => {
    const ofEndpoint = and(
      eq(webhookDeliveries.tenantId, webhookEndpoints.tenantId),
      eq(webhookDeliveries.endpointId, webhookEndpoints.id),
    );
    const overdue = tx
      .select({ one: sql`1` })
      .from(webhookDeliveries)
      .where(and(ofEndpoint, lt(webhookDeliveries.nextAttemptAt, new Date(nowMs - LEFT_BEHIND_AFTER_MS))));
    const suspended = tx
      .select({ one: sql`1` })
      .from(tenants)
      .where(and(eq(tenants.id, webhookEndpoints.tenantId), isNotNull(tenants.suspendedAt)));
    // One step into an index, however long the log is.
    const oldest = tx
      .select({ createdAt: webhookDeliveries.createdAt })
      .from(webhookDeliveries)
      .where(ofEndpoint)
      .orderBy(webhookDeliveries.position)
      .limit(1);
    const cutoff = sql`${new Date(nowMs - KEEP_MS).toISOString()}::timestamptz`;
    return {
      due: await tx
        .select(endpoint)
        .from(webhookEndpoints)
        .where(and(isActive, sql`EXISTS ${overdue}`, sql`NOT EXISTS ${suspended}`))
        .orderBy(sql`random()`)
        .limit(MAX_ENDPOINTS),
      old: await tx
        .select(endpoint)
        .from(webhookEndpoints)
        .where(or(isNotNull(webhookEndpoints.deletedAt), sql`${oldest} < ${cutoff}`))
        .orderBy(sql`random()`)
        .limit(MAX_PRUNED),
      outdated: await tx
        .select(endpoint)
        .from(webhookEndpoints)
        .where(and(isNull(webhookEndpoints.deletedAt), ne(webhookEndpoints.sealedWith, vault.keyId)))
        .orderBy(sql`random()`)
        .limit(MAX_ENDPOINTS),
    };
  });
}
