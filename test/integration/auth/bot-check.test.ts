import { afterEach, expect, it, vi } from 'vitest';
import type { Problem } from '../../../contracts/problem.ts';
import { answer, newTenant } from '../../support/tenant.ts';
import { workerWith } from '../../support/worker-with.ts';

const URL_OF_VERIFIER = 'https://turnstile.test/siteverify';
const SECRET = 'turnstile-secret';

afterEach(() => vi.restoreAllMocks());

/** A Worker whose Turnstile answers this, and what Turnstile was asked. */
function guarded(verify: () => Response | Promise<never>) {
  const asked: unknown[] = [];
  const original = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    if (String(input) !== URL_OF_VERIFIER) return await original(input, init);
    asked.push(JSON.parse(String(init?.body)));
    return await verify();
  });
  return {
    asked,
    worker: workerWith({ TURNSTILE_SECRET_KEY: SECRET, TURNSTILE_URL: URL_OF_VERIFIER, RATE_LIMIT_SCALE: '0.4' }),
  };
}

const address = () => ({
  'cf-connecting-ip': `198.18.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`,
});

it('refuses a request without a token, and one whose token Turnstile refuses', async () => {
  const { slug } = await newTenant();
  const { worker, asked } = guarded(() => Response.json({ success: false, 'error-codes': ['timeout-or-duplicate'] }));
  const customer = { email: 'a@b.test', password: 'a long enough password' };
  for (const [path, json] of [
    ['/v1/auth/guest', { tenant_slug: slug }],
    ['/v1/auth/customers', { tenant_slug: slug, ...customer }],
    ['/v1/auth/register', { tenant_name: 'T', tenant_slug: 'bot-check-shop', ...customer }],
  ] as const) {
    for (const body of [json, { ...json, turnstile_token: 'used' }]) {
      const problem = await answer<Problem>(await worker('POST', path, { json: body, headers: address() }), 403);
      expect(problem).toMatchObject({ code: 'bot_check_failed', errors: [{ path: 'turnstile_token' }] });
    }
  }
  expect(asked).toHaveLength(3);
});

it('asks Turnstile with the secret, the token and the address', async () => {
  const { slug } = await newTenant();
  const { worker, asked } = guarded(() => Response.json({ success: true }));
  const json = { tenant_slug: slug, turnstile_token: 'fresh' };
  const headers = { 'cf-connecting-ip': '192.0.2.9' };
  expect((await worker('POST', '/v1/auth/guest', { json, headers })).status).toBe(200);
  expect(asked).toEqual([{ secret: SECRET, response: 'fresh', remoteip: '192.0.2.9' }]);
});

it('admits a few requests of each address while Turnstile is away', async () => {
  const { slug } = await newTenant();
  const { worker } = guarded(() => Promise.reject(new Error('away')));
  const headers = address();
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) {
    const json = { tenant_slug: slug, turnstile_token: `t${i}` };
    statuses.push((await worker('POST', '/v1/auth/guest', { json, headers })).status);
  }
  expect(statuses).toEqual([200, 200, 429, 429]);
});
