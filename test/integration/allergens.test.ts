import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Product } from '../../contracts/product.ts';
import { answer, newProduct, newTenant, type TestTenant } from '../support/tenant.ts';
import { inTenantDatabase } from '../support/tenant-database.ts';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const names = async (path: string, on = tenant): Promise<string[]> => {
  const { data } = await answer<{ data: Product[] }>(await on.owner.call('GET', `/v1/products?sort=name&${path}`), 200);
  return data.map(({ name }) => name);
};

describe('a declaration', () => {
  it('takes names in many languages and stores codes', async () => {
    const product = await newProduct(tenant, {
      allergens: ['Haselnüsse', 'DAIRY', 'shellfish'],
      may_contain: ['cacahuètes'],
      free_of: ['celery'],
      dietary: ['Gluten Free', 'végétarien'],
      option_groups: [
        {
          id: 'g',
          name: 'G',
          options: [
            { id: 'o', name: 'O', allergens: ['soya'] },
            { id: 'p', name: 'P' },
          ],
        },
      ],
    });
    expect(product).toMatchObject({
      allergens: ['crustaceans', 'milk', 'hazelnut', 'molluscs'],
      may_contain: ['peanuts'],
      free_of: ['celery'],
      dietary: ['gluten-free', 'vegetarian'],
      option_groups: [{ options: [{ allergens: ['soybeans'] }, { allergens: null }] }],
    });
    expect(await answer(await tenant.owner.call('GET', `/v1/products/${product.id}`), 200)).toEqual(product);
  });

  it('is not there until the shop makes it, and can be taken back', async () => {
    const product = await newProduct(tenant);
    expect(product.allergens).toBeNull();
    const change = async (allergens: unknown) =>
      await answer<Product>(
        await tenant.owner.call('PATCH', `/v1/products/${product.id}`, { json: { allergens } }),
        200,
      );
    expect((await change([])).allergens).toEqual([]);
    expect((await change(null)).allergens).toBeNull();
  });

  it('refuses an unknown word and names the nearest', async () => {
    const json = { sku: 'X', name: 'X', price: { amount: 1, currency: 'EUR' }, allergens: ['milk', 'hazlenut'] };
    const problem = await answer<Problem>(await tenant.owner.call('POST', '/v1/products', { json }), 422);
    expect(problem.errors).toEqual([
      { path: 'allergens.1', message: expect.stringMatching(/“hazlenut” is not an allergen .* hazelnut/) },
    ]);
  });

  it('of the release before does not count: it writes words, and no codes', async () => {
    const product = await newProduct(tenant, { name: 'Old words', allergens: [] });
    await inTenantDatabase(
      tenant.tenantId,
      sql`UPDATE products SET allergens = '{Nüsse}', version = version + 1 WHERE id = ${product.id}`,
    );
    expect(await names('exclude_allergens=milk')).not.toContain('Old words');
    expect(await names('allergens=undeclared')).toContain('Old words');
  });
});

