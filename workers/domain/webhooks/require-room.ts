import { and, eq, isNull } from 'drizzle-orm';
import { MAX_ENDPOINTS_PER_HOST, MAX_WEBHOOK_ENDPOINTS } from '../../../contracts/webhook.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { UnitOfWork } from '../context.ts';

/**
 * Keeps one event from becoming many requests to one address. Counts under the tenant's row lock, so that concurrent
 * calls cannot both take the last place.
 * @param id The endpoint that takes this URL; undefined for a new one.
 * @throws {ProblemError} `conflict` when there are too many endpoints, or too many at this host; `already_exists` when
 *   another one has this address, whatever the query.
 */
export async function requireRoom({ tx, tenantId }: UnitOfWork, url: string, id?: string): Promise<void> {
  await tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)).for('no key update');
  const all = await tx
    .select({ id: webhookEndpoints.id, url: webhookEndpoints.url })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.tenantId, tenantId), isNull(webhookEndpoints.deletedAt)));
  const others = all.filter((endpoint) => endpoint.id !== id).map((endpoint) => new URL(endpoint.url));
  const { host, origin, pathname } = new URL(url);
  if (others.length >= MAX_WEBHOOK_ENDPOINTS) {
    throw new ProblemError(
      'conflict',
      `A tenant can have at most ${MAX_WEBHOOK_ENDPOINTS} endpoints. Delete one first.`,
    );
  }
  if (others.some((other) => other.origin === origin && other.pathname === pathname)) {
    throw new ProblemError(
      'already_exists',
      'An endpoint with this URL already exists. Change its event types instead.',
      {
        errors: [{ path: 'url', message: 'is the address of another endpoint' }],
      },
    );
  }
  if (others.filter((other) => other.host === host).length >= MAX_ENDPOINTS_PER_HOST) {
    throw new ProblemError(
      'conflict',
      `A host can have at most ${MAX_ENDPOINTS_PER_HOST} endpoints. Delete one first.`,
    );
  }
}
