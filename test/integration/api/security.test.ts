import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { importJWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type NewApiKey, Scope } from '../../../contracts/api-key.ts';
import { isAllowed, type Permission, ROLES, type Role } from '../../../contracts/identity.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { createApp } from '../../../workers/api/app.ts';
import { type Config, parseConfig } from '../../../workers/platform/config.ts';
import { Database } from '../../../workers/platform/database.ts';
import { createTokens } from '../../../workers/platform/tokens.ts';
import { answer, call, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { newIsolate, openWorker, testConfig } from '../../support/worker-services.ts';
import { allOperations, type Operation, sendTo } from './operations.ts';

/** Operations that any valid token may call. One that is not here must name a permission. */
const FOR_ANY_TOKEN = [
  'changePassword',
  'endSession',
  'endSessions',
  'getMe',
  'listSessions',
  'reauthenticate',
  'search',
];

/** Some hundreds of requests, one after the other. */
const WALK_MS = 120_000;

let tenant: TestTenant;
let all: Operation[];
let guarded: Operation[];
const users = new Map<Role, TestUser>();

beforeAll(async () => {
  tenant = await newTenant();
  all = await allOperations();
  guarded = all.filter((operation) => operation.isAuthenticated);
  for (const role of ROLES) users.set(role, await newUser(tenant, role));
});

describe('the route table', () => {
  it('names a permission for each route, or lists it here as open', () => {
    const forAny = guarded.filter(({ permission }) => permission === 'any');
    expect(forAny.map(({ operationId }) => operationId).toSorted()).toEqual(FOR_ANY_TOKEN);
    expect(
      all
        .filter(({ isAuthenticated }) => !isAuthenticated)
        .map(({ operationId }) => operationId)
        .toSorted(),
    ).toEqual([
      'getHealth',
      'getJwks',
      'getMetrics',
      'getReadiness',
      'getShop',
      'logIn',
      'logOut',
      'openGuestSession',
      'refreshSession',
      'registerCustomer',
      'registerTenant',
    ]);
  });
});

describe('every POST that creates', () => {
  it('takes an Idempotency-Key, unless its answer holds a secret', () => {
    const keyless = all.filter(({ method, creates, takesKey }) => method === 'POST' && creates && !takesKey);
    const remedy = 'Add `IdempotencyHeaders` to the request of the route, and answer it by `idempotently`';
    expect(keyless.map(({ operationId }) => operationId).toSorted(), remedy).toEqual([
      'createApiKey',
      'createTicket',
      'createWebhookEndpoint',
      'registerCustomer',
      'registerTenant',
    ]);
  });
});

describe('every authenticated operation', () => {
  it('refuses a missing, malformed, tampered, expired, foreign or unsigned token, and one of another kind', async () => {
    const principal = {
      tenantId: tenant.tenantId,
      userId: tenant.owner.userId,
      roles: ['owner' as const],
      sessionId: tenant.owner.sessionId,
    };
    const { auth } = parseConfig({ ...env }, env.HYPERDRIVE.connectionString);
    const hour = 3_600_000;
    const expired = await createTokens(auth).issue(principal, new Date(Date.now() - hour));
    const otherIssuer = await createTokens({ ...auth, issuer: 'elsewhere' }).issue(principal, new Date());
    const otherAudience = await createTokens({ ...auth, audience: 'elsewhere' }).issue(principal, new Date());
    const claims = {
      tenant_id: tenant.tenantId,
      user_id: principal.userId,
      roles: ['owner'],
      sid: principal.sessionId,
      iss: 'ragline',
      aud: 'ragline-api',
    };
    const kid = auth.privateJwks.keys[0]?.kid ?? '';
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(JSON.stringify(createTokens(auth).publicJwks())));
    const signingJwk = auth.privateJwks.keys[0] ?? {};
    const signed = async (typ: string, jwt: SignJWT) =>
      await jwt.setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(await importJWK(signingJwk, 'EdDSA'));
    const complete = { ...claims, sub: principal.userId };
    const good = await signed('at+jwt', new SignJWT(complete).setIssuedAt().setExpirationTime('1h'));
    // Each refused token below differs from this one in one thing.
    expect((await call('GET', '/v1/products', { headers: { authorization: `Bearer ${good}` } })).status).toBe(200);
    const otherKind = await signed('JWT', new SignJWT(complete).setIssuedAt().setExpirationTime('1h'));
    const endless = await signed('at+jwt', new SignJWT(complete).setIssuedAt());
    const noRoles = await signed(
      'at+jwt',
      new SignJWT({ ...complete, roles: [] }).setIssuedAt().setExpirationTime('1h'),
    );
    const base64 = (value: unknown) => btoa(JSON.stringify(value)).replaceAll('=', '');
    const unsigned = `${base64({ alg: 'none', typ: 'at+jwt' })}.${base64({ ...claims, exp: 9_999_999_999 })}.`;
    const [header, payload, signature] = tenant.owner.token.split('.');
    const tampered = `${header}.${base64({ ...claims, exp: 9_999_999_999, sub: 'x', iat: 1 })}.${signature}`;
    const truncated = `${header}.${payload}`;

    const bad: Record<string, string | undefined> = {
      missing: undefined,
      empty: 'Bearer ',
      basic: 'Basic b3duZXI6cGFzc3dvcmQ=',
      expired: `Bearer ${expired}`,
      otherIssuer: `Bearer ${otherIssuer}`,
      otherAudience: `Bearer ${otherAudience}`,
      otherKind: `Bearer ${otherKind}`,
      endless: `Bearer ${endless}`,
      noRoles: `Bearer ${noRoles}`,
      hmac: `Bearer ${hmac}`,
      unsigned: `Bearer ${unsigned}`,
      tampered: `Bearer ${tampered}`,
      truncated: `Bearer ${truncated}`,
    };
    for (const operation of guarded) {
      for (const [kind, authorization] of Object.entries(bad)) {
        const response = await sendTo(operation, authorization === undefined ? {} : { authorization });
        const problem = await answer<Problem>(response, 401);
        expect([operation.operationId, kind, problem.code]).toEqual([
          operation.operationId,
          kind,
          kind === 'expired' ? 'token_expired' : 'unauthenticated',
        ]);
        expect(response.headers.get('www-authenticate')).toContain('Bearer');
      }
    }
  });

  it('allows exactly the roles that the table of permissions names', { timeout: WALK_MS }, async () => {
    for (const operation of guarded) {
      const { permission } = operation;
      for (const [role, user] of users) {
        // A body that is valid for no operation, because permissions are checked before the body.
        const response = await sendTo(operation, { authorization: `Bearer ${user.token}` }, '{"no":"such field"}');
        await response.body?.cancel();
        const isRefused = response.status === 403;
        const mayPass = permission === 'any' || isAllowed({ roles: [role] }, permission);
        expect([operation.operationId, role, isRefused]).toEqual([operation.operationId, role, !mayPass]);
      }
    }
  });

  it('allows an API key exactly what its scopes name, whatever its maker may', { timeout: WALK_MS }, async () => {
    const keyWith = async (scopes: readonly string[]): Promise<string> => {
      const json = { name: 'scoped', scopes };
      return (await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201)).secret;
    };
    const keys = new Map<Permission, { holder: string; lacker: string }>();
    for (const scope of Scope.options) {
      const others = Scope.options.filter((other) => other !== scope);
      keys.set(scope, { holder: await keyWith([scope]), lacker: await keyWith(others) });
    }
    for (const operation of guarded) {
      const { permission } = operation;
      const pair = permission === 'any' ? undefined : keys.get(permission);
      if (pair === undefined) continue;
      const statusWith = async (key: string) => {
        const response = await sendTo(operation, { authorization: `Bearer ${key}` }, '{"no":"such field"}');
        await response.body?.cancel();
        return response.status;
      };
      expect([operation.operationId, 'without', await statusWith(pair.lacker)]).toEqual([
        operation.operationId,
        'without',
        403,
      ]);
      expect([operation.operationId, 'with', [401, 403].includes(await statusWith(pair.holder))]).toEqual([
        operation.operationId,
        'with',
        false,
      ]);
    }
  });

  it('never answers a resource of another tenant', async () => {
    const stranger = await newTenant();
    // These begin a conversation where there is none; that of another is refused in chat-socket and chat-restrictions.
    const beginning = ['openChatSocket', 'setRestrictions'];
    const ofResources = guarded.filter(
      ({ path, operationId }) => /019ab0c4|nobody-has/.test(path) && !beginning.includes(operationId),
    );
    for (const operation of ofResources) {
      const response = await sendTo(operation, { authorization: `Bearer ${stranger.owner.token}` }, operation.example);
      const remedy = `${operation.operationId}: if its body is refused, give the schema a valid \`example\``;
      expect([204, 404], remedy).toContain(response.status);
    }
  });
});

