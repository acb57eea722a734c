import { eq } from 'drizzle-orm';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Me, Session } from '../../../contracts/identity.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { refreshTokens, users } from '../../../schema/tables/tenants.ts';
import { logIn } from '../../../workers/domain/auth/log-in.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import { answer, asUser, call, newTenant, registerTenant } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { openWorker } from '../../support/worker-services.ts';
import { passReuseWindow } from './reuse-window.ts';

const password = OWNER_PASSWORD;
const login = (slug: string, over: Record<string, unknown> = {}) =>
  call('POST', '/v1/auth/login', { json: { tenant_slug: slug, email: `owner@${slug}.test`, password, ...over } });
const refresh = (token: string) => call('POST', '/v1/auth/refresh', { json: { refresh_token: token } });

describe('registering', () => {
  it('makes a tenant, its owner and a session that works', async () => {
    const tenant = await registerTenant();
    const me = await answer<Me>(await tenant.owner.call('GET', '/v1/auth/me'), 200);
    expect(me).toMatchObject({ tenant_slug: tenant.slug, email: `owner@${tenant.slug}.test`, roles: ['owner'] });
  });

  it('refuses a slug that is taken, and leaves nothing behind', async () => {
    const { slug } = await newTenant();
    const json = { tenant_name: 'Other', tenant_slug: slug, email: 'other@else.test', password };
    const problem = await answer<Problem>(await call('POST', '/v1/auth/register', { json }), 409);
    expect(problem).toMatchObject({ code: 'already_exists', errors: [{ path: 'tenant_slug' }] });
    expect((await login(slug, { email: 'other@else.test' })).status).toBe(401);
  });

  it('lets the same e-mail own two tenants', async () => {
    const email = 'both@owner.test';
    for (const slug of [`b1-${Date.now()}`, `b2-${Date.now()}`]) {
      const json = { tenant_name: 'T', tenant_slug: slug, email, password };
      expect((await call('POST', '/v1/auth/register', { json })).status).toBe(201);
    }
  });
});

