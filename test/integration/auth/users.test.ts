import { desc } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../contracts/identity.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { User } from '../../../contracts/user.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { answer, asUser, call, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';

const password = 'a long enough password';

const account = (over: Record<string, unknown> = {}) => ({
  email: `u-${crypto.randomUUID()}@staff.test`,
  password,
  roles: ['staff'],
  ...over,
});

async function added(by: TestUser, over: Record<string, unknown> = {}): Promise<User> {
  return await answer<User>(await by.call('POST', '/v1/users', { json: account(over) }), 201);
}

const logIn = (tenant: TestTenant, email: string, secret = password) =>
  call('POST', '/v1/auth/login', { json: { tenant_slug: tenant.slug, email, password: secret } });
const refresh = (session: Session) =>
  call('POST', '/v1/auth/refresh', { json: { refresh_token: session.refresh_token } });

async function session(tenant: TestTenant, email: string, secret = password): Promise<Session> {
  return await answer<Session>(await logIn(tenant, email, secret), 200);
}

const change = (by: TestUser, id: string, json: unknown, headers: Record<string, string> = {}) =>
  by.call('PATCH', `/v1/users/${id}`, { json, headers });

describe('making an account', () => {
  it('creates a login with the given roles', async () => {
    const tenant = await newTenant();
    const response = await tenant.owner.call('POST', '/v1/users', {
      json: account({ email: 'Sam@Staff.Test', full_name: 'Sam', roles: ['staff', 'admin', 'staff'] }),
    });
    expect(response.headers.get('etag')).toBe('"v1"');
    const user = await answer<User>(response, 201);
    expect(response.headers.get('location')).toBe(`/v1/users/${user.id}`);
    expect(user).toMatchObject({ email: 'sam@staff.test', full_name: 'Sam', roles: ['admin', 'staff'] });
    expect(JSON.stringify(user)).not.toMatch(/password|scrypt/);
    expect(await session(tenant, 'sam@staff.test')).toMatchObject({ user_id: user.id, roles: ['admin', 'staff'] });
  });

  it('refuses an e-mail that is taken in the tenant, at its path, in any case', async () => {
    const tenant = await newTenant();
    const { email } = await added(tenant.owner);
    const json = account({ email: email.toUpperCase() });
    const problem = await answer<Problem>(await tenant.owner.call('POST', '/v1/users', { json }), 409);
    expect(problem).toMatchObject({ code: 'already_exists', errors: [{ path: 'email' }] });
    expect((await (await newTenant()).owner.call('POST', '/v1/users', { json })).status).toBe(201);
  });

  it('is done once for a key', async () => {
    const tenant = await newTenant();
    const json = account();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = await tenant.owner.call('POST', '/v1/users', { json, headers });
    const again = await tenant.owner.call('POST', '/v1/users', { json, headers });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await answer(again, 201)).toEqual(await answer(first, 201));
  });

  it.each<[Record<string, unknown>, string]>([
    [{ roles: [] }, 'roles'],
    [{ roles: ['guest'] }, 'roles.0'],
    [{ roles: ['root'] }, 'roles.0'],
    [{ email: 'no-email' }, 'email'],
    [{ password: 'fourteen chars' }, 'password'],
    [{ password: 'passwordpassword' }, 'password'],
    [{ tenant_id: crypto.randomUUID() }, 'tenant_id'],
  ])('with %j is refused at its path', async (over, path) => {
    const tenant = await newTenant();
    const response = await tenant.owner.call('POST', '/v1/users', { json: account(over) });
    const problem = await answer<Problem>(response, 422);
    expect(problem.errors?.map((error) => error.path)).toContain(path);
  });

  it('is refused to a password made of the tenant’s slug or of the e-mail', async () => {
    const tenant = await newTenant();
    for (const guessable of [`${tenant.slug}123`, 'konstantinos-konstantinos']) {
      const json = account({ email: 'konstantinos@staff.test', password: guessable });
      const problem = await answer<Problem>(await tenant.owner.call('POST', '/v1/users', { json }), 422);
      expect(problem.errors).toMatchObject([{ path: 'password' }]);
    }
  });
});