describe('what is refused', () => {
  let shop: TestTenant;
  const dishes: Array<[name: string, fields: Record<string, unknown>]> = [
    ['Brownie', { allergens: ['walnut', 'eggs'] }],
    ['Cheese', { allergens: ['milk'], dietary: ['vegetarian'] }],
    ['Latte', { allergens: [], option_groups: [choice(1, [{ allergens: ['milk'] }, { allergens: ['oats'] }])] }],
    ['Milky latte', { allergens: [], option_groups: [choice(1, [{ allergens: ['milk'] }])] }],
    ['Lactose-free milk', { allergens: ['milk'], dietary: ['lactose-free'] }],
    ['Mixed nuts', { allergens: ['nuts'] }],
    ['Mystery', {}],
    ['Mystery, free of nuts', { free_of: ['nuts', 'peanuts'] }],
    ['Pad thai', { allergens: ['peanuts', 'fish'], dietary: ['vegetarian'] }],
    ['Salad', { allergens: [], dietary: ['vegan'] }],
    ['Sized', { allergens: [], option_groups: [choice(1, [{}])] }],
    ['Spelt roll', { allergens: ['spelt'], may_contain: ['sesame'] }],
  ];
  function choice(min: number, options: object[]) {
    return {
      id: 'g',
      name: 'G',
      min,
      options: options.map((option, at) => ({ id: `${at}`, name: `${at}`, ...option })),
    };
  }
  beforeAll(async () => {
    shop = await newTenant();
    for (const [name, fields] of dishes) await newProduct(shop, { name, ...fields });
  });

  it.each<[string, string[]]>([
    ['exclude_allergens=dairy', ['Brownie', 'Latte', 'Mixed nuts', 'Pad thai', 'Salad', 'Spelt roll']],
    [
      'exclude_allergens=lactose',
      ['Brownie', 'Lactose-free milk', 'Latte', 'Mixed nuts', 'Pad thai', 'Salad', 'Spelt roll'],
    ],
    [
      'exclude_allergens=hazelnuts',
      [
        'Brownie',
        'Cheese',
        'Lactose-free milk',
        'Latte',
        'Milky latte',
        'Mystery, free of nuts',
        'Pad thai',
        'Salad',
        'Spelt roll',
      ],
    ],
    [
      'exclude_allergens=nuts',
      ['Cheese', 'Lactose-free milk', 'Latte', 'Milky latte', 'Mystery, free of nuts', 'Salad', 'Spelt roll'],
    ],
    [
      'diet=coeliac',
      ['Brownie', 'Cheese', 'Lactose-free milk', 'Latte', 'Milky latte', 'Mixed nuts', 'Pad thai', 'Salad'],
    ],
    [
      'exclude_allergens=Eier&exclude_allergens=milk&exclude_allergens=sesame',
      ['Latte', 'Mixed nuts', 'Pad thai', 'Salad'],
    ],
    ['diet=vegetarian', ['Cheese', 'Salad']],
    ['diet=vegan', ['Salad']],
  ])('by %s leaves what is declared safe', async (query, expected) => {
    expect(await names(query, shop)).toEqual(expected);
  });

  it('holds in the search and the tool alike', async () => {
    const json = { query: '', limit: 20, filters: { exclude_allergens: ['hazelnuts', 'dairy'] } };
    const search = async (query: string) => {
      const { data } = await answer<{ data: MenuHit[] }>(
        await shop.owner.call('POST', '/v1/search', { json: { ...json, query, kinds: ['product'] } }),
        200,
      );
      return data.map(({ name }) => name);
    };
    expect(await search('milk')).not.toContain('Cheese');
    expect(await search('brownie')).toContain('Brownie');
    expect(await search('mystery')).toEqual([]);
  });

  it('is 422 when it is not known, with the nearest', async () => {
    const list = await answer<Problem>(await shop.owner.call('GET', '/v1/products?exclude_allergens=dairi'), 422);
    expect(list.errors).toMatchObject([{ path: expect.stringMatching('exclude_allergens'), message: /dairy/ }]);
    const json = { query: 'x', filters: { exclude_allergens: ['onions'], diets: ['vegann'] } };
    const search = await answer<Problem>(await shop.owner.call('POST', '/v1/search', { json }), 422);
    expect(search.errors?.map(({ path }) => path)).toEqual(['filters.diets.0', 'filters.exclude_allergens.0']);
  });

  it('answers which dishes contain something', async () => {
    const json = {
      query: 'what has nuts',
      kinds: ['product'],
      limit: 20,
      filters: { contains_allergens: ['tree nuts'] },
    };
    const { data } = await answer<{ data: MenuHit[] }>(await shop.owner.call('POST', '/v1/search', { json }), 200);
    expect(data.map(({ name }) => name).toSorted()).toEqual(['Brownie', 'Mixed nuts']);
  });
});
