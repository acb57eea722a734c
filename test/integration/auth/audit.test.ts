import { asc } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import { answer, call, newProduct, newUser, postOrder, registerTenant, type TestTenant } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { passReuseWindow } from './reuse-window.ts';

const audited = ({ tenantId }: TestTenant) =>
  asTenant(tenantId, (tx) => tx.select().from(auditLog).orderBy(asc(auditLog.id)));

describe('the audit log', () => {
  it('records actor, action, resource and request', async () => {
    const tenant = await registerTenant();
    const customer = await newUser(tenant, 'customer');
    const { id, sku } = await newProduct(tenant, { stock: 5 });
    await tenant.owner.call('PATCH', `/v1/products/${id}`, {
      json: { stock: 4 },
      headers: { 'x-request-id': 'a-known-request' },
    });
    const order = await answer<Order>(await postOrder(customer, { items: [{ sku, quantity: 1 }] }), 201);
    await tenant.owner.call('PATCH', `/v1/orders/${order.id}`, { json: { status: 'confirmed' } });
    await customer.call('POST', `/v1/orders/${order.id}/cancel`, { json: { reason: 'private words' } });
    await tenant.owner.call('DELETE', `/v1/products/${id}`);

    const entries = await audited(tenant);
    expect(entries.map(({ action, actorId, resourceId }) => [action, actorId, resourceId])).toEqual([
      ['tenant.registered', tenant.owner.userId, tenant.tenantId],
      ['session.opened', tenant.owner.userId, entries[1]?.resourceId],
      ['product.created', tenant.owner.userId, id],
      ['product.updated', tenant.owner.userId, id],
      ['order.created', customer.userId, order.id],
      ['order.updated', tenant.owner.userId, order.id],
      ['order.cancelled', customer.userId, order.id],
      ['product.deleted', tenant.owner.userId, id],
    ]);
    expect(entries[3]).toMatchObject({ requestId: 'a-known-request', details: { fields: ['stock'], version: 2 } });
    expect(JSON.stringify(entries)).not.toContain('private words');
  });

  it('has no entry of a refused request', async () => {
    const tenant = await registerTenant();
    const { sku } = await newProduct(tenant, { stock: 0 });
    expect((await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] })).status).toBe(409);
    expect((await audited(tenant)).map(({ action }) => action)).toEqual([
      'tenant.registered',
      'session.opened',
      'product.created',
    ]);
  });

  it('follows a session from its login to its end, and a token that was used twice', async () => {
    const tenant = await registerTenant();
    const login = { tenant_slug: tenant.slug, email: `owner@${tenant.slug}.test`, password: OWNER_PASSWORD };
    const session = async () => await answer<Session>(await call('POST', '/v1/auth/login', { json: login }), 200);
    const send = (action: string, token: string) =>
      call('POST', `/v1/auth/${action}`, { json: { refresh_token: token } });

    const first = await session();
    const rotated = await answer<Session>(await send('refresh', first.refresh_token), 200);
    for (let time = 0; time < 2; time++) await send('logout', rotated.refresh_token);
    const stolen = await session();
    await send('refresh', stolen.refresh_token);
    await passReuseWindow(tenant.tenantId);
    await send('refresh', stolen.refresh_token);

    const sessions = (await audited(tenant)).filter(({ resourceType }) => resourceType === 'session').slice(1);
    expect(sessions.map(({ action, details }) => [action, details])).toEqual([
      ['session.opened', {}],
      ['session.refreshed', {}],
      ['session.ended', { reason: 'logged_out' }],
      ['session.opened', {}],
      ['session.refreshed', {}],
      ['session.ended', { reason: 'refresh_token_reused' }],
    ]);
    expect(new Set(sessions.map(({ resourceId }) => resourceId)).size).toBe(2);
    expect(JSON.stringify(sessions)).not.toContain('rt_');
  });

  it('records quotes', async () => {
    const tenant = await registerTenant();
    const { sku } = await newProduct(tenant);
    await tenant.owner.call('POST', '/v1/quotes', { json: { items: [{ sku, quantity: 2 }] } });
    expect((await audited(tenant)).at(-1)).toMatchObject({
      action: 'quote.created',
      details: { total: 2000, currency: 'EUR' },
    });
  });
});
