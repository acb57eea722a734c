import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { CreateProduct } from '../../../contracts/product.ts';
import type { Synonym, Synonyms } from '../../../contracts/synonyms.ts';
import { createProduct } from '../../../workers/domain/catalog/create-product.ts';
import type { Ctx, Services } from '../../../workers/domain/context.ts';
import { searchProducts } from '../../../workers/rag/search-products.ts';
import { refreshStatistics } from '../../../workers/rag/search-statistics.ts';
import { answer, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { openWorker } from '../../support/worker-services.ts';

describe('synonyms', () => {
  let services: Services & { close(): Promise<void> };
  beforeAll(() => {
    services = openWorker();
  });
  afterAll(() => services.close());

  const ctxOf = ({ tenantId, owner }: TestTenant): Ctx => ({
    ...services,
    authority: 'system',
    principal: { tenantId, userId: owner.userId, roles: ['owner'], expiresAt: 4_000_000_000 },
  });
  async function shop(...names: string[]): Promise<TestTenant> {
    const tenant = await newTenant();
    for (const name of names) {
      const input = CreateProduct.parse({ sku: name, name, price: { amount: 500, currency: 'EUR' } });
      await createProduct({ ctx: ctxOf(tenant), input });
    }
    return tenant;
  }
  const put = async ({ owner }: TestTenant, ...synonyms: Array<Partial<Synonym>>) =>
    await answer<Synonyms>(await owner.call('PUT', '/v1/search/synonyms', { json: { synonyms } }), 200);
  const found = async (tenant: TestTenant, query: string) =>
    (await searchProducts({ ctx: ctxOf(tenant), input: RetrieveMenuInput.parse({ query }) })).hits
      .map(({ sku }) => sku)
      .toSorted();

  it('are read and replaced as a whole, by staff', async () => {
    const tenant = await shop('Swede mash');
    const staff = await newUser(tenant, 'staff');
    expect(await answer(await staff.call('GET', '/v1/search/synonyms'), 200)).toEqual({
      synonyms: [],
      updated_at: null,
    });
    const json = { synonyms: [{ term: 'rutabaga', synonyms: ['swede'] }] };
    const stored = await answer<Synonyms>(await staff.call('PUT', '/v1/search/synonyms', { json }), 200);
    expect(stored.synonyms).toEqual([{ term: 'rutabaga', synonyms: ['swede'], one_way: false }]);
    expect(await answer(await staff.call('GET', '/v1/search/synonyms'), 200)).toEqual(stored);
    expect(await found(tenant, 'rutabagas')).toEqual(['Swede mash']);
    await put(tenant);
    expect(await found(tenant, 'rutabagas')).toEqual([]);
    expect((await (await newUser(tenant, 'customer')).call('PUT', '/v1/search/synonyms', { json })).status).toBe(403);
  });

  it('stand for each other, or for the term alone', async () => {
    const tenant = await shop('Sofa', 'Settee', 'Pecorino', 'Cheese board');
    await put(
      tenant,
      { term: 'couch', synonyms: ['sofa', 'settee'] },
      { term: 'cheese', synonyms: ['pecorino'], one_way: true },
    );
    expect(await found(tenant, 'couches')).toEqual(['Settee', 'Sofa']);
    expect(await found(tenant, 'sofa')).toEqual(['Settee', 'Sofa']);
    expect(await found(tenant, 'cheese')).toEqual(['Cheese board', 'Pecorino']);
    expect(await found(tenant, 'pecorino')).toEqual(['Pecorino']);
  });

  it('may have several adjacent words', async () => {
    const tenant = await shop('Gelato', 'Double cream', 'Vanilla ice cream');
    await put(tenant, { term: 'ice cream', synonyms: ['gelato'] });
    expect(await found(tenant, 'ice cream')).toContain('Gelato');
    expect(await found(tenant, 'cream')).not.toContain('Gelato');
    expect(await found(tenant, 'gelato')).toEqual(['Gelato', 'Vanilla ice cream']);
  });

  it('follow the language of the tenant, and are of any script', async () => {
    const tenant = await shop('Brötchen', '焼き鳥');
    await put(tenant, { term: 'Schrippe', synonyms: ['Brötchen'] }, { term: '串焼き', synonyms: ['焼き鳥'] });
    await answer(await tenant.owner.call('PATCH', '/v1/search/settings', { json: { language: 'de' } }), 200);
    await refreshStatistics(services, tenant.tenantId);
    expect(await found(tenant, 'Schrippen')).toEqual(['Brötchen']);
    expect(await found(tenant, '串焼き')).toEqual(['焼き鳥']);
  });

  it('belong to their tenant, and never widen a refusal into a search', async () => {
    const tenant = await shop('Satay', 'Soup');
    await put(tenant, { term: 'peanuts', synonyms: ['satay'] });
    expect(await found(await shop('Satay'), 'peanuts')).toEqual([]);
    expect(await found(tenant, 'soup without peanuts')).not.toContain('Satay');
  });

  it('are refused with the path of the fault', async () => {
    const tenant = await newTenant();
    for (const [synonyms, path] of [
      [[{ term: '!', synonyms: ['a'] }], 'synonyms.0.term'],
      [[{ term: 'a', synonyms: [] }], 'synonyms.0.synonyms'],
      [[{ term: 'a', synonyms: ['b', ' '] }], 'synonyms.0.synonyms.1'],
      [[{ term: 'a', synonyms: ['b'.repeat(65)] }], 'synonyms.0.synonyms.0'],
      [Array.from({ length: 201 }, () => ({ term: 'a', synonyms: ['b'] })), 'synonyms'],
    ] as const) {
      const problem = await answer<Problem>(
        await tenant.owner.call('PUT', '/v1/search/synonyms', { json: { synonyms } }),
        422,
      );
      expect(problem.errors?.[0]?.path).toBe(path);
    }
    await put(tenant, { term: 'a', synonyms: ['a', 'A', 'the'] }, { term: 'the', synonyms: ['of'] });
  });
});
