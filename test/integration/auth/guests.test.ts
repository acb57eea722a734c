import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../contracts/chat.ts';
import type { GuestSession, Me, Session } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { guestTokenLife } from '../../../workers/domain/auth/open-guest-session.ts';
import { parseConfig } from '../../../workers/platform/config.ts';
import { createTokens } from '../../../workers/platform/tokens.ts';
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
import { until } from '../../support/until.ts';

const password = 'a long enough password';

async function newGuest(slug: string): Promise<TestUser & { session: GuestSession }> {
  const response = await call('POST', '/v1/auth/guest', { json: { tenant_slug: slug } });
  expect(response.headers.get('cache-control')).toBe('no-store');
  const session = await answer<GuestSession>(response, 200);
  return { ...asUser(session.access_token, session.user_id), session };
}

const register = (slug: string, token?: string, over: Record<string, unknown> = {}) =>
  call('POST', '/v1/auth/customers', {
    json: { tenant_slug: slug, email: `c-${crypto.randomUUID()}@customer.test`, password, ...over },
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

async function newCustomer(slug: string, token?: string): Promise<TestUser> {
  const session = await answer<Session>(await register(slug, token), 201);
  expect(session.roles).toEqual(['customer']);
  return asUser(session.access_token, session.user_id);
}

async function say(user: TestUser, id: string, text: string): Promise<void> {
  const message = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text }] };
  const response = await user.call('POST', '/v1/chat', { json: { id, message } });
  expect(response.status).toBe(200);
  await response.text();
}

const idsAt = async (user: TestUser, path: string): Promise<string[]> =>
  (await answer<Page<Order | Conversation>>(await user.call('GET', path), 200)).data.map(({ id }) => id);

describe('a guest', () => {
  it('has a token for an hour, an id of their own, and no refresh token', async () => {
    const { slug, tenantId } = await newTenant();
    const [one, other] = [await newGuest(slug), await newGuest(` ${slug.toUpperCase()} `)];
    expect(one.session).toMatchObject({ expires_in: 3600, tenant_id: tenantId, roles: ['guest'] });
    expect(one.session).not.toHaveProperty('refresh_token');
    expect(other.userId).not.toBe(one.userId);
    const me = await answer<Me>(await one.call('GET', '/v1/auth/me'), 200);
    expect(me).toMatchObject({ user_id: one.userId, tenant_slug: slug, email: null, roles: ['guest'] });
  });

  it('gets a new token under the same id, until they register', async () => {
    const tenant = await newTenant();
    const { slug } = tenant;
    const guest = await newGuest(slug);
    const renew = async (token: string) =>
      await call('POST', '/v1/auth/guest', {
        json: { tenant_slug: slug },
        headers: { authorization: `Bearer ${token}` },
      });
    const next = await answer<GuestSession>(await renew(guest.token), 200);
    expect(next).toMatchObject({ user_id: guest.userId, expires_in: 3600, roles: ['guest'] });
    const chat = crypto.randomUUID();
    await say(guest, chat, 'hello');
    expect(await idsAt(asUser(next.access_token, next.user_id), '/v1/chat')).toEqual([chat]);

    const asGuest = { tenantId: tenant.tenantId, userId: guest.userId, roles: ['guest' as const] };
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    const expired = async (cameAt: Date, issuedAt: Date) =>
      await createTokens(parseConfig({ ...env }, env.HYPERDRIVE.connectionString).auth).issue(
        { ...asGuest, authenticatedAt: Math.floor(cameAt.getTime() / 1000) },
        ...([issuedAt, 60] as const),
      );
    const asleep = await answer<GuestSession>(await renew(await expired(hoursAgo(20), hoursAgo(3))), 200);
    expect(asleep).toMatchObject({ user_id: guest.userId, expires_in: 3600 });
    for (const cameHoursAgo of [25, 49]) {
      const over = await answer<Problem>(await renew(await expired(hoursAgo(cameHoursAgo), hoursAgo(2))), 401);
      expect(over.code).toBe('session_ended');
    }
    expect((await asUser(await expired(hoursAgo(4), hoursAgo(3)), guest.userId).call('GET', '/v1/orders')).status).toBe(
      401,
    );

    const stranger = await newGuest((await newTenant()).slug);
    const person = await newUser(tenant, 'customer');
    for (const { token } of [stranger, person]) expect((await renew(token)).status).toBe(403);
    expect((await renew('not.a.token')).status).toBe(401);
    await newCustomer(slug, next.access_token);
    expect((await renew(guest.token)).status).toBe(401);
  });

  it.each([
    [0, 3_600],
    [23 * 3_600, 3_600],
    [24 * 3_600 - 10, 10],
  ])('has a session of a day: %i seconds after it began a token lives for %i', (afterSeconds, lifeSeconds) => {
    expect(guestTokenLife(1_800_000_000, 1_800_000_000 + afterSeconds)).toBe(lifeSeconds);
  });

  it('gets session_ended when the day is over', () => {
    expect(() => guestTokenLife(1_800_000_000, 1_800_086_400)).toThrow('A guest session ends after a day.');
  });

  it('gets 404 for an unknown storefront', async () => {
    for (const path of ['/v1/auth/guest', '/v1/auth/customers']) {
      const customer = path.endsWith('customers') ? { email: 'a@b.test', password } : {};
      const json = { tenant_slug: 'no-such-storefront', ...customer };
      expect(await answer<Problem>(await call('POST', path, { json }), 404)).toMatchObject({ code: 'not_found' });
    }
  });
});

