import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { SearchMisses } from '../../../contracts/search-misses.ts';
import { answer, newProduct, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';

const search = async (user: TestUser, query: string, more: object = {}) =>
  await answer(await user.call('POST', '/v1/search', { json: { query, ...more } }), 200);
const missesOf = async ({ owner }: TestTenant) =>
  (await answer<SearchMisses>(await owner.call('GET', '/v1/search/misses'), 200)).data;
const people = async (tenant: TestTenant) => [
  await newUser(tenant, 'customer'),
  await newUser(tenant, 'customer'),
  await newUser(tenant, 'guest'),
];
const stored = async ({ tenantId }: TestTenant) =>
  await inTenantDatabase<{ query: string | null; seekers: string[]; searches: number }>(
    tenantId,
    sql`SELECT query, seekers, searches FROM search_misses`,
  );

describe('searches that found nothing', () => {
  it('are listed once three people have made them, with their words only', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Sofa' });
    const [first, second, third] = await people(tenant);
    if (first === undefined || second === undefined || third === undefined) throw new TypeError('no people');
    for (const user of [first, first, first, second]) await search(user, 'Do you have a couch?');
    expect(await missesOf(tenant)).toEqual([]);
    const [before] = await stored(tenant);
    expect(before).toMatchObject({ query: null, searches: 4 });
    expect(before?.seekers).toHaveLength(2);
    await search(third, 'couch', { kinds: ['product'] });
    expect(await missesOf(tenant)).toEqual([{ query: 'couch', searches: 5, last_searched_at: expect.any(String) }]);
    await search(first, 'couch');
    expect(await stored(tenant)).toEqual([{ query: 'couch', seekers: [], searches: 6 }]);
    expect(await missesOf(await newTenant())).toEqual([]);
    expect((await first.call('GET', '/v1/search/misses')).status).toBe(403);
    expect((await (await newUser(tenant, 'staff')).call('GET', '/v1/search/misses')).status).toBe(200);
  });

  it('leave the list once their words are synonyms', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Sofa' });
    for (const user of await people(tenant)) await search(user, 'couch');
    const json = { synonyms: [{ term: 'Sofa', synonyms: ['Couch'] }] };
    await answer(await tenant.owner.call('PUT', '/v1/search/synonyms', { json }), 200);
    expect(await missesOf(tenant)).toEqual([]);
  });

  it.each([
    ['what they refuse', 'blorp without peanuts', {}],
    ['an allergy', 'allergic to blorp', {}],
    ['a diet', 'vegan blorp', {}],
    ['digits', 'blorp 4711', {}],
    ['an address', 'anna@example', {}],
    ['a story', 'my neighbour anna told me blorp', {}],
    ['a word without end', 'blorp'.repeat(20), {}],
    ['a filter', 'blorp', { filters: { max_price: 100 } }],
    ['what is there', 'sofa', {}],
  ])('are not counted with %s', async (_, query, more) => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Sofa' });
    for (const user of await people(tenant)) await search(user, query, more);
    expect(await stored(tenant)).toEqual([]);
  });

  it('are at most a thousand, and those without words are dropped first', async () => {
    const tenant = await newTenant();
    await inTenantDatabase(
      tenant.tenantId,
      sql`INSERT INTO search_misses (tenant_id, query_hash, query, seekers, searches, searched_at, expires_at)
        SELECT ${tenant.tenantId}, 'h' || i, CASE WHEN i = 1 THEN 'kept' END, '{}', 1, now() - i * interval '1 hour' - interval '1 day', now() + interval '1 day'
        FROM generate_series(1, 1000) AS i`,
    );
    await search(tenant.owner, 'blorp');
    const left = await stored(tenant);
    expect(left).toHaveLength(1_000);
    expect(left.filter(({ query }) => query === 'kept')).toHaveLength(1);
  });
});
