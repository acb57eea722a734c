import { expect, it } from 'vitest';
import type { Order, OrderStep } from '../../contracts/order.ts';
import type { Page } from '../../contracts/page.ts';
import type { Product } from '../../contracts/product.ts';
import { lapseOrder } from '../../workers/domain/orders/lapse-order.ts';
import { answer, newProduct, newTenant, newUser, postOrder } from '../support/tenant.ts';
import { openWorker } from '../support/worker-services.ts';

it('an order lapses once at most, however it races with being confirmed, changed and cancelled', {
  timeout: 120_000,
}, async () => {
  const tenant = await newTenant();
  const guest = await newUser(tenant, 'guest');
  const { id: productId, sku } = await newProduct(tenant, { stock: 100 });
  const services = openWorker();
  const later = { ...services, clock: { now: () => new Date(services.clock.now().getTime() + 60 * 60_000) } };
  for (let round = 0; round < 12; round++) {
    const order = await answer<Order>(await postOrder(guest, { items: [{ sku, quantity: 5 }] }), 201);
    const path = `/v1/orders/${order.id}`;
    const change = { items: [{ sku, quantity: 2 }], replaces_order_id: order.id };
    const quote = await answer<{ id: string }>(await guest.call('POST', '/v1/quotes', { json: change }), 201);
    const rivals = [
      () => tenant.owner.call('PATCH', path, { json: { status: 'confirmed' } }),
      () => guest.call('POST', `${path}/cancel`, { json: {} }),
      () => guest.call('POST', `${path}/change`, { json: { quote_id: quote.id } }),
    ];
    const lapse = () => lapseOrder({ services: later, input: { tenantId: tenant.tenantId, id: order.id } });
    const [first, second] = await Promise.all([lapse(), lapse(), rivals[round % 3]?.()]);
    const found = await answer<Order>(await guest.call('GET', path), 200);
    const steps = await answer<Page<OrderStep>>(await guest.call('GET', `${path}/events`), 200);
    const cancelled = steps.data.filter(({ to }) => to === 'cancelled');
    expect([first, second].filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(cancelled.length).toBe(found.status === 'cancelled' ? 1 : 0);
    if (found.status === 'confirmed')
      await answer(await tenant.owner.call('POST', `${path}/cancel`, { json: {} }), 200);
    const { stock } = await answer<Product>(await tenant.owner.call('GET', `/v1/products/${productId}`), 200);
    expect(stock).toBe(100);
  }
});

it('a guest gets no more open orders than the limit by placing them at once', async () => {
  const tenant = await newTenant();
  const guest = await newUser(tenant, 'guest');
  const { sku } = await newProduct(tenant, { stock: 100 });
  const placed = await Promise.all(
    Array.from({ length: 12 }, () => postOrder(guest, { items: [{ sku, quantity: 1 }] })),
  );
  expect(placed.filter(({ status }) => status === 201)).toHaveLength(5);
  expect(placed.filter(({ status }) => status === 409)).toHaveLength(7);
});
