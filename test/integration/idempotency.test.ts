import { evictAllDurableObjects } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import type { Problem } from '../../contracts/problem.ts';
import { answer, newProduct, newTenant, newUser, postOrder, type TestUser } from '../support/tenant.ts';

const ordersOf = async (user: TestUser) =>
  (await answer<{ data: Order[] }>(await user.call('GET', '/v1/orders'), 200)).data;

describe('an Idempotency-Key', () => {
  it('makes one order, and gives the same bytes again', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant, { stock: 10 });
    const json = { items: [{ sku, quantity: 1 }] };
    const first = await postOrder(tenant.owner, json, 'key-1');
    const second = await postOrder(tenant.owner, json, '"key-1"');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await second.text()).toBe(await first.text());
    for (const name of ['etag', 'location', 'content-type'])
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    expect(await ordersOf(tenant.owner)).toHaveLength(1);
  });

  it('is kept by the database when the gate has forgotten it', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { items: [{ sku, quantity: 1 }] };
    const first = await postOrder(tenant.owner, json, 'key-1');
    await evictAllDurableObjects();
    const second = await postOrder(tenant.owner, json, 'key-1');
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await second.text()).toBe(await first.text());
  });

  it('stands for one request: another body is refused', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }, 'key-1');
    const problem = await answer<Problem>(
      await postOrder(tenant.owner, { items: [{ sku, quantity: 2 }] }, 'key-1'),
      422,
    );
    expect(problem.code).toBe('idempotency_key_reused');
  });

  it('belongs to one principal and to one route', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const customer = await newUser(tenant, 'customer');
    const { sku } = await newProduct(tenant);
    await newProduct(other, { sku });
    const json = { items: [{ sku, quantity: 1 }] };
    const ids = await Promise.all(
      [tenant.owner, customer, other.owner].map(
        async (user) => (await answer<Order>(await postOrder(user, json, 'shared'), 201)).id,
      ),
    );
    expect(new Set(ids).size).toBe(3);
    const headers = { 'idempotency-key': 'shared' };
    expect((await tenant.owner.call('POST', '/v1/quotes', { json, headers })).status).toBe(201);
  });

  it('remembers a refusal, and a new key tries again', async () => {
    const tenant = await newTenant();
    const { id, sku } = await newProduct(tenant, { stock: 0 });
    const json = { items: [{ sku, quantity: 1 }] };
    const refused = await postOrder(tenant.owner, json, 'key-1');
    expect(refused.status).toBe(409);
    await tenant.owner.call('PATCH', `/v1/products/${id}`, { json: { stock: 5 } });
    const replayed = await postOrder(tenant.owner, json, 'key-1');
    expect(replayed.status).toBe(409);
    expect(await replayed.text()).toBe(await refused.text());
    expect((await postOrder(tenant.owner, json, 'key-2')).status).toBe(201);
  });

  it('is demanded for orders, and must be printable and short', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { items: [{ sku, quantity: 1 }] };
    const missing = await answer<Problem>(await tenant.owner.call('POST', '/v1/orders', { json }), 400);
    expect(missing.code).toBe('idempotency_key_required');
    for (const key of ['', '""', 'x'.repeat(256), 'é']) {
      const response = await tenant.owner.call('POST', '/v1/orders', { json, headers: { 'idempotency-key': key } });
      expect([400, 422]).toContain(response.status);
    }
    expect((await postOrder(tenant.owner, json, 'x'.repeat(255))).status).toBe(201);
  });

  it('serves creating products too', async () => {
    const tenant = await newTenant();
    const json = { sku: 'ONE', name: 'One', price: { amount: 1, currency: 'EUR' } };
    const headers = { 'idempotency-key': 'p-1' };
    const statuses = [];
    for (let i = 0; i < 2; i++)
      statuses.push((await tenant.owner.call('POST', '/v1/products', { json, headers })).status);
    expect(statuses).toEqual([201, 201]);
  });
});
