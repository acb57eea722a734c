import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../contracts/problem.ts';
import { answer, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { limiterAway, workerWith } from '../../support/worker-with.ts';

const bearer = (user: TestUser) => ({ authorization: `Bearer ${user.token}` });
const product = () => ({
  sku: `S-${crypto.randomUUID().slice(0, 8)}`,
  name: 'Soup',
  price: { amount: 1, currency: 'EUR' },
});

/** The standard plan at a hundredth: 3 writes for each principal and 30 for the tenant, in a minute. */
const tight = workerWith({ RATE_LIMIT_SCALE: '0.01' });
const write = (user: TestUser, worker = tight) =>
  worker('POST', '/v1/products', { json: product(), headers: bearer(user) });
/** Refused with 422 on its fields once the quota has let it through: quick, so that little is refilled meanwhile. */
const attempt = (user: TestUser, worker = tight) => worker('POST', '/v1/products', { json: {}, headers: bearer(user) });
/** The cheapest valid write, which anybody may do. */
const askForTicket = (user: TestUser, { address, worker = tight }: { address?: string; worker?: typeof tight } = {}) =>
  worker('POST', '/v1/events/tickets', {
    headers: { ...bearer(user), ...(address === undefined ? {} : { 'cf-connecting-ip': address }) },
  });

const putOnPlan = ({ tenantId }: TestTenant, plan: string) =>
  asTenant(tenantId, (tx) => tx.execute(`UPDATE tenants SET plan = '${plan}'`));

describe('writes', () => {
  it('report the remaining quota, and are refused with Retry-After once it is used up', async () => {
    const tenant = await newTenant();
    const first = await write(tenant.owner);
    expect(first.status).toBe(201);
    expect(first.headers.get('ratelimit-policy')).toBe('"writes";q=3;w=60, "tenant-writes";q=30;w=60');
    expect(first.headers.get('ratelimit')).toBe('"writes";r=2;t=20, "tenant-writes";r=29;t=2');
    await attempt(tenant.owner);
    await attempt(tenant.owner);
    const refused = await attempt(tenant.owner);
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(20);
    expect(refused.headers.get('ratelimit')).toContain('"writes";r=0;t=');
    expect(await answer<Problem>(refused, 429)).toMatchObject({ code: 'rate_limited', status: 429 });
  });

  it('of one principal or tenant do not use up another’s', async () => {
    const [tenant, stranger] = [await newTenant(), await newTenant()];
    const admin = await newUser(tenant, 'admin');
    await Promise.all([1, 2, 3].map(() => attempt(tenant.owner)));
    expect((await attempt(tenant.owner)).status).toBe(429);
    expect((await attempt(admin)).status).toBe(422);
    expect((await attempt(stranger.owner)).status).toBe(422);
  });

  it('are bounded for the tenant in all, and a refused one costs nothing', async () => {
    const tenant = await newTenant();
    const users = await Promise.all(Array.from({ length: 15 }, () => newUser(tenant, 'admin')));
    const answers = await Promise.all(users.flatMap((user) => [user, user, user]).map((user) => askForTicket(user)));
    const statuses = answers.map(({ status }) => status);
    const passed = statuses.filter((status) => status === 201).length;
    // Some may have been refilled in the meantime, one every two seconds.
    expect(passed).toBeGreaterThanOrEqual(30);
    expect(passed).toBeLessThanOrEqual(35);
    expect(statuses.every((status) => status === 201 || status === 429)).toBe(true);
  });

  it('that are invalid count against their sender, not the shop', async () => {
    const tenant = await newTenant();
    const invalid = await attempt(tenant.owner);
    expect(invalid.headers.get('ratelimit')).toBe('"writes";r=2;t=20, "tenant-writes";r=30;t=0');
    const customer = await newUser(tenant);
    expect((await write(customer)).status).toBe(403);
    expect(
      (
        await tight('PATCH', `/v1/products/${crypto.randomUUID()}`, {
          json: { name: 'X' },
          headers: bearer(tenant.owner),
        })
      ).status,
    ).toBe(404);
    const valid = await askForTicket(customer);
    expect(valid.headers.get('ratelimit')).toMatch(/"writes";r=1;t=\d+, "tenant-writes";r=29;t=2/);
  });

  it('leave reads alone', async () => {
    const tenant = await newTenant();
    for (let i = 0; i < 10; i++) await attempt(tenant.owner);
    const read = await tight('GET', '/v1/products', { headers: bearer(tenant.owner) });
    expect(read.status).toBe(200);
    expect(read.headers.get('ratelimit')).toBeNull();
  });

  it('go by the tenant’s plan', async () => {
    const [large, odd] = [await newTenant(), await newTenant()];
    await putOnPlan(large, 'business');
    await putOnPlan(odd, 'no-such-plan');
    expect((await write(large.owner)).headers.get('ratelimit-policy')).toContain('"writes";q=12;w=60');
    expect((await write(odd.owner)).headers.get('ratelimit-policy')).toContain('"writes";q=3;w=60');
  });

  it('are admitted while the limiter is unreachable', async () => {
    const tenant = await newTenant();
    const response = await write(tenant.owner, workerWith({ RATE_LIMITER: limiterAway() }));
    expect(response.status).toBe(201);
    expect(response.headers.get('ratelimit')).toBeNull();
  });
});

describe('guests', () => {
  it('share half of the shop’s quota, with any number of tokens and addresses', async () => {
    const tenant = await newTenant();
    const first = await askForTicket(await newUser(tenant, 'guest'), { address: '192.0.2.0' });
    expect(first.headers.get('ratelimit-policy')).toBe(
      '"writes";q=3;w=60, "address-writes";q=3;w=60, "address-day-writes";q=60;w=86400, "guests-writes";q=15;w=60, "tenant-writes";q=30;w=60',
    );
    const flood = await Promise.all(
      Array.from({ length: 45 }, async (_, index) =>
        askForTicket(await newUser(tenant, 'guest'), { address: `198.51.100.${index}` }),
      ),
    );
    const passed = flood.filter(({ status }) => status === 201).length;
    expect(passed).toBeGreaterThanOrEqual(14);
    expect(passed).toBeLessThanOrEqual(20);
    expect(flood.every(({ status }) => status === 201 || status === 429)).toBe(true);
    const people = await Promise.all(Array.from({ length: 12 }, () => newUser(tenant)));
    const answers = await Promise.all(people.map((person) => askForTicket(person, { address: '198.51.100.1' })));
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 201));
  });

  it('of one address, or one IPv6 /64, share the quota of one person', async () => {
    const tenant = await newTenant();
    const statuses: number[] = [];
    for (const host of ['1', '2', '3', '4']) {
      const { status } = await askForTicket(await newUser(tenant, 'guest'), { address: `2001:db8:1:1::${host}` });
      statuses.push(status);
    }
    expect(statuses).toEqual([201, 201, 201, 429]);
    expect((await askForTicket(await newUser(tenant, 'guest'), { address: '2001:db8:1:2::1' })).status).toBe(201);
  });

  it('get a limited number of tokens for each address', async () => {
    const { slug } = await newTenant();
    const headers = { 'cf-connecting-ip': '203.0.113.77' };
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) {
      const response = await tight('POST', '/v1/auth/guest', { json: { tenant_slug: slug }, headers });
      expect(response.headers.get('ratelimit-policy')).toBe('"guests";q=1;w=600');
      statuses.push(response.status);
    }
    expect(statuses).toEqual([200, 429, 429]);
  });
});

