import { describe, expect, it } from 'vitest';
import type { Order } from '../../../contracts/order.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { idempotencyKeys } from '../../../schema/tables/delivery.ts';
import { orderItems, orders } from '../../../schema/tables/orders.ts';
import { sha256Hex } from '../../../workers/platform/ids.ts';
import { answer, newProduct, newTenant, newUser, postOrder, type TestUser } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';

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

  it('does not answer with an order that a restored database has lost', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { items: [{ sku, quantity: 1 }] };
    const first = await answer<Order>(await postOrder(tenant.owner, json, 'key-1'), 201);
    await asTenant(tenant.tenantId, async (tx) => {
      await tx.delete(idempotencyKeys);
      await tx.delete(orderItems);
      await tx.delete(orders);
    });
    const second = await postOrder(tenant.owner, json, 'key-1');
    expect(second.headers.has('idempotent-replayed')).toBe(false);
    const { id } = await answer<Order>(second, 201);
    expect(id).not.toBe(first.id);
    expect((await ordersOf(tenant.owner)).map((order) => order.id)).toEqual([id]);
  });

  it('is free again after a day', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { items: [{ sku, quantity: 1 }] };
    const first = await answer<Order>(await postOrder(tenant.owner, json, 'key-1'), 201);
    const age = async (hours: number) => {
      const createdAt = new Date(Date.now() - hours * 3_600_000);
      await asTenant(tenant.tenantId, (tx) => tx.update(idempotencyKeys).set({ createdAt }));
    };
    await age(23.9);
    expect((await answer<Order>(await postOrder(tenant.owner, json, 'key-1'), 201)).id).toBe(first.id);
    await age(24.1);
    const again = await postOrder(tenant.owner, json, 'key-1');
    expect(again.headers.has('idempotent-replayed')).toBe(false);
    expect((await answer<Order>(again, 201)).number).toBe(first.number + 1);
  });

  it('belongs to one request: another body is refused', async () => {
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

  it('is required for orders, and must be printable and short', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { items: [{ sku, quantity: 1 }] };
    const missing = await answer<Problem>(await tenant.owner.call('POST', '/v1/orders', { json }), 400);
    expect(missing.code).toBe('idempotency_key_required');
    for (const key of ['', '"', '""', 'x'.repeat(256), 'é']) {
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

describe('a key whose request holds a password', () => {
  const account = () => ({
    email: `${crypto.randomUUID()}@x.test`,
    password: 'Sieben-Raben-im-Turm-9',
    roles: ['staff'],
  });

  it('is not reused with another password, also past the gate', async () => {
    const tenant = await newTenant();
    const key = crypto.randomUUID();
    const json = account();
    const create = async (password: string) =>
      await tenant.owner.call('POST', '/v1/users', {
        json: { ...json, password },
        headers: { 'idempotency-key': key },
      });
    await answer(await create(json.password), 201);
    const other = 'Acht-Geier-im-Wald-77';
    expect((await answer<Problem>(await create(other), 422)).code).toBe('idempotency_key_reused');
    expect((await answer<Problem>(await create(other), 422)).code).toBe('idempotency_key_reused');
    expect((await create(json.password)).headers.get('idempotent-replayed')).toBe('true');
  });

  it('leaves no hash to guess the password from', async () => {
    const tenant = await newTenant();
    const json = account();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    await answer(await tenant.owner.call('POST', '/v1/users', { json, headers }), 201);
    const rows = await asTenant(tenant.tenantId, (tx) => tx.select().from(idempotencyKeys));
    const { password, ...known } = json;
    const guesses = [json, [known, password], password].map((guess) => sha256Hex(JSON.stringify(guess)));
    expect(rows).toHaveLength(1);
    expect(await Promise.all(guesses)).not.toContain(rows[0]?.fingerprint);
  });
});