describe('the list of accounts', () => {
  it('goes page by page, newest first, and by role', async () => {
    const tenant = await newTenant();
    const ids = [tenant.owner.userId];
    for (let i = 0; i < 3; i++) ids.unshift((await added(tenant.owner)).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Page<User> = await answer(await tenant.owner.call('GET', `/v1/users?limit=2${query}`), 200);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    const owners = await answer<Page<User>>(await tenant.owner.call('GET', '/v1/users?role=owner'), 200);
    expect(owners.data.map(({ id }) => id)).toEqual([tenant.owner.userId]);
  });
});

describe('owners and admins', () => {
  it('are made by owners alone', async () => {
    const tenant = await newTenant();
    const admin = await newUser(tenant, 'admin');
    for (const role of ['owner', 'admin']) {
      expect((await admin.call('POST', '/v1/users', { json: account({ roles: [role] }) })).status).toBe(403);
      const staff = await added(admin);
      expect((await change(admin, staff.id, { roles: [role] })).status).toBe(403);
      expect((await change(tenant.owner, staff.id, { roles: [role] })).status).toBe(200);
    }
  });

  it('are changed by owners alone: an admin takes over no account above', async () => {
    const tenant = await newTenant();
    const admin = await newUser(tenant, 'admin');
    const other = await added(tenant.owner, { roles: ['admin'] });
    for (const json of [{ password: 'another long enough secret' }, { is_active: false }, { roles: ['staff'] }]) {
      expect((await change(admin, tenant.owner.userId, json)).status).toBe(403);
      expect((await change(admin, other.id, json)).status).toBe(403);
    }
    expect((await change(tenant.owner, other.id, { roles: ['staff'] })).status).toBe(200);
  });

  it('may change their own name, but neither their roles nor, without the current one, their password', async () => {
    const tenant = await newTenant();
    const made = await added(tenant.owner, { roles: ['admin'] });
    const { access_token } = await session(tenant, made.email);
    const admin = asUser(access_token, made.id);
    expect((await change(admin, made.id, { full_name: 'Me' })).status).toBe(200);
    const takeover = await change(admin, made.id, { password: 'another long enough secret' });
    expect((await answer<Problem>(takeover, 422)).errors).toMatchObject([{ path: 'password' }]);
    expect((await change(admin, made.id, { roles: ['admin', 'staff'] })).status).toBe(403);
    expect((await change(admin, made.id, { is_active: false })).status).toBe(403);
  });

  it('cannot deactivate the last owner', async () => {
    const tenant = await newTenant();
    const me = tenant.owner.userId;
    for (const json of [{ roles: ['admin'] }, { is_active: false }]) {
      expect(await answer<Problem>(await change(tenant.owner, me, json), 409)).toMatchObject({ code: 'conflict' });
    }
    const second = await added(tenant.owner, { roles: ['owner'] });
    expect((await change(tenant.owner, second.id, { is_active: false })).status).toBe(200);
    expect((await change(tenant.owner, me, { roles: ['admin'] })).status).toBe(409);
    expect((await change(tenant.owner, second.id, { is_active: true })).status).toBe(200);
    const login = await session(tenant, second.email);
    const other = asUser(login.access_token, second.id);
    expect((await change(tenant.owner, me, { roles: ['admin'] })).status).toBe(200);
    expect((await change(other, second.id, { roles: ['admin'] })).status).toBe(409);
  });

  it('cannot deactivate the last owner when two go at once', async () => {
    const tenant = await newTenant();
    const second = await newUser(tenant, 'owner');
    const statuses = await Promise.all(
      [tenant.owner, second].map(async (owner) => (await change(owner, owner.userId, { roles: ['staff'] })).status),
    );
    expect(statuses.toSorted()).toEqual([200, 409]);
  });
});

describe('changing an account', () => {
  it('honours If-Match, and refuses accounts of other tenants', async () => {
    const tenant = await newTenant();
    const user = await added(tenant.owner);
    expect((await change(tenant.owner, user.id, { full_name: 'A' }, { 'if-match': '"v2"' })).status).toBe(412);
    const changed = await change(tenant.owner, user.id, { full_name: 'A' }, { 'if-match': '"v1"' });
    expect(changed.headers.get('etag')).toBe('"v2"');
    expect(await answer(changed, 200)).toMatchObject({ full_name: 'A', version: 2 });
    expect((await change((await newTenant()).owner, user.id, { full_name: 'B' })).status).toBe(404);
    expect((await change(tenant.owner, user.id, {})).status).toBe(422);
  });

  it('ends its logins when roles or the password change, and not for a new name', async () => {
    const tenant = await newTenant();
    const { id, email } = await added(tenant.owner);
    let login = await session(tenant, email);
    expect((await change(tenant.owner, id, { full_name: 'New', roles: ['staff'] })).status).toBe(200);
    login = await answer<Session>(await refresh(login), 200);
    expect((await change(tenant.owner, id, { roles: ['customer'] })).status).toBe(200);
    expect((await refresh(login)).status).toBe(401);

    login = await session(tenant, email);
    expect(login.roles).toEqual(['customer']);
    const secret = 'another long enough secret';
    expect((await change(tenant.owner, id, { password: secret })).status).toBe(200);
    expect((await refresh(login)).status).toBe(401);
    expect((await logIn(tenant, email)).status).toBe(401);
    expect((await logIn(tenant, email, secret)).status).toBe(200);
  });

  it('to inactive ends its sessions, and answers logins like wrong credentials until it is active again', async () => {
    const tenant = await newTenant();
    const { id, email } = await added(tenant.owner);
    const login = await session(tenant, email);
    expect((await change(tenant.owner, id, { is_active: false })).status).toBe(200);
    expect((await refresh(login)).status).toBe(401);
    const { request_id: _, ...refused } = await answer<Problem>(await logIn(tenant, email), 401);
    const { request_id: __, ...wrong } = await answer<Problem>(await logIn(tenant, email, 'wrong'), 401);
    expect(refused).toEqual(wrong);
    expect((await change(tenant.owner, id, { is_active: true })).status).toBe(200);
    expect((await logIn(tenant, email)).status).toBe(200);
    expect((await refresh(login)).status).toBe(401);
  });

  it('is in the audit log, without the password', async () => {
    const tenant = await newTenant();
    const { id } = await added(tenant.owner);
    await change(tenant.owner, id, { roles: ['customer'], password: 'another long enough secret' });
    const rows = await asTenant(tenant.tenantId, (tx) =>
      tx.select().from(auditLog).orderBy(desc(auditLog.id)).limit(2),
    );
    expect(rows).toMatchObject([
      { action: 'user.updated', actorId: tenant.owner.userId, resourceId: id, details: { roles: ['customer'] } },
      { action: 'user.created', actorId: tenant.owner.userId, resourceId: id, details: { roles: ['staff'] } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('long enough');
  });
});