describe('registering as a customer', () => {
  it('gives a login', async () => {
    const { slug } = await newTenant();
    const email = 'Anna@Customer.test';
    await answer(await register(slug, undefined, { email, full_name: 'Anna' }), 201);
    const login = await answer<Session>(
      await call('POST', '/v1/auth/login', { json: { tenant_slug: slug, email, password } }),
      200,
    );
    const me = await answer<Me>(await asUser(login.access_token, '').call('GET', '/v1/auth/me'), 200);
    expect(me).toMatchObject({ email: 'anna@customer.test', full_name: 'Anna', roles: ['customer'] });
    const problem = await answer<Problem>(await register(slug, undefined, { email }), 409);
    expect(problem).toMatchObject({ code: 'already_exists', errors: [{ path: 'email' }] });
  });

  it('keeps the guest’s orders, quotes, conversations and events', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const guest = await newGuest(tenant.slug);
    const order = await answer<Order>(await postOrder(guest, { items: [{ sku, quantity: 1 }] }), 201);
    const quote = await answer<{ id: string }>(
      await guest.call('POST', '/v1/quotes', { json: { items: [{ sku, quantity: 2 }] } }),
      201,
    );
    const chat = crypto.randomUUID();
    await say(guest, chat, 'hello');

    const customer = await newCustomer(tenant.slug, guest.token);
    expect(customer.userId).toBe(guest.userId);
    expect(await idsAt(customer, '/v1/orders')).toEqual([order.id]);
    expect(await idsAt(customer, '/v1/chat')).toEqual([chat]);
    await say(customer, chat, 'and once more');
    expect((await postOrder(customer, { quote_id: quote.id })).status).toBe(201);
    const events = async () =>
      (await answer<Page<{ type: string }>>(await customer.call('GET', '/v1/events?topics=orders'), 200)).data;
    await until(events, (seen) => seen.filter(({ type }) => type === 'order_created').length === 2);
  });

  it('ends the guest token, which can neither act for the customer nor register again', async () => {
    const tenant = await newTenant();
    const { sku, id } = await newProduct(tenant);
    const guest = await newGuest(tenant.slug);
    const { ticket } = await answer<{ ticket: string }>(await guest.call('POST', '/v1/events/tickets'), 201);
    await postOrder(guest, { items: [{ sku, quantity: 1 }] });
    const customer = await newCustomer(tenant.slug, guest.token);

    const refused = [
      await guest.call('GET', '/v1/orders'),
      await postOrder(guest, { items: [{ sku, quantity: 1 }] }),
      await guest.call('GET', '/v1/chat'),
      await guest.call('GET', '/v1/events'),
      await guest.call('GET', '/v1/auth/me'),
      await call('GET', `/v1/events/stream?ticket=${ticket}`),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    expect((await guest.call('GET', `/v1/products/${id}`)).status).toBe(200);

    const second = await newCustomer(tenant.slug, guest.token);
    expect(second.userId).not.toBe(customer.userId);
    expect(await idsAt(second, '/v1/orders')).toEqual([]);
    expect(await idsAt(customer, '/v1/orders')).toHaveLength(1);
  });

  it('gives the guest’s orders to one of two concurrent registrations', async () => {
    const tenant = await newTenant();
    const guest = await newGuest(tenant.slug);
    const both = await Promise.all([newCustomer(tenant.slug, guest.token), newCustomer(tenant.slug, guest.token)]);
    expect(both.filter(({ userId }) => userId === guest.userId)).toHaveLength(1);
  });

  it('is refused with the guest token of another storefront, whose orders would be lost', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const stranger = await newGuest(other.slug);
    const customer = await newUser(tenant, 'customer');
    for (const { token } of [stranger, customer]) expect((await register(tenant.slug, token)).status).toBe(403);
    expect((await register(tenant.slug, 'not.a.token')).status).toBe(401);
  });
});
