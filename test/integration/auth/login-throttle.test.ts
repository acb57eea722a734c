import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../contracts/problem.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import { answer, call, newTenant, type TestTenant } from '../../support/tenant.ts';
import { limiterAway, workerWith } from '../../support/worker-with.ts';

const PASSWORD = OWNER_PASSWORD;
/**
 * As in production: five failures at an account from an address, fifty of an address. But no login is refused for
 * being one of too many at once: it is the throttle that is tried.
 */
const strict = workerWith({ RATE_LIMIT_SCALE: '1', MAX_REQUESTS_UNDER_WAY: '1000' });
/** An address that no other test uses. */
const anAddress = () => `2001:db8:${crypto.randomUUID().slice(0, 4)}:${crypto.randomUUID().slice(0, 4)}::1`;

const logIn = (
  tenant: Pick<TestTenant, 'slug'>,
  { email = `owner@${tenant.slug}.test`, password = PASSWORD, address = anAddress(), worker = strict } = {},
) =>
  worker('POST', '/v1/auth/login', {
    json: { tenant_slug: tenant.slug, email, password },
    headers: { 'cf-connecting-ip': address },
  });

/** The statuses and the last answer of wrong passwords, one after the other. */
async function fail(tenant: Pick<TestTenant, 'slug'>, times: number, options: Parameters<typeof logIn>[1]) {
  const statuses: number[] = [];
  let last = new Response();
  for (let i = 0; i < times; i++) {
    last = await logIn(tenant, { ...options, password: 'wrong' });
    statuses.push(last.status);
  }
  return { statuses, last };
}

describe('failed logins', () => {
  it('are refused from the sixth on, alike for known and unknown accounts and tenants', async () => {
    const tenant = await newTenant();
    const answers = await Promise.all(
      [
        { slug: tenant.slug, email: `owner@${tenant.slug}.test` },
        { slug: tenant.slug, email: 'nobody@nowhere.test' },
        { slug: 'no-such-tenant', email: `${crypto.randomUUID()}@nowhere.test` },
      ].map(async ({ slug, email }) => {
        const { statuses, last } = await fail({ slug }, 7, { email, address: anAddress() });
        expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
        expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(30);
        const { request_id: _, ...problem } = await answer<Problem>(last, 429);
        return { problem, policy: last.headers.get('ratelimit-policy') };
      }),
    );
    expect(answers[0]?.policy).toContain('"account-failures";q=5;w=300');
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('count for every spelling of the account, and then refuse the right password too', async () => {
    const tenant = await newTenant();
    const address = anAddress();
    await fail(tenant, 3, { address });
    await fail(tenant, 2, { address, email: ` OWNER@${tenant.slug}.TEST ` });
    expect((await logIn(tenant, { address })).status).toBe(429);
  });

  it('affect neither another account nor the owner at another address', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const address = anAddress();
    await fail(tenant, 6, { address });
    expect((await logIn(other, { address })).status).toBe(200);
    expect((await logIn(tenant)).status).toBe(200);
  });

  it('are forgotten with a success', async () => {
    const tenant = await newTenant();
    const address = anAddress();
    for (let round = 0; round < 3; round++) {
      expect((await fail(tenant, 4, { address })).statuses).toEqual([401, 401, 401, 401]);
      expect((await logIn(tenant, { address })).status).toBe(200);
    }
  });

  it('are limited also when they are sent at once', async () => {
    const tenant = await newTenant();
    const address = anAddress();
    const answers = await Promise.all(Array.from({ length: 20 }, () => logIn(tenant, { address, password: 'wrong' })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('of an address are bounded over all its accounts, and its whole IPv6 network counts as one', async () => {
    // A tenth: five failures of the address, one of each account.
    const worker = workerWith({ RATE_LIMIT_SCALE: '0.1' });
    const address = anAddress();
    const neighbour = address.replace(/::1$/, ':1:2:3:4');
    const guess = (from: string) =>
      logIn({ slug: 'no-such-tenant' }, { email: `${crypto.randomUUID()}@x.test`, address: from, worker });
    const statuses: number[] = [];
    for (const from of [address, neighbour, address, neighbour, address, neighbour, address]) {
      statuses.push((await guess(from)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await guess(anAddress())).status).toBe(401);
  });

  it('from many addresses do not lock out an address without a failure', async () => {
    // A tenth: five failures at the account, and one from each address.
    const worker = workerWith({ RATE_LIMIT_SCALE: '0.1' });
    const tenant = await newTenant();
    const addresses = Array.from({ length: 7 }, anAddress);
    const guess = async (address: string) => (await logIn(tenant, { worker, password: 'wrong', address })).status;
    expect(await Promise.all(addresses.map(guess))).toEqual(addresses.map(() => 401));
    // The limit is used up: these addresses wait, even with the right password.
    expect(await Promise.all(addresses.map(guess))).toEqual(addresses.map(() => 429));
    expect((await logIn(tenant, { worker, address: addresses[0] ?? '' })).status).toBe(429);
    const own = await logIn(tenant, { worker });
    expect(own.status).toBe(200);
    expect(own.headers.get('ratelimit-policy')).not.toContain('account');
  });

  it('from ever new addresses are bounded for each account and day', async () => {
    // A two-hundredth: five failures in a day.
    const worker = workerWith({ RATE_LIMIT_SCALE: '0.005' });
    const tenant = await newTenant();
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await logIn(tenant, { worker, password: 'wrong' })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});

describe('without the limiter', () => {
  const worker = workerWith({ RATE_LIMITER: limiterAway() });

  it('refuses logins with the time to wait', async () => {
    const response = await logIn(await newTenant(), { worker });
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await answer<Problem>(response, 503)).toMatchObject({ code: 'unavailable' });
  });

  it('leaves open sessions alone', async () => {
    const { slug } = await newTenant();
    const json = { tenant_slug: slug, email: `owner@${slug}.test`, password: PASSWORD };
    const session = await answer<{ refresh_token: string }>(await call('POST', '/v1/auth/login', { json }), 200);
    const refreshed = await worker('POST', '/v1/auth/refresh', { json: { refresh_token: session.refresh_token } });
    expect(refreshed.status).toBe(200);
  });
});

describe('registering', () => {
  it('is bounded by address', async () => {
    // A twentieth: one an hour.
    const worker = workerWith({ RATE_LIMIT_SCALE: '0.05' });
    const address = anAddress();
    const register = () => {
      const slug = `t-${crypto.randomUUID().slice(0, 18)}`;
      const json = { tenant_name: 'T', tenant_slug: slug, email: `o@${slug}.test`, password: PASSWORD };
      return worker('POST', '/v1/auth/register', { json, headers: { 'cf-connecting-ip': address } });
    };
    expect((await register()).status).toBe(201);
    expect((await register()).status).toBe(429);
  });
});
