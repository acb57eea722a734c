import { exports } from 'cloudflare:workers';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import { createClient } from '../../workers/api/client.ts';
import { OWNER_PASSWORD } from '../support/owner-password.ts';
import { newTenant } from '../support/tenant.ts';

const fetchWorker: typeof fetch = (input, init) => exports.default.fetch(new Request(input, init));

describe('the typed client', () => {
  it('registers, adds a product, orders it and reads it back, typed all the way', async () => {
    const { slug } = await newTenant();
    const anonymous = createClient('https://ragline.test', undefined, fetchWorker);
    const login = await anonymous.v1.auth.login.$post({
      json: { tenant_slug: slug, email: `owner@${slug}.test`, password: OWNER_PASSWORD },
    });
    if (login.status !== 200) throw new Error(`login answered ${login.status}`);
    const { access_token } = await login.json();

    const client = createClient('https://ragline.test', access_token, fetchWorker);
    const made = await client.v1.products.$post({
      json: { sku: 'SOUP', name: 'Soup', price: { amount: 650, currency: 'EUR' } },
      header: {},
    });
    expect(made.status).toBe(201);
    const placed = await client.v1.orders.$post({
      json: { items: [{ sku: 'SOUP', quantity: 2 }] },
      header: { 'idempotency-key': 'typed-1' },
    });
    expect(placed.status).toBe(201);

    const list = await client.v1.orders.$get({ query: { status: 'pending' } });
    if (list.status !== 200) throw new Error(`the list answered ${list.status}`);
    const { data } = await list.json();
    expectTypeOf(data).toExtend<Order[]>();
    expect(data).toMatchObject([{ status: 'pending', total: 1300, items: [{ sku: 'SOUP', quantity: 2 }] }]);

    // @ts-expect-error: no such status; the compiler says so, and the API as well.
    const wrong = await client.v1.orders.$get({ query: { status: 'shipped' } });
    expect(wrong.status).toBe(422);
  });
});
