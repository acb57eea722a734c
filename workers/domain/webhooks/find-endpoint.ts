import { and, eq, isNull } from 'drizzle-orm';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Unit } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import type { EndpointRow } from './endpoint-view.ts';

/** Limits a query to one endpoint that was not deleted. */
export const isLiveEndpoint = (tenantId: string, id: string) =>
  and(eq(webhookEndpoints.tenantId, tenantId), eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt));

/** @throws {ProblemError} `not_found`. */
function orNoEndpoint<T>(row: T | undefined): T {
  requireRow(row, 'webhook endpoint');
  return row;
}

/** @throws {ProblemError} `not_found`. */
export async function loadEndpoint(unit: Unit, id: string): Promise<EndpointRow> {
  const [row] = await unit.tx.select().from(webhookEndpoints).where(isLiveEndpoint(unit.tenantId, id));
  return orNoEndpoint(row);
}

/**
 * Locks a live endpoint until the transaction ends. Its deliveries change only under this lock, so concurrent changes
 * agree on their order. Never held during a request to the endpoint. Sent at once.
 * @returns Undefined when there is none.
 */
export async function lockEndpointIfLive(unit: Unit, id: string): Promise<EndpointRow | undefined> {
  const [row] = await unit.tx
    .select()
    .from(webhookEndpoints)
    .where(isLiveEndpoint(unit.tenantId, id))
    .for('no key update')
    .execute();
  return row;
}

/**
 * As `lockEndpointIfLive`.
 * @throws {ProblemError} `not_found`, or `precondition_failed` when its version is not the one asked for.
 */
export async function lockEndpoint(
  unit: Unit,
  { id, ifVersion }: { id: string; ifVersion?: IfVersion },
): Promise<EndpointRow> {
  const row = orNoEndpoint(await lockEndpointIfLive(unit, id));
  requireVersion(row, ifVersion);
  return row;
}

/** As `lockEndpoint`. @throws {ProblemError} `conflict` also when it is disabled: nothing is sent to it. */
export async function lockActiveEndpoint(unit: Unit, id: string): Promise<EndpointRow> {
  const row = await lockEndpoint(unit, { id });
  if (row.disabledAt !== null)
    throw new ProblemError('conflict', 'The endpoint is disabled. Set is_active to true first.');
  return row;
}
