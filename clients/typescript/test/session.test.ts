import { expect, it } from 'vitest';
import { createClient } from '../src/index.ts';
import { memoryStorage, type SessionStorage, Sessions } from '../src/session.ts';
import { BASE, fakeServer, json, problem } from './fakes.ts';

const HOUR_MS = 3_600_000;
let number = 0;
const tokens = (refresh?: string) => () => {
  number += 1;
  const guest = {
    access_token: `access ${number}`,
    token_type: 'Bearer',
    expires_in: 3_600,
    tenant_id: 't',
    user_id: 'u',
    roles: ['guest'],
  };
  return json(refresh === undefined ? guest : { ...guest, roles: ['customer'], refresh_token: refresh })();
};

function sessionsOf(server: ReturnType<typeof fakeServer>, over: { storage?: SessionStorage; tenant?: string } = {}) {
  const clock = { nowMs: Date.UTC(2027, 0, 1) };
  const { storage = memoryStorage(), tenant = 'bistro' } = over;
  const options = { baseUrl: BASE, fetch: server.fetch, storage, tenant, turnstileToken: undefined };
  return { sessions: new Sessions({ ...options, now: () => clock.nowMs }), clock, storage };
}

it('is one guest for many callers, and for the next page', async () => {
  const server = fakeServer(tokens());
  const { sessions, storage } = sessionsOf(server);
  const all = await Promise.all(Array.from({ length: 20 }, () => sessions.accessToken()));
  expect(new Set(all).size).toBe(1);
  expect(await sessionsOf(server, { storage }).sessions.accessToken()).toBe(all[0]);
  expect(server.requests).toHaveLength(1);
});

it('tells whose session the next request is sent with', async () => {
  const server = fakeServer(tokens());
  const { sessions } = sessionsOf(server);
  expect(await sessions.current()).toBeUndefined();
  const session = await sessions.fresh();
  expect(session).toMatchObject({ userId: 'u', roles: ['guest'] });
  expect(await sessions.current()).toEqual(session);
  expect(await sessions.accessToken()).toBe(session.accessToken);
  expect(server.requests).toHaveLength(1);
});

it('goes on as the same guest before the token ends, and as a new one when that is refused', async () => {
  const server = fakeServer(tokens(), tokens(), problem('session_ended', 401), tokens());
  const { sessions, clock } = sessionsOf(server);
  const first = await sessions.accessToken();
  clock.nowMs += HOUR_MS - 10_000;
  const second = await sessions.accessToken();
  expect(server.last()?.headers.authorization).toBe(`Bearer ${first}`);
  clock.nowMs += HOUR_MS - 10_000;
  await sessions.accessToken();
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    ...[undefined, `Bearer ${first}`, `Bearer ${second}`, undefined],
  ]);
});

it('refreshes a login once for many callers, and with the newest refresh token', async () => {
  const server = fakeServer(tokens('r2'), tokens('r3'));
  const { sessions, clock } = sessionsOf(server);
  await sessions.keep({
    access_token: 'a1',
    token_type: 'Bearer',
    refresh_token: 'r1',
    expires_in: 1_800,
    tenant_id: 't',
    user_id: 'u',
    roles: ['owner'],
  });
  expect(await sessions.accessToken()).toBe('a1');
  const refused = await Promise.all(Array.from({ length: 20 }, () => sessions.accessToken('a1')));
  expect(new Set(refused).size).toBe(1);
  expect(refused[0]).not.toBe('a1');
  clock.nowMs += HOUR_MS;
  await sessions.accessToken();
  expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
    { refresh_token: 'r1' },
    { refresh_token: 'r2' },
  ]);
});

it('takes what another tab has refreshed', async () => {
  const server = fakeServer(tokens('r2'));
  const storage = memoryStorage();
  const [one, other] = [sessionsOf(server, { storage }), sessionsOf(server, { storage })];
  await one.sessions.keep({
    access_token: 'a1',
    token_type: 'Bearer',
    refresh_token: 'r1',
    expires_in: 1_800,
    tenant_id: 't',
    user_id: 'u',
    roles: ['owner'],
  });
  const renewed = await one.sessions.accessToken('a1');
  expect(await other.sessions.accessToken('a1')).toBe(renewed);
  expect(server.requests).toHaveLength(1);
});

it('forgets a session that has ended, and keeps one that could not be asked for', async () => {
  const login = {
    access_token: 'a1',
    token_type: 'Bearer' as const,
    refresh_token: 'r1',
    expires_in: 0,
    tenant_id: 't',
    user_id: 'u',
    roles: ['owner' as const],
  };
  const away = sessionsOf(fakeServer(problem('unavailable', 503)));
  await away.sessions.keep(login);
  await expect(away.sessions.accessToken()).rejects.toMatchObject({ code: 'unavailable' });
  expect(await away.sessions.current()).toMatchObject({ refreshToken: 'r1' });
  const ended = sessionsOf(fakeServer(problem('session_ended', 401)));
  await ended.sessions.keep(login);
  await expect(ended.sessions.accessToken()).rejects.toMatchObject({ code: 'session_ended', status: 401 });
  expect(await ended.sessions.current()).toBeUndefined();
});

it('keeps the new token of a confirmed password in the session that is kept', async () => {
  const server = fakeServer(tokens('refresh'), json({ access_token: 'recent', token_type: 'Bearer', expires_in: 60 }));
  const client = createClient({ baseUrl: BASE, fetch: server.fetch, storage: memoryStorage() });
  await expect(client.reauthenticate('secret')).rejects.toMatchObject({ code: 'unauthenticated' });
  const { userId } = await client.logIn({ tenant_slug: 'bistro', email: 'a@b.test', password: 'secret' });
  expect(JSON.parse(server.last()?.body ?? '')).toMatchObject({ tenant_slug: 'bistro' });
  await client.reauthenticate('secret');
  expect(server.last()).toMatchObject({ path: '/v1/auth/reauthenticate', body: '{"password":"secret"}' });
  expect(await client.session()).toMatchObject({ userId, accessToken: 'recent', refreshToken: 'refresh' });
});
