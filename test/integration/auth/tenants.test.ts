import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { GuestSession, Session } from '../../../contracts/identity.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { countOpen, invite, setPassword, setSuspended } from '../../../scripts/tenants.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import { answer, call, newProduct, newTenant, postOrder } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';
import { until } from '../../support/until.ts';
import { workerWith } from '../../support/worker-with.ts';

const database = env.HYPERDRIVE.connectionString;
const account = () => {
  const slug = `t-${crypto.randomUUID().slice(0, 18)}`;
  return { tenant_name: 'New', tenant_slug: slug, email: `owner@${slug}.test`, password: OWNER_PASSWORD };
};

describe('registering a tenant', () => {
  const register = (registration: 'open' | 'invitation' | 'closed', over: Record<string, unknown> = {}) =>
    workerWith({ RAGLINE_REGISTRATION: registration })('POST', '/v1/auth/register', {
      json: { ...account(), ...over },
    });

  it('is refused where registration is closed, and names who can open it', async () => {
    const problem = await answer<Problem>(
      await register('closed', { invitation_code: await invite(database, 1) }),
      403,
    );
    expect(problem).toMatchObject({ code: 'registration_closed' });
    expect(problem.detail).toContain('RAGLINE_REGISTRATION');
  });

  it('accepts an invitation once, and refuses other codes', async () => {
    const code = await invite(database, 1);
    for (const refused of [{}, { invitation_code: 'inv_made-up' }]) {
      const problem = await answer<Problem>(await register('invitation', refused), 403);
      expect(problem).toMatchObject({ code: 'invitation_required', errors: [{ path: 'invitation_code' }] });
    }
    const both = await Promise.all([1, 2].map(() => register('invitation', { invitation_code: ` ${code} ` })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 403]);
    expect((await register('invitation', { invitation_code: code })).status).toBe(403);
  });

  it('leaves an invitation valid when it fails', async () => {
    const { slug } = await newTenant();
    const code = await invite(database, 1);
    expect((await register('invitation', { invitation_code: code, tenant_slug: slug })).status).toBe(409);
    expect((await register('invitation', { invitation_code: code })).status).toBe(201);
  });

  it('takes no invitation that has expired', async () => {
    const code = await invite(database, -1);
    expect((await register('invitation', { invitation_code: code })).status).toBe(403);
  });
});

