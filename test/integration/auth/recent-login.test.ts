import { describe, expect, it } from 'vitest';
import { type NewApiKey, Scope } from '../../../contracts/api-key.ts';
import type { Session } from '../../../contracts/identity.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { type OpenSession, RECENT_LOGIN_SECONDS, type Reauthenticated } from '../../../contracts/session.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import {
  answer,
  asUser,
  call,
  newTenant,
  newUser,
  newUserSince,
  type TestTenant,
  type TestUser,
} from '../../support/tenant.ts';

const NEW_PASSWORD = 'Vier-Ziegen-am-Hang-77';
const STALE_SECONDS = RECENT_LOGIN_SECONDS + 5;

const account = () => ({ email: `${crypto.randomUUID()}@staff.test`, password: NEW_PASSWORD, roles: ['staff'] });
const apiKey = { name: 'k', scopes: ['order:read'] };
const endpoint = () => ({ url: `https://hooks.example/${crypto.randomUUID()}` });

type Change = (actor: TestUser, tenant: TestTenant) => Promise<Response>;

/** Every change that needs a recent login, each on a resource of its own. */
const CHANGES: Record<string, Change> = {
  'making an account': (actor) => actor.call('POST', '/v1/users', { json: account() }),
  'changing roles': async (actor, tenant) => await patchUser(actor, tenant, { roles: ['staff'] }),
  'switching an account off': async (actor, tenant) => await patchUser(actor, tenant, { is_active: false }),
  'setting another’s password': async (actor, tenant) => await patchUser(actor, tenant, { password: NEW_PASSWORD }),
  'making an API key': (actor) => actor.call('POST', '/v1/api-keys', { json: apiKey }),
  'revoking an API key': async (actor, { owner }) => {
    const { id } = await answer<NewApiKey>(await owner.call('POST', '/v1/api-keys', { json: apiKey }), 201);
    return await actor.call('DELETE', `/v1/api-keys/${id}`);
  },
  'making a webhook endpoint': (actor) => actor.call('POST', '/v1/webhook-endpoints', { json: endpoint() }),
  'changing a webhook endpoint': async (actor, tenant) =>
    await actor.call('PATCH', await newEndpoint(tenant), { json: { is_active: false } }),
  'deleting a webhook endpoint': async (actor, tenant) => await actor.call('DELETE', await newEndpoint(tenant)),
  'rotating a webhook secret': async (actor, tenant) =>
    await actor.call('POST', `${await newEndpoint(tenant)}/rotate-secret`),
};

async function newEndpoint({ owner }: TestTenant): Promise<string> {
  const made = await answer<{ id: string }>(
    await owner.call('POST', '/v1/webhook-endpoints', { json: endpoint() }),
    201,
  );
  return `/v1/webhook-endpoints/${made.id}`;
}

async function patchUser(actor: TestUser, tenant: TestTenant, json: object): Promise<Response> {
  const { userId } = await newUser(tenant, 'customer');
  return await actor.call('PATCH', `/v1/users/${userId}`, { json });
}

async function reauthenticated(user: TestUser): Promise<TestUser> {
  const json = { password: OWNER_PASSWORD };
  const renewed = await answer<Reauthenticated>(await user.call('POST', '/v1/auth/reauthenticate', { json }), 200);
  return asUser(renewed.access_token, user.userId, user.sessionId);
}

describe.each(Object.entries(CHANGES))('%s', (_name, change) => {
  it('needs a login of the last ten minutes, or the password again', async () => {
    const tenant = await newTenant();
    const actor = await newUserSince(tenant, STALE_SECONDS, 'owner');
    const refused = await change(actor, tenant);
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer realm="ragline", error="insufficient_user_authentication", max_age="600"',
    );
    const problem = await answer<Problem>(refused, 401);
    expect(problem.code).toBe('reauthentication_required');
    expect(problem.detail).toContain('POST /v1/auth/reauthenticate');
    expect((await change(await reauthenticated(actor), tenant)).status).toBeLessThan(300);
    expect((await change(actor, tenant)).status).toBe(401);
    expect((await change(await newUserSince(tenant, STALE_SECONDS - 60, 'owner'), tenant)).status).toBeLessThan(300);
  });

  it('is not needed with an API key, and callers without the permission do not learn of it', async () => {
    const tenant = await newTenant();
    const json = { name: 'k', scopes: Scope.options };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    const withKey = await change(asUser(key.secret, key.id), tenant);
    expect(withKey.status).not.toBe(401);
    expect((await change(await newUserSince(tenant, STALE_SECONDS, 'staff'), tenant)).status).toBe(403);
  });
});

describe('a login', () => {
  it('still reads and changes names when it is old', async () => {
    const tenant = await newTenant();
    const owner = await newUserSince(tenant, STALE_SECONDS, 'owner');
    for (const path of ['/v1/users', '/v1/api-keys', '/v1/webhook-endpoints', '/v1/orders']) {
      expect([path, (await owner.call('GET', path)).status]).toEqual([path, 200]);
    }
    expect((await patchUser(owner, tenant, { full_name: 'Anna' })).status).toBe(200);
  });

  it('is renewed by the password alone: neither a wrong one nor a refresh does', async () => {
    const tenant = await newTenant();
    const owner = await newUserSince(tenant, STALE_SECONDS, 'owner');
    const wrong = await owner.call('POST', '/v1/auth/reauthenticate', { json: { password: 'wrong' } });
    expect(await answer<Problem>(wrong, 401)).toMatchObject({ code: 'invalid_credentials' });
    const authenticatedAt = async (user: TestUser) => {
      const { data } = await answer<Page<OpenSession>>(await user.call('GET', '/v1/auth/sessions'), 200);
      return Date.parse(data.find(({ is_current }) => is_current)?.authenticated_at ?? '');
    };
    expect(Date.now() - (await authenticatedAt(owner))).toBeGreaterThan(RECENT_LOGIN_SECONDS * 1000);
    await reauthenticated(owner);
    expect(Date.now() - (await authenticatedAt(owner))).toBeLessThan(60_000);

    const json = { tenant_slug: tenant.slug, email: `${owner.userId}@users.test`, password: OWNER_PASSWORD };
    const login = await answer<Session>(await call('POST', '/v1/auth/login', { json }), 200);
    const before = await authenticatedAt(asUser(login.access_token, login.user_id));
    const refresh = { json: { refresh_token: login.refresh_token } };
    const next = await answer<Session>(await call('POST', '/v1/auth/refresh', refresh), 200);
    expect(await authenticatedAt(asUser(next.access_token, next.user_id))).toBe(before);
    expect(authTime(next.access_token)).toBe(authTime(login.access_token));
  });

  it('is renewed also in tokens that a refresh issues afterwards', async () => {
    const tenant = await newTenant();
    const json = { tenant_slug: tenant.slug, email: `owner@${tenant.slug}.test`, password: OWNER_PASSWORD };
    const login = await answer<Session>(await call('POST', '/v1/auth/login', { json }), 200);
    const owner = asUser(login.access_token, login.user_id);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const renewed = await reauthenticated(owner);
    expect(authTime(renewed.token)).toBeGreaterThan(authTime(login.access_token));
    const refresh = { json: { refresh_token: login.refresh_token } };
    const next = await answer<Session>(await call('POST', '/v1/auth/refresh', refresh), 200);
    expect(authTime(next.access_token)).toBe(authTime(renewed.token));
  });
});

/** The `auth_time` claim of an access token, in seconds since the epoch. */
function authTime(token: string): number {
  const [, payload = ''] = token.split('.');
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).auth_time;
}