describe('every operation with a body', () => {
  const withBodies = () => all.filter(({ hasBody }) => hasBody);
  const authorization = () => `Bearer ${tenant.owner.token}`;

  it('refuses a body that is not JSON, and JSON of the wrong shape, naming the fault', async () => {
    for (const operation of withBodies()) {
      for (const body of ['{', '{"a":}', 'nonsense', '\u0000']) {
        const problem = await answer<Problem>(await sendTo(operation, { authorization: authorization() }, body), 400);
        expect([operation.operationId, problem.code]).toEqual([operation.operationId, 'malformed_request']);
      }
      for (const body of [
        '[]',
        '"text"',
        'null',
        '42',
        '{"no_such_field":1}',
        '{"__proto__":{"a":1},"x":"\\u0000"}',
        '{"x":"\\ud800"}',
      ]) {
        const problem = await answer<Problem>(await sendTo(operation, { authorization: authorization() }, body), 422);
        expect([operation.operationId, problem.code]).toEqual([operation.operationId, 'invalid_request']);
        expect(problem.errors?.length).toBeGreaterThan(0);
      }
    }
  });

  it('refuses another media type, and more than 1 MiB', async () => {
    for (const operation of withBodies()) {
      const text = await sendTo(operation, { authorization: authorization(), 'content-type': 'text/plain' }, 'hello');
      expect([operation.operationId, text.status]).toEqual([operation.operationId, 415]);
      const large = await sendTo(
        operation,
        { authorization: authorization() },
        JSON.stringify({ x: 'x'.repeat(1024 * 1024) }),
      );
      expect([operation.operationId, large.status]).toEqual([operation.operationId, 413]);
    }
  });
});

