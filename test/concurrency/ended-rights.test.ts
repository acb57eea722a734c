import { env } from 'cloudflare:workers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type NewApiKey, Scope } from '../../contracts/api-key.ts';
import type { Order } from '../../contracts/order.ts';
import type { Page } from '../../contracts/page.ts';
import type { Problem } from '../../contracts/problem.ts';
import { setSuspended } from '../../scripts/tenants.ts';
import {
  answer,
  asUser,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestTenant,
  type TestUser,
} from '../support/tenant.ts';
import { until } from '../support/until.ts';

const NEW_PASSWORD = 'Vier-Ziegen-am-Hang-77';
const { connectionString } = env.HYPERDRIVE;

interface Right {
  user: TestUser;
  end(): Promise<unknown>;
  /** The answers to a person whose right has ended. */
  code: string;
}

const patched = async (tenant: TestTenant, json: object): Promise<Right> => {
  const user = await newUser(tenant, 'owner');
  return { user, end: () => ended(tenant.owner, 'PATCH', `/v1/users/${user.userId}`, json), code: 'session_ended' };
};

async function ended(by: TestUser, method: string, path: string, json?: object): Promise<void> {
  const response = await by.call(method, path, { json });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

const RIGHTS: Record<string, (tenant: TestTenant) => Promise<Right>> = {
  'an account that is switched off': (tenant) => patched(tenant, { is_active: false }),
  'an account that is demoted': (tenant) => patched(tenant, { roles: ['customer'] }),
  'an account that is given another password': (tenant) => patched(tenant, { password: NEW_PASSWORD }),
  'a session that a manager ends': async (tenant) => {
    const user = await newUser(tenant, 'owner');
    const path = `/v1/auth/sessions/${user.sessionId}`;
    return { user, end: () => ended(tenant.owner, 'DELETE', path), code: 'session_ended' };
  },
  'an API key that is revoked': async (tenant) => {
    const json = { name: 'k', scopes: Scope.options };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    const end = () => ended(tenant.owner, 'DELETE', `/v1/api-keys/${key.id}`);
    return { user: asUser(key.secret, key.id), end, code: 'unauthenticated' };
  },
  'a guest who registers': async (tenant) => {
    const user = await newUser(tenant, 'guest');
    const json = { tenant_slug: tenant.slug, email: `${user.userId}@x.test`, password: NEW_PASSWORD };
    return { user, end: () => ended(user, 'POST', '/v1/auth/customers', json), code: 'unauthenticated' };
  },
  'a tenant that is suspended': async (tenant) => {
    const user = await newUser(tenant, 'owner');
    return { user, end: () => setSuspended(connectionString, tenant.slug, true), code: 'tenant_suspended' };
  },
};

// The embedded database runs one transaction at a time: nothing waits for a lock on it.
describe.runIf(inject('databaseKind') === 'server')('a transaction that waits for a lock', { timeout: 60_000 }, () => {
  let holder: pg.Client;
  beforeAll(async () => {
    holder = new pg.Client({ connectionString });
    holder.on('error', () => undefined);
    await holder.connect();
  });
  afterAll(() => holder.end().catch(() => undefined));

  async function holding(tenantId: string, orderId: string): Promise<void> {
    await holder.query(`BEGIN; SET LOCAL ROLE ragline_app; SET LOCAL app.tenant_id = '${tenantId}'`);
    await holder.query('SELECT FROM orders WHERE id = $1 FOR UPDATE', [orderId]);
  }

  /** Resolves when another transaction waits for the holder's lock. */
  async function waited(): Promise<void> {
    const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const waiting = () =>
      holder.query('SELECT FROM pg_locks WHERE NOT granted AND $1 = ANY(pg_blocking_pids(pid))', [rows[0]?.pid]);
    await until(waiting, ({ rowCount }) => rowCount !== 0);
  }

  it.each(Object.entries(RIGHTS))('does not commit for %s meanwhile', async (_name, give) => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const { user, end, code } = await give(tenant);
    const order = await answer<Order>(await postOrder(user, { items: [{ sku, quantity: 1 }] }), 201);
    await holding(tenant.tenantId, order.id);
    const cancelling = user.call('POST', `/v1/orders/${order.id}/cancel`, { json: {} });
    await waited();
    await end();
    await holder.query('COMMIT');
    expect((await answer<Problem>(await cancelling, code === 'tenant_suspended' ? 403 : 401)).code).toBe(code);
    await holder.query(`BEGIN; SET LOCAL ROLE ragline_app; SET LOCAL app.tenant_id = '${tenant.tenantId}'`);
    const { rows } = await holder.query('SELECT status FROM orders WHERE id = $1', [order.id]);
    await holder.query('COMMIT');
    expect(rows).toEqual([{ status: order.status }]);
  });

  it('commits when it revokes the rights of its own actor', async () => {
    const tenant = await newTenant();
    const own = await newUser(tenant, 'owner');
    await ended(own, 'DELETE', `/v1/auth/sessions/${own.sessionId}`);
    const all = await newUser(tenant, 'owner');
    await ended(all, 'DELETE', '/v1/auth/sessions?include_current=true');
    const resigning = await newUser(tenant, 'owner');
    await ended(resigning, 'PATCH', `/v1/users/${resigning.userId}`, { is_active: false });
    const json = { name: 'k', scopes: Scope.options };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    await ended(asUser(key.secret, key.id), 'DELETE', `/v1/api-keys/${key.id}`);
    for (const user of [own, all, resigning, asUser(key.secret, key.id)]) {
      expect((await user.call('GET', '/v1/orders')).status).toBe(401);
    }
  });
});

