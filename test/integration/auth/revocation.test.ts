import { beforeAll, describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../../contracts/api-key.ts';
import { Scope } from '../../../contracts/api-key.ts';
import type { Session } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import {
  answer,
  asUser,
  call,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestTenant,
  type TestUser,
} from '../../support/tenant.ts';
import { guardedOperations, type Operation, sendTo } from '../api/operations.ts';
import { passReuseWindow } from './reuse-window.ts';

const NDJSON = 'application/x-ndjson';
const NEW_PASSWORD = 'Vier-Ziegen-am-Hang-77';

interface Revoked {
  /** People whose right has ended. */
  user: TestUser;
  /** The problem code that every operation answers them. */
  code: string;
}

async function login(tenant: TestTenant, email: string): Promise<Session> {
  const json = { tenant_slug: tenant.slug, email, password: OWNER_PASSWORD };
  return await answer<Session>(await call('POST', '/v1/auth/login', { json }), 200);
}

async function newOwner(tenant: TestTenant): Promise<TestUser> {
  return await newUser(tenant, 'owner');
}

async function patched(tenant: TestTenant, change: object): Promise<Revoked> {
  const user = await newOwner(tenant);
  await answer(await tenant.owner.call('PATCH', `/v1/users/${user.userId}`, { json: change }), 200);
  return { user, code: 'session_ended' };
}

/** Every way to lose a right, and what is left of it. */
const ENDINGS: Record<string, (tenant: TestTenant) => Promise<Revoked>> = {
  'is switched off': (tenant) => patched(tenant, { is_active: false }),
  'is demoted': (tenant) => patched(tenant, { roles: ['customer'] }),
  'is given another role': (tenant) => patched(tenant, { roles: ['owner', 'staff'] }),
  'has been given another password': (tenant) => patched(tenant, { password: NEW_PASSWORD }),
  'has logged out': async (tenant) => {
    const session = await login(tenant, `owner@${tenant.slug}.test`);
    await call('POST', '/v1/auth/logout', { json: { refresh_token: session.refresh_token } });
    return { user: asUser(session.access_token, session.user_id), code: 'session_ended' };
  },
  'used a refresh token that was used long ago': async (tenant) => {
    const session = await login(tenant, `owner@${tenant.slug}.test`);
    const json = { refresh_token: session.refresh_token };
    const next = await answer<Session>(await call('POST', '/v1/auth/refresh', { json }), 200);
    await passReuseWindow(tenant.tenantId);
    await call('POST', '/v1/auth/refresh', { json });
    return { user: asUser(next.access_token, next.user_id), code: 'session_ended' };
  },
  'is an API key that was revoked': async (tenant) => {
    const json = { name: 'k', scopes: Scope.options };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    await tenant.owner.call('DELETE', `/v1/api-keys/${key.id}`);
    return { user: asUser(key.secret, key.id), code: 'unauthenticated' };
  },
  'was a guest and has registered': async (tenant) => {
    const guest = await newUser(tenant, 'guest');
    const json = { tenant_slug: tenant.slug, email: `${guest.userId}@x.test`, password: NEW_PASSWORD };
    await answer<Session>(await guest.call('POST', '/v1/auth/customers', { json }), 201);
    return { user: guest, code: 'unauthenticated' };
  },
};

/** Bodies that are good enough to be acted on. */
const GOOD_BODIES: Record<string, object> = {
  createProduct: { sku: 'S', name: 'Soup', price: { amount: 100, currency: 'EUR' } },
  createDocument: { title: 'T', format: 'text', content: 'We open at nine.' },
  createPromotion: { code: 'TEN', name: 'Ten', kind: 'percentage', value: 1000, currency: 'EUR' },
  search: { query: 'soup' },
  createQuote: { items: [{ sku: 'S', quantity: 1 }] },
  createOrder: { items: [{ sku: 'S', quantity: 1 }] },
  postChat: { id: 'c1', message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hello' }] } },
  reauthenticate: { password: OWNER_PASSWORD },
  changePassword: { current_password: OWNER_PASSWORD, new_password: NEW_PASSWORD },
  createUser: { email: 'somebody@users.test', password: NEW_PASSWORD, roles: ['staff'] },
  createApiKey: { name: 'k', scopes: ['order:read'] },
  rollApiKey: { overlap_seconds: 0 },
  updateSearchSettings: { language: 'en' },
  updateOrderSettings: { guest_hold_minutes: 30 },
  updateChatSettings: { link_hosts: [] },
  createWebhookEndpoint: { url: 'https://hooks.example/orders' },
};

const UPGRADE: Record<string, object> = { openChatSocket: { upgrade: 'websocket' } };

/** Served from caches, with content that every customer may read. */
const STATELESS = new Set(['getProduct']);

describe('a principal who', () => {
  let operations: Operation[];
  beforeAll(async () => {
    operations = await guardedOperations();
  });

  it.each(Object.entries(ENDINGS))('%s loses all access', { timeout: 120_000 }, async (_name, end) => {
    const tenant = await newTenant();
    await newProduct(tenant);
    const { user, code } = await end(tenant);
    const before = await audited(tenant);
    const passed: unknown[] = [];
    for (const operation of operations) {
      if (STATELESS.has(operation.operationId)) continue;
      const good = GOOD_BODIES[operation.operationId];
      const body = good === undefined ? operation.example : JSON.stringify(good);
      const headers = {
        authorization: `Bearer ${user.token}`,
        'idempotency-key': crypto.randomUUID(),
        ...UPGRADE[operation.operationId],
      };
      const response = await (operation.operationId === 'importProducts'
        ? call('POST', operation.path, { raw: '{"sku":"S"}', headers: { ...headers, 'content-type': NDJSON } })
        : sendTo(operation, headers, body));
      const problem = await response.json<Problem>();
      // A role without the permission is refused first, which reveals nothing.
      const isRefused = problem.code === code || problem.code === 'forbidden';
      if (!isRefused) passed.push([operation.operationId, response.status, problem]);
    }
    expect(passed).toEqual([]);
    expect(await audited(tenant)).toEqual(before);
  });

  it('was removed as an owner cannot regain the tenant', async () => {
    const tenant = await newTenant();
    const second = await newOwner(tenant);
    const change = { roles: ['customer'], is_active: false, password: NEW_PASSWORD };
    await answer(await tenant.owner.call('PATCH', `/v1/users/${second.userId}`, { json: change }), 200);
    const back = { roles: ['owner'], is_active: true, password: OWNER_PASSWORD };
    const own = await second.call('PATCH', `/v1/users/${second.userId}`, { json: back });
    expect(await answer<Problem>(own, 401)).toMatchObject({ code: 'session_ended' });
    const coup = await second.call('PATCH', `/v1/users/${tenant.owner.userId}`, { json: { is_active: false } });
    expect(coup.status).toBe(401);
    await login(tenant, `owner@${tenant.slug}.test`);
  });

  it('placed an order gets no stored response once the session has ended', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const customer = await newUser(tenant, 'customer');
    const order = { items: [{ sku, quantity: 1 }] };
    const key = crypto.randomUUID();
    const placed = await answer<Order>(await postOrder(customer, order, key), 201);
    expect(await answer<Order>(await postOrder(customer, order, key), 201)).toEqual(placed);
    await tenant.owner.call('PATCH', `/v1/users/${customer.userId}`, { json: { is_active: false } });
    const problem = await answer<Problem>(await postOrder(customer, order, key), 401);
    expect(problem.code).toBe('session_ended');
    expect(JSON.stringify(problem)).not.toContain(placed.id);
  });

  it('changes their own password keeps that session, and no other', async () => {
    const tenant = await newTenant();
    const other = await login(tenant, `owner@${tenant.slug}.test`);
    const { userId } = tenant.owner;
    const json = { current_password: OWNER_PASSWORD, new_password: NEW_PASSWORD };
    expect((await tenant.owner.call('POST', '/v1/auth/password', { json })).status).toBe(204);
    expect((await tenant.owner.call('GET', '/v1/orders')).status).toBe(200);
    expect((await asUser(other.access_token, userId).call('GET', '/v1/orders')).status).toBe(401);
  });
});

async function audited(tenant: TestTenant): Promise<unknown> {
  const page = await tenant.owner.call('GET', '/v1/users?limit=100');
  const keys = await tenant.owner.call('GET', '/v1/api-keys?limit=100');
  const orders = await tenant.owner.call('GET', '/v1/orders?limit=100');
  return [await answer(page, 200), await answer(keys, 200), await answer(orders, 200)];
}