describe('logging in', () => {
  /** Logs the owner in while the account changes between the password check and the session. */
  async function loginDuring(change: Partial<typeof users.$inferInsert>) {
    const tenant = await newTenant();
    const services = openWorker();
    const transactionOf = services.db.transaction.bind(services.db);
    services.db.transaction = async (scope, work) => {
      await asTenant(tenant.tenantId, (tx) => tx.update(users).set(change).where(eq(users.id, tenant.owner.userId)));
      return await transactionOf(scope, work);
    };
    const input = { tenant_slug: tenant.slug, email: `owner@${tenant.slug}.test`, password };
    try {
      return await logIn({ services, input });
    } finally {
      await services.close();
    }
  }

  it.each<[string, Partial<typeof users.$inferInsert>]>([
    ['was switched off', { isActive: false }],
    ['got another password', { passwordHash: 'another' }],
  ])('opens no session for an account that %s while the password was checked', async (_what, change) => {
    await expect(loginDuring(change)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  it('gives the session the roles that the account has when it opens', async () => {
    expect(await loginDuring({ roles: ['staff'] })).toMatchObject({ roles: ['staff'] });
  });

  it('answers with tokens that are never cached', async () => {
    const { slug } = await newTenant();
    const response = await login(slug, { email: `OWNER@${slug}.TEST` });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const session = await answer<Session>(response, 200);
    expect(session).toMatchObject({ token_type: 'Bearer', expires_in: 1800, roles: ['owner'] });
  });

  it('answers a wrong password, an unknown e-mail and an unknown tenant alike', async () => {
    const { slug } = await newTenant();
    const problems = await Promise.all(
      [{ password: 'wrong' }, { email: 'nobody@x.test' }, { tenant_slug: 'no-such-tenant' }].map(async (over) => {
        const { request_id: _, ...problem } = await answer<Problem>(await login(slug, over), 401);
        return problem;
      }),
    );
    expect(problems[0]).toMatchObject({ code: 'invalid_credentials' });
    expect(problems[1]).toEqual(problems[0]);
    expect(problems[2]).toEqual(problems[0]);
  });
});

describe('refreshing', () => {
  it('rotates: the new token works, the old one used later revokes them all', async () => {
    const { slug, tenantId } = await newTenant();
    const first = await answer<Session>(await login(slug), 200);
    const second = await answer<Session>(await refresh(first.refresh_token), 200);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await asUser(second.access_token, second.user_id).call('GET', '/v1/auth/me')).status).toBe(200);

    await passReuseWindow(tenantId);
    expect((await refresh(first.refresh_token)).status).toBe(401);
    expect((await refresh(second.refresh_token)).status).toBe(401);
  });

  it('accepts two tabs, or a retry after a lost answer, as the same client', async () => {
    const { slug } = await newTenant();
    const first = await answer<Session>(await login(slug), 200);
    const tab = await answer<Session>(await refresh(first.refresh_token), 200);
    const other = await answer<Session>(await refresh(first.refresh_token), 200);
    expect(other.refresh_token).not.toBe(tab.refresh_token);
    const sid = ({ access_token }: Session) => decodeJwt(access_token).sid;
    expect([sid(tab), sid(other)]).toEqual([sid(first), sid(first)]);
    for (const { refresh_token } of [tab, other]) expect((await refresh(refresh_token)).status).toBe(200);
  });

  it('ends a session whose token is used again at once, but after its client has moved on', async () => {
    const { slug } = await newTenant();
    const first = await answer<Session>(await login(slug), 200);
    const second = await answer<Session>(await refresh(first.refresh_token), 200);
    const third = await answer<Session>(await refresh(second.refresh_token), 200);
    const late = await answer<Session>(await refresh(first.refresh_token), 200);
    const fourth = await answer<Session>(await refresh(third.refresh_token), 200);
    for (const { refresh_token } of [first, late, fourth]) expect((await refresh(refresh_token)).status).toBe(401);
  });

  it('gives an ended session no new tokens', async () => {
    const { slug } = await newTenant();
    const first = await answer<Session>(await login(slug), 200);
    const second = await answer<Session>(await refresh(first.refresh_token), 200);
    await call('POST', '/v1/auth/logout', { json: { refresh_token: second.refresh_token } });
    expect((await refresh(first.refresh_token)).status).toBe(401);
  });

  it('leaves the sessions of another login alone', async () => {
    const { slug, tenantId } = await newTenant();
    const phone = await answer<Session>(await login(slug), 200);
    const laptop = await answer<Session>(await login(slug), 200);
    await refresh(phone.refresh_token);
    await passReuseWindow(tenantId);
    await refresh(phone.refresh_token);
    expect((await refresh(laptop.refresh_token)).status).toBe(200);
  });

  it('ends when the token does', async () => {
    const { slug, tenantId } = await newTenant();
    const { refresh_token } = await answer<Session>(await login(slug), 200);
    await asTenant(tenantId, (tx) => tx.update(refreshTokens).set({ expiresAt: new Date(Date.now() - 1) }));
    expect((await refresh(refresh_token)).status).toBe(401);
  });

  it.each(['', 'rt_', 'rt_not-a-uuid_00', `rt_019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70_${'0'.repeat(64)}`])(
    'refuses %s',
    async (token) => {
      expect((await refresh(token)).status).toBe(401);
    },
  );
});

describe('logging out', () => {
  it('ends the whole login, and may be repeated', async () => {
    const { slug } = await newTenant();
    const first = await answer<Session>(await login(slug), 200);
    const second = await answer<Session>(await refresh(first.refresh_token), 200);
    for (let time = 0; time < 2; time++) {
      expect((await call('POST', '/v1/auth/logout', { json: { refresh_token: second.refresh_token } })).status).toBe(
        204,
      );
    }
    expect((await refresh(second.refresh_token)).status).toBe(401);
  });

  it('ends the login also by a token of it that was exchanged already', async () => {
    const { slug } = await newTenant();
    const first = await answer<Session>(await login(slug), 200);
    const second = await answer<Session>(await refresh(first.refresh_token), 200);
    expect((await call('POST', '/v1/auth/logout', { json: { refresh_token: first.refresh_token } })).status).toBe(204);
    expect((await refresh(second.refresh_token)).status).toBe(401);
  });
});

describe('the public keys', () => {
  it('verify tokens, and contain no private part', async () => {
    const { keys } = await answer<{ keys: Array<Record<string, unknown>> }>(
      await call('GET', '/.well-known/jwks.json'),
      200,
    );
    expect(keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' });
    expect(keys.some((key) => 'd' in key)).toBe(false);
  });
});
