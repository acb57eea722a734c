import { describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../../contracts/api-key.ts';
import type { Session } from '../../../contracts/identity.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { OpenSession } from '../../../contracts/session.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import { answer, asUser, call, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { limiterAway, workerWith } from '../../support/worker-with.ts';

const NEW_PASSWORD = 'Vier-Ziegen-am-Hang-77';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

const logIn = (tenant: TestTenant, email: string, password = OWNER_PASSWORD) =>
  call('POST', '/v1/auth/login', {
    json: { tenant_slug: tenant.slug, email, password },
    headers: { 'user-agent': FIREFOX },
  });

/** Another login of an account that `newUser` has made. */
async function secondLogin(tenant: TestTenant, { userId }: TestUser): Promise<TestUser & { refreshToken: string }> {
  const session = await answer<Session>(await logIn(tenant, `${userId}@users.test`), 200);
  return { ...asUser(session.access_token, userId), refreshToken: session.refresh_token };
}

const open = async (user: TestUser, query = '') =>
  (await answer<Page<OpenSession>>(await user.call('GET', `/v1/auth/sessions${query}`), 200)).data;

const isOpen = async (user: TestUser) => (await user.call('GET', '/v1/orders')).status === 200;

const codeOf = async (response: Response, status: number) => (await answer<Problem>(response, status)).code;

describe('the list of sessions', () => {
  it('shows a person theirs, newest first, a page at a time', async () => {
    const tenant = await newTenant();
    const first = await newUser(tenant);
    await newUser(tenant);
    const second = await secondLogin(tenant, first);
    const [newer, older, ...others] = await open(second);
    expect(others).toEqual([]);
    expect(newer).toMatchObject({ user_id: first.userId, client: 'Firefox on Linux', is_current: true });
    expect(older).toMatchObject({ id: first.sessionId, client: null, is_current: false });

    const page = await answer<Page<OpenSession>>(await second.call('GET', '/v1/auth/sessions?limit=1'), 200);
    expect(page.data).toEqual([newer]);
    expect(await open(second, `?limit=1&cursor=${page.next_cursor}`)).toEqual([older]);
  });

  it('shows those of others to owners and admins alone, and never those of another tenant', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant);
    const query = `?user_id=${customer.userId}`;
    for (const role of ['owner', 'admin'] as const) {
      expect(await open(await newUser(tenant, role), query)).toMatchObject([
        { id: customer.sessionId, is_current: false },
      ]);
    }
    for (const role of ['staff', 'customer', 'guest'] as const) {
      expect((await (await newUser(tenant, role)).call('GET', `/v1/auth/sessions${query}`)).status).toBe(403);
    }
    expect(await open((await newTenant()).owner, query)).toEqual([]);
  });

  it('is empty for guests and API keys, and leaves out sessions that have ended', async () => {
    const tenant = await newTenant();
    expect(await open(await newUser(tenant, 'guest'))).toEqual([]);
    const json = { name: 'k', scopes: ['order:read'] };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    expect(await open(asUser(key.secret, key.id))).toEqual([]);

    const user = await newUser(tenant);
    const { refreshToken } = await secondLogin(tenant, user);
    await call('POST', '/v1/auth/logout', { json: { refresh_token: refreshToken } });
    expect(await open(user)).toMatchObject([{ id: user.sessionId }]);
  });
});

describe('ending a session', () => {
  it('of one’s own ends its access and refresh tokens, and no other session', async () => {
    const tenant = await newTenant();
    const user = await newUser(tenant);
    const other = await secondLogin(tenant, user);
    const id = (await open(other)).find(({ is_current }) => is_current)?.id;
    expect((await user.call('DELETE', `/v1/auth/sessions/${id}`)).status).toBe(204);
    expect(await isOpen(other)).toBe(false);
    const refresh = await call('POST', '/v1/auth/refresh', { json: { refresh_token: other.refreshToken } });
    expect(refresh.status).toBe(401);
    expect(await isOpen(user)).toBe(true);
    expect(await codeOf(await user.call('DELETE', `/v1/auth/sessions/${id}`), 404)).toBe('not_found');
  });

  it('of another person needs the permission to manage sessions, and is a 404 without it', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant);
    const path = `/v1/auth/sessions/${customer.sessionId}`;
    for (const role of ['staff', 'customer', 'guest'] as const) {
      expect(await codeOf(await (await newUser(tenant, role)).call('DELETE', path), 404)).toBe('not_found');
    }
    expect((await (await newTenant()).owner.call('DELETE', path)).status).toBe(404);
    expect(await isOpen(customer)).toBe(true);
    expect((await (await newUser(tenant, 'admin')).call('DELETE', path)).status).toBe(204);
    expect(await codeOf(await customer.call('GET', '/v1/orders'), 401)).toBe('session_ended');
  });

  it('of an owner or admin is for owners only', async () => {
    const tenant = await newTenant();
    const admin = await newUser(tenant, 'admin');
    const json = { name: 'k', scopes: ['user:manage'] };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    for (const actor of [admin, asUser(key.secret, key.id)]) {
      for (const role of ['owner', 'admin'] as const) {
        const { sessionId, userId } = await newUser(tenant, role);
        expect((await actor.call('DELETE', `/v1/auth/sessions/${sessionId}`)).status).toBe(403);
        expect((await actor.call('DELETE', `/v1/auth/sessions?user_id=${userId}`)).status).toBe(403);
      }
    }
    expect((await tenant.owner.call('DELETE', `/v1/auth/sessions/${admin.sessionId}`)).status).toBe(204);
    expect(await isOpen(admin)).toBe(false);
  });
});

