import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../contracts/audit.ts';
import { answer, newProduct, newTenant, newUser } from '../../support/tenant.ts';

interface Page {
  data: AuditEntry[];
  next_cursor: string | null;
}

it('shows owners the changes of their own tenant, newest first, page by page', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  const soup = await newProduct(tenant, { name: 'Soup' });
  await answer(await tenant.owner.call('PATCH', `/v1/products/${soup.id}`, { json: { stock: 3 } }), 200);
  await newProduct(other, { name: 'Theirs' });
  const read = async (query: string) =>
    await answer<Page>(await tenant.owner.call('GET', `/v1/audit-log${query}`), 200);
  const of = `?resource_type=product&resource_id=${soup.id}`;
  const first = await read(`${of}&limit=1`);
  expect(first.data).toMatchObject([
    { action: 'product.updated', actor_id: tenant.owner.userId, actor_roles: ['owner'], resource_id: soup.id },
  ]);
  const second = await read(`${of}&limit=1&cursor=${first.next_cursor}`);
  expect(second.data.map(({ action }) => action)).toEqual(['product.created']);
  expect((await read('?limit=100')).data.every(({ resource_id }) => resource_id !== other.tenantId)).toBe(true);
  expect((await read('?resource_type=product')).data).toHaveLength(2);
  expect((await tenant.owner.call('GET', `/v1/audit-log?resource_id=${soup.id}`)).status).toBe(422);
});

it('shows the current names of actors and resources', async () => {
  const tenant = await newTenant();
  const staff = await newUser(tenant, 'admin');
  const soup = await newProduct(tenant, { name: 'Soup' });
  await answer(await staff.call('PATCH', `/v1/products/${soup.id}`, { json: { name: 'Broth' } }), 200);
  const ada = { email: 'ada@example.com', password: 'a long and secret one', full_name: 'Ada', roles: ['staff'] };
  await answer(await tenant.owner.call('POST', '/v1/users', { json: ada }), 201);
  const { data } = await answer<Page>(await tenant.owner.call('GET', '/v1/audit-log?limit=100'), 200);
  const of = (wanted: string) => data.find(({ action }) => action === wanted);
  expect(of('product.updated')).toMatchObject({ actor_name: expect.stringContaining('@'), resource_name: 'Broth' });
  expect(of('user.created')).toMatchObject({ actor_name: expect.stringContaining('@'), resource_name: 'Ada' });
  expect((await tenant.owner.call('GET', '/v1/audit-log?resource_type=nothing')).status).toBe(422);
});
