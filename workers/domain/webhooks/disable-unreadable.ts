import { and, eq } from 'drizzle-orm';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { inTransaction, type Services } from '../context.ts';
import { systemContext } from '../system-context.ts';
import type { Claim } from './claim-delivery.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import { lockEndpointIfLive } from './find-endpoint.ts';

/** Disables an endpoint whose requests cannot be signed, and gives back the delivery that was claimed for it. */
export async function disableUnreadable(args: { services: Services; input: Claim }): Promise<void> {
  const { services, input } = args;
  const { tenantId, id, endpointId } = input.delivery;
  const ctx = systemContext(services, tenantId);
  await inTransaction(ctx, async (unit) => {
    const endpoint = await lockEndpointIfLive(unit, endpointId);
    await unit.tx
      .update(webhookDeliveries)
      .set({ leaseId: null, nextAttemptAt: ctx.clock.now() })
      .where(
        and(
          eq(webhookDeliveries.tenantId, tenantId),
          eq(webhookDeliveries.id, id),
          eq(webhookDeliveries.leaseId, input.leaseId),
        ),
      );
    // It may have got another secret meanwhile.
    const isSame = endpoint?.sealedSecret === input.endpoint.sealedSecret;
    if (endpoint !== undefined && isSame && endpoint.disabledAt === null) {
      await disableEndpoint(ctx, unit, endpoint, 'secret_unreadable');
    }
  });
}