describe('ending all sessions', () => {
  it('of one’s own keeps the current one unless it is included', async () => {
    const tenant = await newTenant();
    const user = await newUser(tenant);
    const other = await secondLogin(tenant, user);
    expect((await user.call('DELETE', '/v1/auth/sessions')).status).toBe(204);
    expect([await isOpen(user), await isOpen(other)]).toEqual([true, false]);
    const third = await secondLogin(tenant, user);
    expect((await user.call('DELETE', '/v1/auth/sessions?include_current=true')).status).toBe(204);
    expect([await isOpen(user), await isOpen(third)]).toEqual([false, false]);
    await secondLogin(tenant, user);
  });

  it('of another account needs the right to manage it', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant);
    const path = `/v1/auth/sessions?user_id=${customer.userId}`;
    expect((await (await newUser(tenant)).call('DELETE', path)).status).toBe(403);
    expect((await (await newTenant()).owner.call('DELETE', path)).status).toBe(404);
    expect(await isOpen(customer)).toBe(true);
    expect((await tenant.owner.call('DELETE', path)).status).toBe(204);
    expect(await isOpen(customer)).toBe(false);
    expect(await isOpen(tenant.owner)).toBe(true);
  });
});

describe('changing one’s own password', () => {
  const change = (user: TestUser, current: string, next: string) =>
    user.call('POST', '/v1/auth/password', { json: { current_password: current, new_password: next } });

  it('asks for the current one, and ends the other sessions', async () => {
    const tenant = await newTenant();
    const user = await newUser(tenant);
    const email = `${user.userId}@users.test`;
    const other = await secondLogin(tenant, user);
    expect(await codeOf(await change(user, 'wrong', NEW_PASSWORD), 401)).toBe('invalid_credentials');
    expect(await isOpen(other)).toBe(true);
    expect((await change(user, OWNER_PASSWORD, NEW_PASSWORD)).status).toBe(204);
    expect([await isOpen(user), await isOpen(other)]).toEqual([true, false]);
    expect((await logIn(tenant, email)).status).toBe(401);
    expect((await logIn(tenant, email, NEW_PASSWORD)).status).toBe(200);
  });

  it('refuses a new one that is easy to guess, by its field', async () => {
    const user = await newUser(await newTenant());
    for (const guessable of ['passwordpassword', `${user.userId}@users.test`, 'short']) {
      const problem = await answer<Problem>(await change(user, OWNER_PASSWORD, guessable), 422);
      expect(problem.errors).toMatchObject([{ path: 'new_password' }]);
    }
  });

  it('is refused to guests and API keys', async () => {
    const tenant = await newTenant();
    const json = { name: 'k', scopes: ['user:manage'] };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    for (const user of [await newUser(tenant, 'guest'), asUser(key.secret, key.id)]) {
      expect((await change(user, OWNER_PASSWORD, NEW_PASSWORD)).status).toBe(403);
      const json = { password: OWNER_PASSWORD };
      expect((await user.call('POST', '/v1/auth/reauthenticate', { json })).status).toBe(403);
    }
  });
});

describe('a password that is asked for in a session', () => {
  const strict = workerWith({ RATE_LIMIT_SCALE: '1', MAX_REQUESTS_UNDER_WAY: '1000' });
  const guesses = [
    ['/v1/auth/password', { current_password: 'wrong', new_password: NEW_PASSWORD }],
    ['/v1/auth/reauthenticate', { password: 'wrong' }],
  ] as const;

  it('is guessed no more often than at login', async () => {
    const tenant = await newTenant();
    const user = await newUser(tenant);
    const headers = { 'cf-connecting-ip': '2001:db8:7:1::1' };
    const guess = async (index: number) => {
      const [path, json] = guesses[index % 2] ?? guesses[0];
      const authorization = `Bearer ${user.token}`;
      return (await strict('POST', path, { json, headers: { ...headers, authorization } })).status;
    };
    const statuses: number[] = [];
    for (let index = 0; index < 7; index++) statuses.push(await guess(index));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const json = { tenant_slug: tenant.slug, email: `${user.userId}@users.test`, password: OWNER_PASSWORD };
    expect((await strict('POST', '/v1/auth/login', { json, headers })).status).toBe(429);
  });

  it('is not checked without the limiter', async () => {
    const user = await newUser(await newTenant());
    const worker = workerWith({ RATE_LIMITER: limiterAway() });
    for (const [path, json] of guesses) {
      const response = await worker('POST', path, { json, headers: { authorization: `Bearer ${user.token}` } });
      expect(await codeOf(response, 503)).toBe('unavailable');
    }
  });
});