describe.runIf(inject('databaseKind') === 'server')(
  'two who take the rights of each other at once',
  { timeout: 60_000 },
  () => {
    const WAYS: Record<string, (by: TestUser, other: TestUser) => Promise<Response>> = {
      'by switching off': (by, { userId }) => by.call('PATCH', `/v1/users/${userId}`, { json: { is_active: false } }),
      'by ending the session': (by, { sessionId }) => by.call('DELETE', `/v1/auth/sessions/${sessionId}`),
      'by ending all sessions': (by, { userId }) => by.call('DELETE', `/v1/auth/sessions?user_id=${userId}`),
    };

    it.each(Object.entries(WAYS))('%s: one of them does, without a deadlock', async (_name, end) => {
      const tenant = await newTenant();
      const tookMs: number[] = [];
      for (let round = 0; round < 8; round++) {
        const [a, b] = [await newUser(tenant, 'owner'), await newUser(tenant, 'owner')];
        const startedAt = Date.now();
        const statuses = (await Promise.all([end(a, b), end(b, a)])).map(({ status }) => status);
        tookMs.push(Date.now() - startedAt);
        expect(statuses.toSorted()).toEqual([expect.toSatisfy((status) => status < 300), 401]);
      }
      // A deadlock is found after a second.
      expect(Math.min(...tookMs)).toBeLessThan(1_000);
    });
  },
);

it('no transaction of an account commits after the answer that the account is deactivated', {
  timeout: 60_000,
}, async () => {
  const tenant = await newTenant();
  const { sku } = await newProduct(tenant);
  const orders = async () =>
    (await answer<Page<Order>>(await tenant.owner.call('GET', '/v1/orders?limit=100'), 200)).data.length;
  for (let round = 0; round < 5; round++) {
    const user = await newUser(tenant);
    const placing = Array.from({ length: 12 }, () => postOrder(user, { items: [{ sku, quantity: 1 }] }));
    await placing[round];
    await ended(tenant.owner, 'PATCH', `/v1/users/${user.userId}`, { is_active: false });
    const placed = await orders();
    await Promise.all(placing);
    expect(await orders()).toBe(placed);
  }
});
