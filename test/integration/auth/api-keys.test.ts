import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { type ApiKey, MAX_KEY_ANCESTORS, type NewApiKey } from '../../../contracts/api-key.ts';
import type { Me } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { User } from '../../../contracts/user.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import {
  answer,
  asUser,
  call,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestUser,
} from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { until } from '../../support/until.ts';

async function newKey(by: TestUser, over: Record<string, unknown> = {}): Promise<NewApiKey & TestUser> {
  const json = { name: 'Till', scopes: ['product:read', 'order:read', 'order:create'], ...over };
  const key = await answer<NewApiKey>(await by.call('POST', '/v1/api-keys', { json }), 201);
  return { ...key, ...asUser(key.secret, key.id) };
}

const products = async (user: TestUser): Promise<number> => (await user.call('GET', '/v1/products')).status;

/** Reads a stream for this time. */
async function readFor(timeMs: number, response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const deadline = Date.now() + timeMs;
  const timeUp = new Promise<undefined>((resolve) => setTimeout(resolve, timeMs));
  while (Date.now() < deadline) {
    const part = await Promise.race([reader?.read(), timeUp]);
    if (part === undefined || part.done) break;
    text += decoder.decode(part.value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

async function openStream(key: TestUser): Promise<Response> {
  const response = await key.call('GET', '/v1/events/stream');
  expect(response.status).toBe(200);
  return response;
}

/** Returns whether the server ends a stream within some seconds. */
async function hasEnded(response: Response): Promise<boolean> {
  const reader = response.body?.getReader();
  const timeUp = new Promise<undefined>((resolve) => setTimeout(resolve, 8_000));
  for (;;) {
    const part = await Promise.race([reader?.read(), timeUp]);
    if (part === undefined) await reader?.cancel();
    if (part === undefined || part.done) return part !== undefined;
  }
}

describe('an API key', () => {
  it('is shown once, kept as a hash, and acts as itself', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const key = await newKey(tenant.owner);
    expect(key.secret).toMatch(new RegExp(`^rk_${tenant.tenantId}_[0-9a-f]{64}$`));
    expect(key.hint).toBe(key.secret.slice(-4));

    const list = await answer<Page<ApiKey>>(await tenant.owner.call('GET', '/v1/api-keys'), 200);
    expect(list.data).toMatchObject([{ id: key.id, name: 'Till', revoked_at: null }]);
    const kept = await asTenant(tenant.tenantId, (tx) => tx.select().from(apiKeys));
    const random = key.secret.split('_')[2] ?? '';
    for (const shown of [list, kept]) expect(JSON.stringify(shown)).not.toContain(random);

    const order = await answer<Order>(await postOrder(key, { items: [{ sku, quantity: 1 }] }), 201);
    expect(order.user_id).toBe(key.id);
    const me = await answer<Me>(await key.call('GET', '/v1/auth/me'), 200);
    expect(me).toMatchObject({ user_id: key.id, tenant_id: tenant.tenantId, scopes: key.scopes });
  });

  it('can do no more than its creator, when it is created and later', async () => {
    const tenant = await newTenant();
    const first = await newKey(tenant.owner, { scopes: ['api-key:manage', 'order:read'] });
    const beyond = { name: 'x', scopes: ['order:read', 'order:advance'] };
    const problem = await answer<Problem>(await first.call('POST', '/v1/api-keys', { json: beyond }), 403);
    expect(problem.detail).toContain('order:advance');
    const child = await newKey(first, { scopes: ['order:read'] });
    expect(child.created_by).toBe(tenant.owner.userId);
    expect((await child.call('GET', '/v1/orders')).status).toBe(200);

    const email = `admin-${crypto.randomUUID()}@x.test`;
    const account = { email, password: 'a long enough password', roles: ['admin'] };
    const admin = await answer<User>(await tenant.owner.call('POST', '/v1/users', { json: account }), 201);
    const session = await answer<{ access_token: string }>(
      await tenant.owner.call('POST', '/v1/auth/login', {
        json: { tenant_slug: tenant.slug, email, password: account.password },
      }),
      200,
    );
    const scopes = ['product:read', 'product:write'];
    const key = await newKey(asUser(session.access_token, admin.id), { scopes });
    const write = () => key.call('POST', '/v1/products', { json: {} });
    expect((await write()).status).toBe(422);
    await tenant.owner.call('PATCH', `/v1/users/${admin.id}`, { json: { roles: ['staff'] } });
    expect((await write()).status).toBe(403);
    expect(await products(key)).toBe(200);
    await tenant.owner.call('PATCH', `/v1/users/${admin.id}`, { json: { is_active: false } });
    expect(await products(key)).toBe(401);
  });

  it('cannot grant roles that only an owner in person may grant', async () => {
    const tenant = await newTenant();
    const key = await newKey(tenant.owner, { scopes: ['user:manage'] });
    for (const role of ['owner', 'admin', 'staff', 'customer']) {
      const json = { email: `${role}@x.test`, password: 'a long enough password', roles: [role] };
      const problem = await answer<Problem>(await key.call('POST', '/v1/users', { json }), 403);
      expect(problem.detail).toBe('An API key may not create accounts. Log in as an owner or admin.');
    }
    const { data } = await answer<Page<User>>(await tenant.owner.call('GET', '/v1/users'), 200);
    expect(data.map(({ id }) => id)).toEqual([tenant.owner.userId]);
  });

  it.each(['owner', 'admin', 'staff', 'customer'] as const)(
    'grants no right over the account of a %s',
    async (role) => {
      const tenant = await newTenant();
      const key = await newKey(tenant.owner, { scopes: ['user:manage'] });
      const user = role === 'owner' ? tenant.owner : await newUser(tenant, role);
      const path = `/v1/users/${user.userId}`;
      const before = await answer<Page<User>>(await tenant.owner.call('GET', '/v1/users'), 200);
      for (const json of [
        { password: 'another long enough secret' },
        { roles: ['admin'] },
        { roles: ['customer'] },
        { is_active: true },
        { full_name: 'Eve', password: 'another long enough secret' },
      ]) {
        expect((await key.call('PATCH', path, { json })).status, JSON.stringify(json)).toBe(403);
      }
      expect(await answer(await tenant.owner.call('GET', '/v1/users'), 200)).toEqual(before);

      const isHigher = role === 'owner' || role === 'admin';
      expect((await key.call('PATCH', path, { json: { full_name: 'Anna' } })).status).toBe(isHigher ? 403 : 200);
      expect((await key.call('PATCH', path, { json: { is_active: false } })).status).toBe(isHigher ? 403 : 200);
    },
  );

  it('is refused with the same answer when revoked, expired, changed or truncated', async () => {
    const tenant = await newTenant();
    const [revoked, expired, fine] = [
      await newKey(tenant.owner),
      await newKey(tenant.owner, { expires_at: new Date(Date.now() + 3_600_000).toISOString() }),
      await newKey(tenant.owner),
    ];
    expect([await products(revoked), await products(expired)]).toEqual([200, 200]);
    for (let time = 0; time < 2; time++) {
      expect((await tenant.owner.call('DELETE', `/v1/api-keys/${revoked.id}`)).status).toBe(204);
    }
    await asTenant(tenant.tenantId, (tx) =>
      tx
        .update(apiKeys)
        .set({ expiresAt: new Date(Date.now() - 1) })
        .where(eq(apiKeys.id, expired.id)),
    );
    const stranger = await newTenant();
    const bad = [
      revoked.secret,
      expired.secret,
      fine.secret.replace(tenant.tenantId, stranger.tenantId),
      `${fine.secret.slice(0, -1)}${fine.secret.endsWith('0') ? '1' : '0'}`,
      fine.secret.slice(0, -1),
      'rk_',
      'rk_not-a-uuid_00',
    ];
    for (const secret of bad) {
      const response = await asUser(secret, '').call('GET', '/v1/products');
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await answer<Problem>(response, 401)).toMatchObject({ code: 'unauthenticated' });
    }
    expect(await products(fine)).toBe(200);
    const { data } = await answer<Page<ApiKey>>(await tenant.owner.call('GET', '/v1/api-keys'), 200);
    expect(data.find(({ id }) => id === revoked.id)?.revoked_at).toBeTruthy();
  });

  it('ends with the key that created it, and all that descend from it, and shows its maker', async () => {
    const tenant = await newTenant();
    const scopes = ['api-key:manage', 'product:read', 'event:read'];
    const root = await newKey(tenant.owner, { scopes });
    const child = await newKey(root, { scopes });
    const grandchild = await newKey(child, { scopes });
    const stranger = await newKey(tenant.owner, { scopes });
    const { data } = await answer<Page<ApiKey>>(await tenant.owner.call('GET', '/v1/api-keys'), 200);
    const makers = new Map(data.map((key) => [key.id, key.created_by_key]));
    expect([root, child, grandchild, stranger].map(({ id }) => makers.get(id))).toEqual([
      null,
      root.id,
      child.id,
      null,
    ]);

    const stream = await openStream(grandchild);
    await tenant.owner.call('DELETE', `/v1/api-keys/${child.id}`);
    expect(await Promise.all([root, child, grandchild, stranger].map(products))).toEqual([200, 401, 401, 200]);
    expect(await hasEnded(stream)).toBe(true);
  });

  it('cannot create keys in an endless chain', async () => {
    const tenant = await newTenant();
    let key = await newKey(tenant.owner, { scopes: ['api-key:manage'] });
    for (let made = 0; made < MAX_KEY_ANCESTORS; made++) key = await newKey(key, { scopes: ['api-key:manage'] });
    const json = { name: 'x', scopes: ['api-key:manage'] };
    expect((await key.call('POST', '/v1/api-keys', { json })).status).toBe(409);
  });

  it('is revoked with its creator also when both happen at the same time', async () => {
    const tenant = await newTenant();
    const scopes = ['api-key:manage', 'product:read'];
    for (let round = 0; round < 3; round++) {
      const root = await newKey(tenant.owner, { scopes });
      const json = { name: 'child', scopes };
      const made = Array.from({ length: 4 }, () => root.call('POST', '/v1/api-keys', { json }));
      await tenant.owner.call('DELETE', `/v1/api-keys/${root.id}`);
      for (const response of await Promise.all(made)) {
        if (response.status !== 201) continue;
        const { secret, id } = await answer<NewApiKey>(response, 201);
        expect(await products(asUser(secret, id))).toBe(401);
      }
    }
  });

  it('expires after 90 days by default, and never only at an owner’s request', async () => {
    const tenant = await newTenant();
    const admin = await newUser(tenant, 'admin');
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const daysOf = ({ expires_at }: ApiKey) => Math.round((Date.parse(expires_at ?? '') - Date.now()) / 86_400_000);
    expect(daysOf(await newKey(admin))).toBe(90);
    expect(daysOf(await newKey(admin, { expires_at: inDays(300) }))).toBe(300);
    expect((await newKey(tenant.owner, { expires_at: null })).expires_at).toBeNull();

    const scopes = ['api-key:manage', 'order:read'];
    const long = await newKey(tenant.owner, { scopes, expires_at: null });
    expect(daysOf(await newKey(long, { scopes }))).toBe(90);
    const short = await newKey(tenant.owner, { scopes, expires_at: inDays(2) });
    expect((await newKey(short, { scopes })).expires_at).toBe(short.expires_at);
    for (const [by, expires_at, status] of [
      [admin, null, 403],
      [admin, '9999-12-31T00:00:00Z', 403],
      [long, null, 403],
      [short, inDays(3), 422],
    ] as const) {
      const json = { name: 'x', scopes: ['order:read'], expires_at };
      expect([expires_at, (await by.call('POST', '/v1/api-keys', { json })).status]).toEqual([expires_at, status]);
    }
  });

  it('has no access to another tenant, and no other tenant can revoke it', async () => {
    const [mine, theirs] = [await newTenant(), await newTenant()];
    const key = await newKey(mine.owner, { scopes: ['product:read', 'api-key:manage'] });
    const product = await newProduct(theirs);
    const other = await newKey(theirs.owner);
    expect((await key.call('GET', `/v1/products/${product.id}`)).status).toBe(404);
    expect((await key.call('DELETE', `/v1/api-keys/${other.id}`)).status).toBe(404);
    expect(await products(other)).toBe(200);
  });

  it('says when it was last used, to the minute', async () => {
    const tenant = await newTenant();
    const key = await newKey(tenant.owner);
    const lastUse = async () => {
      const { data } = await answer<Page<ApiKey>>(await tenant.owner.call('GET', '/v1/api-keys'), 200);
      return data[0]?.last_used_at ?? null;
    };
    expect(await lastUse()).toBeNull();
    await products(key);
    await until(lastUse, (at) => at !== null);
    const noted = await lastUse();
    await products(key);
    expect(await lastUse()).toBe(noted);

    const earlier = new Date(Date.now() - 61_000);
    await asTenant(tenant.tenantId, (tx) =>
      tx.update(apiKeys).set({ lastUsedAt: earlier }).where(eq(apiKeys.id, key.id)),
    );
    await products(key);
    await until(lastUse, (at) => at !== earlier.toISOString());
  });

  it('opens a stream by ticket with its scopes, not with its maker’s roles', async () => {
    const tenant = await newTenant();
    const own = await newKey(tenant.owner, { scopes: ['event:read'] });
    const all = await newKey(tenant.owner, { scopes: ['event:read', 'event:read-all'] });
    const { sku } = await newProduct(tenant);
    await postOrder(await newUser(tenant), { items: [{ sku, quantity: 1 }] });
    const pulled = async () =>
      (await answer<{ data: unknown[] }>(await all.call('GET', '/v1/events'), 200)).data.length;
    await until(pulled, (count) => count === 1);

    const streamed = async (key: TestUser): Promise<string> => {
      const { ticket } = await answer<{ ticket: string }>(await key.call('POST', '/v1/events/tickets'), 201);
      const response = await call('GET', `/v1/events/stream?after=0&ticket=${ticket}`);
      expect(response.status).toBe(200);
      return await readFor(500, response);
    };
    expect(await streamed(all)).toContain('order_created');
    expect(await streamed(own)).not.toContain('order_created');
  });

  it.each<[Record<string, unknown>, string]>([
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['everything'] }, 'scopes.0'],
    [{ name: '' }, 'name'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
  ])('with %j is refused at its path', async (over, path) => {
    const tenant = await newTenant();
    const json = { name: 'n', scopes: ['order:read'], ...over };
    const problem = await answer<Problem>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 422);
    expect(problem.errors?.map((error) => error.path)).toContain(path);
  });
});