describe('a suspended tenant', () => {
  it('is refused every request, cached reads included, until it is resumed', async () => {
    const tenant = await newTenant();
    const { id, sku } = await newProduct(tenant);
    const { owner } = tenant;
    const guestOf = () => call('POST', '/v1/auth/guest', { json: { tenant_slug: tenant.slug } });
    const guest = await answer<GuestSession>(await guestOf(), 200);
    const cached = () =>
      call('GET', `/v1/products/${id}`, { headers: { authorization: `Bearer ${guest.access_token}` } });
    expect((await cached()).status).toBe(200);

    expect(await setSuspended(database, tenant.slug, true)).toBe(true);
    expect(await setSuspended(database, tenant.slug, true)).toBe(false);
    await until(
      async () => (await cached()).status,
      (status) => status === 403,
    );
    const login = { tenant_slug: tenant.slug, email: `owner@${tenant.slug}.test`, password: OWNER_PASSWORD };
    const refused = [
      await cached(),
      await owner.call('GET', '/v1/orders'),
      await postOrder(owner, { items: [{ sku, quantity: 1 }] }),
      await owner.call('GET', '/v1/events'),
      await owner.call('POST', '/v1/events/tickets'),
      await owner.call('POST', '/v1/chat', { json: { id: 'c', message: {} } }),
      await owner.call('POST', '/mcp', { json: { jsonrpc: '2.0', id: 1, method: 'tools/list' } }),
      await guestOf(),
      await call('POST', '/v1/auth/login', { json: login }),
      await call('POST', '/v1/auth/customers', { json: { ...login, email: 'c@c.test' } }),
    ];
    for (const response of refused) {
      expect(await answer<Problem>(response, 403)).toMatchObject({ code: 'tenant_suspended' });
    }

    expect(await setSuspended(database, tenant.slug, false)).toBe(true);
    await until(
      async () => (await owner.call('GET', '/v1/orders')).status,
      (status) => status === 200,
    );
    await answer<Session>(await call('POST', '/v1/auth/login', { json: login }), 200);
    const audit = await inTenantDatabase(
      tenant.tenantId,
      sql`SELECT action FROM audit_log WHERE resource_type = 'tenant' ORDER BY created_at`,
    );
    expect(audit).toEqual([{ action: 'tenant.suspended' }, { action: 'tenant.resumed' }]);
  });

  it('is refused at once, whatever an isolate remembers, with its sessions, and its open channels end', async () => {
    const tenant = await newTenant();
    const { owner, slug, tenantId } = tenant;
    const json = { tenant_slug: slug, email: `owner@${slug}.test`, password: OWNER_PASSWORD };
    const session = await answer<Session>(await call('POST', '/v1/auth/login', { json }), 200);
    expect((await owner.call('GET', '/v1/orders')).status).toBe(200);
    await setSuspended(database, slug, true);
    const ending = () => inTenantDatabase(tenantId, sql`SELECT unnest(owners) AS id FROM revocations ORDER BY 1`);
    const open = await inTenantDatabase(tenantId, sql`SELECT id FROM sessions WHERE ended_at IS NULL ORDER BY id`);
    expect(open).not.toEqual([]);
    expect(await countOpen(database, { slug })).toEqual({ sessions: open.length, apiKeys: 0 });
    expect(await countOpen(database, { slug, email: json.email })).toEqual({ sessions: open.length, apiKeys: 0 });
    await expect(countOpen(database, { slug, email: 'nobody@x.test' })).rejects.toThrow('no account with this e-mail');
    expect(await ending()).toEqual(open);
    const refresh = () => call('POST', '/v1/auth/refresh', { json: { refresh_token: session.refresh_token } });
    for (const response of [
      await owner.call('GET', '/v1/orders'),
      await owner.call('GET', '/v1/auth/me'),
      await refresh(),
    ]) {
      expect(await answer<Problem>(response, 403)).toMatchObject({ code: 'tenant_suspended' });
    }
    // The first refusal has told the hub, which drops what it has carried out.
    await until(ending, (rows) => rows.length === 0, 2_000);
    await setSuspended(database, slug, false);
    expect((await refresh()).status).toBe(200);
  });

  it('is named in the script’s error when there is none', async () => {
    await expect(setSuspended(database, 'no-such-tenant', true)).rejects.toThrow('no-such-tenant');
  });
});

describe('the operator’s new password for an account', () => {
  it('logs its owner in, and ends the sessions from before', async () => {
    const { owner, slug, tenantId } = await newTenant();
    const email = `owner@${slug}.test`;
    const password = 'Neun-Otter-am-Wehr-31';
    const logIn = (secret: string) =>
      call('POST', '/v1/auth/login', { json: { tenant_slug: slug, email, password: secret } });
    const before = await answer<Session>(await logIn(OWNER_PASSWORD), 200);
    await setPassword(database, { slug, email: email.toUpperCase(), password });
    expect((await owner.call('GET', '/v1/orders')).status).toBe(401);
    const json = { refresh_token: before.refresh_token };
    expect((await call('POST', '/v1/auth/refresh', { json })).status).toBe(401);
    expect((await logIn(OWNER_PASSWORD)).status).toBe(401);
    expect((await logIn(password)).status).toBe(200);
    const audit = await inTenantDatabase(
      tenantId,
      sql`SELECT action FROM audit_log WHERE request_id = 'operator' AND resource_id = ${owner.userId}`,
    );
    expect(audit).toEqual([{ action: 'user.password_set' }]);
  });

  it('is refused when it is easy to guess, or for an account that does not exist', async () => {
    const { slug } = await newTenant();
    const easy = { slug, email: `owner@${slug}.test`, password: 'passwordpassword' };
    await expect(setPassword(database, easy)).rejects.toThrow('too easy to guess');
    const unknown = { slug, email: 'nobody@x.test', password: 'Neun-Otter-am-Wehr-31' };
    await expect(setPassword(database, unknown)).rejects.toThrow('no account');
  });
});