describe('chat', () => {
  it('has a quota of its own', async () => {
    const tenant = await newTenant();
    const worker = workerWith({ RATE_LIMIT_SCALE: '0.03' });
    const post = () => worker('POST', '/v1/chat', { json: {}, headers: bearer(tenant.owner) });
    const first = await post();
    expect(first.status).toBe(422);
    expect(first.headers.get('ratelimit-policy')).toBe('"chat";q=1;w=60, "tenant-chat";q=18;w=60');
    expect((await post()).status).toBe(429);
    expect((await write(tenant.owner, worker)).status).toBe(201);
  });
});

describe('the shield', () => {
  it('reports its limit when it refuses', async () => {
    const tenant = await newTenant();
    const closed = workerWith({ SHIELD: { limit: async () => ({ success: false }) } });
    const response = await closed('GET', '/v1/products', { headers: bearer(tenant.owner) });
    expect(response.headers.get('retry-after')).toBe('60');
    expect(response.headers.get('ratelimit-policy')).toBe('"shield";q=6000;w=60');
    expect(response.headers.get('ratelimit')).toBe('"shield";r=0;t=60');
    expect(await answer<Problem>(response, 429)).toMatchObject({ code: 'rate_limited' });
  });
});

describe('a browser', () => {
  it('may read the quota headers across origins', async () => {
    const tenant = await newTenant();
    const response = await tight('POST', '/v1/products', {
      json: product(),
      headers: { ...bearer(tenant.owner), origin: 'http://localhost:3000' },
    });
    const exposed = (response.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(',');
    expect(exposed).toEqual(expect.arrayContaining(['ratelimit', 'ratelimit-policy', 'retry-after']));
  });
});
