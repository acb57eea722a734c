import { eq } from 'drizzle-orm';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import type { EndpointRow } from './endpoint-view.ts';

const HOUR_MS = 60 * 60 * 1000;
/** An endpoint that only failed for this long is disabled. */
const FAILING_FOR_MS = 5 * 24 * HOUR_MS;
/** Longer than the longest pause between attempts. A longer silence restarts the count. */
const SILENCE_MS = 36 * HOUR_MS;

/** Clears the start of an endpoint's failures. The endpoint must be locked. */
export function noteSuccess(unit: UnitOfWork, endpoint: EndpointRow): void {
  if (endpoint.failingSince !== null) setFailing(unit, endpoint, { failingSince: null, lastFailedAt: null });
}

/**
 * Records a failure. Disables the endpoint when it answered that it is gone, or has only failed for five days without a
 * long silence. The endpoint must be locked.
 */
export function noteFailure(ctx: Ctx, unit: UnitOfWork, endpoint: EndpointRow, isGone: boolean): void {
  const now = ctx.clock.now();
  const { failingSince, lastFailedAt } = endpoint;
  const isSameTime =
    failingSince !== null && lastFailedAt !== null && now.getTime() - lastFailedAt.getTime() < SILENCE_MS;
  const since = isSameTime ? failingSince : now;
  setFailing(unit, endpoint, { failingSince: since, lastFailedAt: now });
  // It was disabled during the request.
  if (endpoint.disabledAt !== null) return;
  if (isGone) disableEndpoint(ctx, unit, endpoint, 'gone');
  else if (now.getTime() - since.getTime() >= FAILING_FOR_MS) disableEndpoint(ctx, unit, endpoint, 'failing');
}

function setFailing(
  unit: UnitOfWork,
  { id }: EndpointRow,
  change: Pick<EndpointRow, 'failingSince' | 'lastFailedAt'>,
): void {
  unit.send(() => unit.tx.update(webhookEndpoints).set(change).where(eq(webhookEndpoints.id, id)));
}
