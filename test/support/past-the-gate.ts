import { env } from 'cloudflare:workers';
import { CreateOrder } from '../../contracts/order.ts';
import { runOnce } from '../../workers/domain/idempotency/run-once.ts';
import { openServices } from '../../workers/domain/open-services.ts';
import { placeOrder } from '../../workers/domain/orders/place-order.ts';
import { isolateBreakers } from '../../workers/platform/breakers.ts';
import { newCacheHealth } from '../../workers/platform/cache.ts';
import { parseConfig } from '../../workers/platform/config.ts';
import { sha256Hex } from '../../workers/platform/ids.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { newTrace } from '../../workers/platform/trace.ts';
import type { TestTenant } from './tenant.ts';

/** Places one order under one key from `times` invocations at once that no gate keeps apart. */
export async function placeAtOnce(tenant: TestTenant, body: unknown, times: number) {
  const config = parseConfig({ ...env }, env.HYPERDRIVE.connectionString);
  const isolate = {
    config,
    tokens: createTokens(config.auth),
    cacheHealth: newCacheHealth(),
    breakers: isolateBreakers(),
  };
  const principal = {
    tenantId: tenant.tenantId,
    userId: tenant.owner.userId,
    roles: ['owner' as const],
    expiresAt: 2 ** 31,
  };
  const request = { route: 'POST /v1/orders', keyHash: await sha256Hex('key'), fingerprint: await sha256Hex('body') };
  return await Promise.all(
    Array.from({ length: times }, async () => {
      const services = openServices(isolate, newTrace(), {
        nudgeRelay: () => undefined,
        nudgeIndexer: () => undefined,
        nudgeJob: () => undefined,
        nudgeWebhook: () => undefined,
      });
      try {
        return await runOnce({ ...services, principal }, request, async (ctx, claim) => {
          const order = await placeOrder({ ctx, input: { ...CreateOrder.parse(body), idempotencyClaim: claim } });
          return { status: 201, headers: {}, body: JSON.stringify(order) };
        });
      } finally {
        await services.close();
      }
    }),
  );
}