describe('a key that is rolled', () => {
  const roll = (by: TestUser, id: string, json?: object) => by.call('POST', `/v1/api-keys/${id}/roll`, { json });

  it('accepts both secrets until the overlap ends', async () => {
    const tenant = await newTenant();
    const key = await newKey(tenant.owner, { scopes: ['product:read', 'event:read'] });
    const response = await roll(tenant.owner, key.id);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const rolled = await answer<NewApiKey>(response, 200);
    const { id, scopes, expires_at } = key;
    expect(rolled).toMatchObject({ id, scopes, expires_at, hint: rolled.secret.slice(-4) });
    expect(rolled.secret).not.toBe(key.secret);
    const overlap = Date.parse(rolled.previous_secret_expires_at ?? '') - Date.now();
    expect(Math.round(overlap / 3_600_000)).toBe(24);
    const now = asUser(rolled.secret, key.id);
    expect([await products(key), await products(now)]).toEqual([200, 200]);

    const previousExpiresAt = new Date(Date.now() - 1);
    await asTenant(tenant.tenantId, (tx) =>
      tx.update(apiKeys).set({ previousExpiresAt }).where(eq(apiKeys.id, key.id)),
    );
    expect([await products(key), await products(now)]).toEqual([401, 200]);
    const entries = await asTenant(tenant.tenantId, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.action, 'api_key.rolled')),
    );
    expect(entries).toMatchObject([{ resourceId: key.id, details: { overlap_seconds: 86_400 } }]);
    expect(JSON.stringify(entries)).not.toContain(rolled.secret.slice(-64));
  });

  it('ends the old secret, and what it has open, at once when no overlap is asked for', async () => {
    const tenant = await newTenant();
    const key = await newKey(tenant.owner, { scopes: ['product:read', 'event:read'] });
    await answer<NewApiKey>(await roll(tenant.owner, key.id), 200);
    const stream = await openStream(key);
    const last = await answer<NewApiKey>(await roll(tenant.owner, key.id, { overlap_seconds: 0 }), 200);
    expect(last.previous_secret_expires_at).toBeNull();
    expect([await products(key), await products(asUser(last.secret, key.id))]).toEqual([401, 200]);
    expect(await hasEnded(stream)).toBe(true);
    for (const overlap_seconds of [-1, 604_801, 1.5, '60']) {
      expect((await roll(tenant.owner, key.id, { overlap_seconds })).status).toBe(422);
    }
  });

  it('returns a new secret only to those who may manage the key', async () => {
    const tenant = await newTenant();
    const admin = await newUser(tenant, 'admin');
    const scopes = ['api-key:manage', 'product:read'];
    const mine = await newKey(tenant.owner, { scopes });
    const child = await newKey(mine, { scopes: ['product:read'] });
    const other = await newKey(tenant.owner, { scopes: ['product:read'] });
    const ofAdmin = await newKey(admin, { scopes: ['product:read'] });
    expect((await roll(admin, mine.id)).status).toBe(403);
    expect((await roll(mine, other.id)).status).toBe(403);
    expect((await roll(other, other.id)).status).toBe(403);
    for (const [by, id] of [
      [admin, ofAdmin.id],
      [tenant.owner, ofAdmin.id],
      [mine, child.id],
      [mine, mine.id],
    ] as const) {
      expect((await roll(by, id)).status).toBe(200);
    }
    await tenant.owner.call('DELETE', `/v1/api-keys/${other.id}`);
    expect((await roll(tenant.owner, other.id)).status).toBe(409);
    expect((await roll((await newTenant()).owner, mine.id)).status).toBe(404);
  });
});
