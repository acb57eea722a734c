import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MenuHit } from '../../../contracts/chat-tool.ts';
import type { Me } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import type { Quote } from '../../../contracts/quote.ts';
import {
  answer,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestTenant,
  type TestUser,
} from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';

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

  it('is missing until the shop makes it, and can be withdrawn', async () => {
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

  it('of the previous release does not count, because it has words and no codes', async () => {
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

  it('is left out by both the search and the tool', async () => {
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

  it('in words leaves out a dish of which every choice has it', async () => {
    const json = { query: 'a latte without milk', limit: 20, kinds: ['product'] };
    const { data } = await answer<{ data: MenuHit[] }>(await shop.owner.call('POST', '/v1/search', { json }), 200);
    expect(data.map(({ name }) => name)).toEqual(['Latte']);
  });

  it('answers 422 for an unknown word, with the nearest names', async () => {
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

describe('a quote', () => {
  let shop: TestTenant;
  let latte: Product;
  let salad: Product;
  beforeAll(async () => {
    shop = await newTenant();
    latte = await newProduct(shop, {
      name: 'Latte',
      allergens: [],
      dietary: ['vegetarian'],
      option_groups: [
        {
          id: 'milk',
          name: 'Milk',
          options: [
            { id: 'whole', name: 'Whole milk', allergens: ['milk'], dietary: ['vegetarian'] },
            { id: 'oat', name: 'Oat drink', allergens: ['oats'], dietary: ['vegan'] },
            { id: 'house', name: 'House mix' },
          ],
        },
      ],
    });
    salad = await newProduct(shop, { name: 'Salad' });
  });
  const line = (sku: string, option?: string) => ({
    ...{ sku, quantity: 1 },
    options: option === undefined ? [] : [{ group_id: 'milk', option_id: option }],
  });
  const quote = async (user: TestUser, items: object[], more: object = {}) =>
    await answer<Quote>(await user.call('POST', '/v1/quotes', { json: { items, ...more } }), 201);

  it('names each conflict of each line, options included', async () => {
    const items = [line(latte.sku, 'whole'), line(latte.sku, 'oat'), line(latte.sku, 'house'), line(salad.sku)];
    const made = await quote(shop.owner, items, { exclude_allergens: ['Dairy'], diets: ['vegetarian'] });
    expect(made).toMatchObject({ exclude_allergens: ['milk'], diets: ['vegetarian'] });
    expect(made.warnings.map(({ item, code, verdict, message }) => [item, code, verdict, message])).toEqual([
      [0, 'milk', 'contains', 'Latte, Whole milk contains milk.'],
      [2, 'milk', 'not_declared', expect.stringMatching(/^Latte, House mix: .* Ask the shop\.$/)],
      [2, 'vegetarian', 'does_not_fit', expect.any(String)],
      [3, 'milk', 'not_declared', expect.any(String)],
      [3, 'vegetarian', 'does_not_fit', expect.any(String)],
    ]);
    expect((await quote(shop.owner, items)).warnings).toEqual([]);
    const read = await answer<Quote>(await shop.owner.call('GET', `/v1/quotes/${made.id}`), 200);
    expect(read.warnings).toEqual(made.warnings);
    const order = await answer<Order>(await postOrder(shop.owner, { quote_id: made.id }), 201);
    expect(order).toMatchObject({ exclude_allergens: ['milk'], diets: ['vegetarian'], warnings: made.warnings });
  });

  it('is not kept when a dish later declares what was refused', async () => {
    const dish = await newProduct(shop, { allergens: [] });
    const made = await quote(shop.owner, [line(dish.sku)], { exclude_allergens: ['eggs'] });
    await answer(await shop.owner.call('PATCH', `/v1/products/${dish.id}`, { json: { allergens: ['eggs'] } }), 200);
    const problem = await answer<Problem>(await postOrder(shop.owner, { quote_id: made.id }), 409);
    expect(problem).toMatchObject({
      code: 'quote_changed',
      quote: { warnings: [{ code: 'eggs', verdict: 'contains' }] },
    });
  });

  it('and a search follow the profile of a signed-in customer, who can read and delete it', async () => {
    const customer = await newUser(shop, 'customer');
    const keep = async (dietary_profile: unknown) =>
      await answer<Me>(await customer.call('PATCH', '/v1/auth/me', { json: { dietary_profile } }), 200);
    expect((await keep({ allergens: ['Milch'] })).dietary_profile).toEqual({ allergens: ['milk'], diets: [] });
    expect(await quote(customer, [line(latte.sku, 'whole')])).toMatchObject({ warnings: [{ code: 'milk' }] });
    const order = await answer<Order>(await postOrder(customer, { items: [line(latte.sku, 'whole')] }), 201);
    expect(order).toMatchObject({ exclude_allergens: ['milk'], diets: [], warnings: [{ code: 'milk' }] });
    // The kitchen must know of an allergy, also where no dish has it.
    const black = await newProduct(shop, { allergens: [] });
    const harmless = await answer<Order>(await postOrder(customer, { items: [line(black.sku)] }), 201);
    expect(harmless).toMatchObject({ exclude_allergens: ['milk'], warnings: [] });
    const search = async () => {
      const json = { query: 'salad', kinds: ['product'] };
      return (await answer<{ data: MenuHit[] }>(await customer.call('POST', '/v1/search', { json }), 200)).data.length;
    };
    expect(await search()).toBe(0);
    expect((await keep(null)).dietary_profile).toBeNull();
    expect(await search()).toBe(1);
    expect((await quote(customer, [line(latte.sku, 'whole')])).warnings).toEqual([]);
  });
});
