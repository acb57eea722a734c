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
export async function noteSuccess({ tx }: UnitOfWork, endpoint: EndpointRow): Promise<void> {
  if (endpoint.failingSince === null) return;
  await tx
    .update(webhookEndpoints)
    .set({ failingSince: null, lastFailedAt: null })
    .where(eq(webhookEndpoints.id, endpoint.id));
}

/**
 * Records a failure. Disables the endpoint when it answered that it is gone, or has only failed for five days without a
 * long silence. The endpoint must be locked.
 */
export async function noteFailure(ctx: Ctx, unit: UnitOfWork, endpoint: EndpointRow, isGone: boolean): Promise<void> {
  const now = ctx.clock.now();
  const { failingSince, lastFailedAt } = endpoint;
  const isSameTime =
    failingSince !== null && lastFailedAt !== null && now.getTime() - lastFailedAt.getTime() < SILENCE_MS;
  const since = isSameTime ? failingSince : now;
  await unit.tx
    .update(webhookEndpoints)
    .set({ failingSince: since, lastFailedAt: now })
    .where(eq(webhookEndpoints.id, endpoint.id));
  // It was disabled during the request.
  if (endpoint.disabledAt !== null) return;
  if (isGone) await disableEndpoint(ctx, unit, endpoint, 'gone');
  else if (now.getTime() - since.getTime() >= FAILING_FOR_MS) await disableEndpoint(ctx, unit, endpoint, 'failing');
}
