import { env } from 'cloudflare:workers';
import { asc } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import { auditLog } from '../../schema/tables/audit.ts';
import { Database } from '../../workers/platform/database.ts';
import { answer, newProduct, newTenant, newUser, postOrder, type TestTenant } from '../support/tenant.ts';

async function audited({ tenantId }: TestTenant) {
  const db = new Database({ kind: 'hyperdrive', connectionString: env.HYPERDRIVE.connectionString });
  const rows = await db.transaction({ tenantId }, (tx) => tx.select().from(auditLog).orderBy(asc(auditLog.id)));
  await db.close();
  return rows;
}

describe('the audit log', () => {
  it('says who did what to which resource, and in which request', async () => {
    const tenant = await newTenant();
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
      ['product.created', tenant.owner.userId, id],
      ['product.updated', tenant.owner.userId, id],
      ['order.created', customer.userId, order.id],
      ['order.updated', tenant.owner.userId, order.id],
      ['order.cancelled', customer.userId, order.id],
      ['product.deleted', tenant.owner.userId, id],
    ]);
    expect(entries[2]).toMatchObject({ requestId: 'a-known-request', details: { fields: ['stock'], version: 2 } });
    expect(JSON.stringify(entries)).not.toContain('private words');
  });

  it('has nothing of what was refused', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant, { stock: 0 });
    expect((await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] })).status).toBe(409);
    expect((await audited(tenant)).map(({ action }) => action)).toEqual(['tenant.registered', 'product.created']);
  });
});