describe('every answer', () => {
  it('carries a request id and headers that keep browsers safe', async () => {
    const response = await call('GET', '/healthz', { headers: { 'x-request-id': 'given-by-me' } });
    expect(response.headers.get('x-request-id')).toBe('given-by-me');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
    expect((await call('GET', '/healthz')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is not cached when it needs a token, and a cached product is revalidated', async () => {
    const cacheControl = async (path: string) => (await tenant.owner.call('GET', path)).headers.get('cache-control');
    for (const path of ['/v1/orders', '/v1/users', '/v1/auth/me', '/v1/promotions', '/v1/nothing-is-here'])
      expect([path, await cacheControl(path)]).toEqual([path, 'no-store']);
    const json = { sku: 'CACHED', name: 'Cached', price: { amount: 100, currency: 'EUR' } };
    const made = await tenant.owner.call('POST', '/v1/products', { json });
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { id } = await answer<{ id: string }>(made, 201);
    expect(await cacheControl(`/v1/products/${id}`)).toBe('private, no-cache');
  });

  it('is a problem document also at unknown paths', async () => {
    const response = await call('GET', '/nothing/here');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = await answer<Problem>(response, 404);
    expect(problem).toMatchObject({ code: 'not_found', status: 404 });
    expect(problem.request_id).toBe(response.headers.get('x-request-id'));
  });

  it('names the allowed methods when another one is used', async () => {
    const response = await tenant.owner.call('DELETE', '/v1/orders/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70');
    expect(response.headers.get('allow')).toBe('GET, PATCH');
    expect(await answer<Problem>(response, 405)).toMatchObject({ code: 'method_not_allowed' });
    expect((await call('PUT', '/v1/auth/login')).headers.get('allow')).toBe('POST');
  });

  it('prefers a literal path to a path with an id', async () => {
    for (const path of ['/v1/dead-letters/replay', '/v1/products/import']) {
      for (const method of ['GET', 'HEAD', 'DELETE']) {
        const response = await tenant.owner.call(method, path);
        expect([path, method, response.status, response.headers.get('allow')]).toEqual([path, method, 405, 'POST']);
      }
    }
  });

  it('lets browsers of other origins in, without credentials', async () => {
    const preflight = await call('OPTIONS', '/v1/orders', {
      headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('an app with another configuration', () => {
  /** The same doors with other surroundings; a request goes through all of the chain. */
  function otherApp({
    config = {},
    bindings = {},
    db,
  }: {
    config?: Partial<Config>;
    bindings?: Partial<Env>;
    db?: Database;
  }) {
    const used = { ...testConfig(), ...config };
    const isolate = newIsolate({ config: used });
    const app = createApp({
      asyncApi: '',
      openServices: (_env, _execution, trace) => {
        const services = openWorker(isolate, {}, trace);
        return db === undefined ? services : { ...services, db };
      },
    });
    return async (method: string, path: string, headers: Record<string, string> = {}) =>
      await app.fetch(
        new Request(`https://ragline.test${path}`, { method, headers }),
        { ...env, ...bindings },
        createExecutionContext(),
      );
  }
  const authorization = () => `Bearer ${tenant.owner.token}`;

  it('answers an internal fault with nothing but its request id', async () => {
    const db = new Database(testConfig().database);
    db.reading = () => Promise.reject(new Error('hunter22 of relation secrets'));
    const fetch = otherApp({ db });
    const response = await fetch('GET', '/v1/orders', {
      authorization: authorization(),
      'x-request-id': 'the-request',
    });
    const problem = await answer<Problem>(response, 500);
    expect(problem).toEqual({
      type: 'https://ragline.dev/problems/internal',
      title: expect.any(String),
      status: 500,
      code: 'internal',
      detail: 'An unexpected error occurred. Quote request_id when you report it.',
      request_id: 'the-request',
    });
  });

  it('answers an unreachable database without details', async () => {
    const connectionString = 'postgres://ragline:hunter22@127.0.0.1:9/away';
    const fetch = otherApp({ db: new Database({ kind: 'hyperdrive', connectionString }) });
    const response = await fetch('GET', '/v1/orders', {
      authorization: authorization(),
      'x-request-id': 'the-request',
    });
    expect(await answer<Problem>(response, 503)).toEqual({
      type: 'https://ragline.dev/problems/unavailable',
      title: expect.any(String),
      status: 503,
      code: 'unavailable',
      detail: 'The database cannot process the request. Retry in a moment.',
      request_id: 'the-request',
    });
    const ready = await fetch('GET', '/readyz');
    expect(await answer(ready, 503)).toMatchObject({ status: 'down', database: false });
  });

  it('logs the principal and the reason of a refusal, and no credentials', async () => {
    const lines: string[] = [];
    const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
    const fetch = otherApp({ config: { logLevel: 'info' } });
    const guest = users.get('guest');
    await fetch('GET', '/v1/users', { authorization: `Bearer ${guest?.token}` });
    await fetch('GET', '/v1/orders', { authorization: 'Bearer eyJhbGciOiJub25lIn0.hunter22.x' });
    spy.mockRestore();
    const refusals = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'access_refused');
    expect(refusals).toMatchObject([
      { code: 'forbidden', path: '/v1/users', tenant_id: tenant.tenantId, user_id: guest?.userId },
      { code: 'unauthenticated', path: '/v1/orders', request_id: expect.any(String) },
    ]);
    expect(lines.join()).not.toMatch(/hunter22/);
  });

  it('limits each principal separately, and each address before it has a principal', async () => {
    const keys: string[] = [];
    const limit = async ({ key }: { key: string }) => {
      keys.push(key);
      return { success: false };
    };
    const fetch = otherApp({ bindings: { SHIELD: { limit } } });
    const other = await newUser(tenant, 'customer');
    for (const token of [tenant.owner.token, other.token]) {
      const response = await fetch('GET', '/v1/products', { authorization: `Bearer ${token}` });
      expect(response.headers.get('retry-after')).toBe('60');
      expect(await answer<Problem>(response, 429)).toMatchObject({ code: 'rate_limited' });
    }
    expect((await fetch('POST', '/v1/auth/login', { 'cf-connecting-ip': '192.0.2.7' })).status).toBe(429);
    expect(keys).toEqual([
      `principal:${tenant.tenantId}:${tenant.owner.userId}`,
      `principal:${tenant.tenantId}:${other.userId}`,
      'address:192.0.2.7',
    ]);
  });

  it('allows the origins that it names, and none outside local mode when it names none', async () => {
    const allowed = async (config: Partial<Config>, origin: string) =>
      (await otherApp({ config })('GET', '/healthz', { origin })).headers.get('access-control-allow-origin');
    const [shop, stranger] = ['https://shop.example', 'https://stranger.example'];
    expect(await allowed({ mode: 'production', corsOrigins: [] }, shop)).toBeNull();
    for (const mode of ['local', 'production'] as const) {
      expect(await allowed({ mode, corsOrigins: [shop] }, shop)).toBe(shop);
      expect(await allowed({ mode, corsOrigins: [shop] }, stranger)).toBeNull();
    }
  });
});
