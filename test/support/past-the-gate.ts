import { CreateOrder } from '../../contracts/order.ts';
import { runOnce } from '../../workers/domain/idempotency/run-once.ts';
import { placeOrder } from '../../workers/domain/orders/place-order.ts';
import { sha256Hex } from '../../workers/platform/ids.ts';
import type { TestTenant } from './tenant.ts';
import { newIsolate, openWorker, ownerOf } from './worker-services.ts';

/** Places one order under one key from `times` invocations at once that no gate keeps apart. */
export async function placeAtOnce(tenant: TestTenant, body: unknown, times: number) {
  const isolate = newIsolate();
  const principal = ownerOf(tenant);
  const request = { route: 'POST /v1/orders', keyHash: await sha256Hex('key'), fingerprint: await sha256Hex('body') };
  return await Promise.all(
    Array.from({ length: times }, async () => {
      const services = openWorker(isolate);
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
