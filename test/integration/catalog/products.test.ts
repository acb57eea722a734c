import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../contracts/problem.ts';
import { ListProductsQuery, type Product } from '../../../contracts/product.ts';
import { productPage } from '../../../workers/domain/catalog/list-products.ts';
import { answer, newProduct, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';

type List = { data: Product[]; next_cursor: string | null };

describe('a product', () => {
  it('is created with defaults, read, changed and deleted', async () => {
    const tenant = await newTenant();
    const made = await newProduct(tenant, { name: '  Soup  ', category: 'Starters', dietary: ['Vegan'] });
    expect(made).toMatchObject({
      name: 'Soup',
      category: 'starters',
      dietary: ['vegan'],
      stock: null,
      is_active: true,
      version: 1,
    });

    const path = `/v1/products/${made.id}`;
    const read = await tenant.owner.call('GET', path);
    expect(read.headers.get('etag')).toBe('"v1"');
    expect(await answer<Product>(read, 200)).toEqual(made);

    const changed = await answer<Product>(
      await tenant.owner.call('PATCH', path, { json: { name: 'Hot soup', stock: 4 } }),
      200,
    );
    expect(changed).toMatchObject({ name: 'Hot soup', stock: 4, version: 2, sku: made.sku });
    expect(await answer<Product>(await tenant.owner.call('GET', path), 200)).toEqual(changed);

    expect((await tenant.owner.call('DELETE', path)).status).toBe(204);
    expect((await tenant.owner.call('GET', path)).status).toBe(404);
    expect((await tenant.owner.call('DELETE', path)).status).toBe(404);
    await newProduct(tenant, { sku: made.sku });
  });

  it('has a sku that is unique in its tenant', async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    const { sku } = await newProduct(one);
    await newProduct(other, { sku });
    const json = { sku, name: 'Again', price: { amount: 1, currency: 'EUR' } };
    const problem = await answer<Problem>(await one.owner.call('POST', '/v1/products', { json }), 409);
    expect(problem).toMatchObject({ code: 'already_exists', errors: [{ path: 'sku' }] });
    const second = await newProduct(one);
    expect((await one.owner.call('PATCH', `/v1/products/${second.id}`, { json: { sku } })).status).toBe(409);
  });

  it('is changed and deleted only in the version that If-Match names', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    const patch = (tag: string) =>
      tenant.owner.call('PATCH', `/v1/products/${id}`, { json: { stock: 1 }, headers: { 'if-match': tag } });
    expect((await patch('"v1"')).status).toBe(200);
    expect((await patch('"v1"')).status).toBe(412);
    expect((await patch('"nonsense"')).status).toBe(412);
    const stale = await tenant.owner.call('DELETE', `/v1/products/${id}`, { headers: { 'if-match': '"v1"' } });
    expect(stale.status).toBe(412);
  });

  it('answers 304 to a client that holds its version', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    const response = await tenant.owner.call('GET', `/v1/products/${id}`, { headers: { 'if-none-match': '"v1"' } });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
  });

  it('of another tenant answers 404', async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    const { id } = await newProduct(one);
    const path = `/v1/products/${id}`;
    await one.owner.call('GET', path);
    expect((await other.owner.call('GET', path)).status).toBe(404);
    expect((await other.owner.call('PATCH', path, { json: { stock: 0 } })).status).toBe(404);
    expect((await other.owner.call('DELETE', path)).status).toBe(404);
    expect((await one.owner.call('GET', path)).status).toBe(200);
  });

  it('that is inactive is visible to staff only', async () => {
    const tenant = await newTenant();
    const [staff, customer] = [await newUser(tenant, 'staff'), await newUser(tenant, 'customer')];
    const { id } = await newProduct(tenant, { is_active: false });
    expect((await staff.call('GET', `/v1/products/${id}`)).status).toBe(200);
    expect((await customer.call('GET', `/v1/products/${id}`)).status).toBe(404);
    expect((await answer<List>(await customer.call('GET', '/v1/products'), 200)).data).toEqual([]);
  });
});

describe('the cache', () => {
  it('answers a second read without the database', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    // Behind the API's back: only a read that goes to the database could see it.
    await asTenant(tenant.tenantId, (tx) => tx.execute(`UPDATE products SET name = 'Changed' WHERE id = '${id}'`));
    const cached = await answer<Product>(await tenant.owner.call('GET', `/v1/products/${id}`), 200);
    expect(cached.name).not.toBe('Changed');
  });

  it('never shows a writer the old value, also after an order took stock', async () => {
    const tenant = await newTenant();
    const { id, sku } = await newProduct(tenant, { stock: 5 });
    const json = { items: [{ sku, quantity: 2 }] };
    await tenant.owner.call('POST', '/v1/orders', { json, headers: { 'idempotency-key': crypto.randomUUID() } });
    const after = await answer<Product>(await tenant.owner.call('GET', `/v1/products/${id}`), 200);
    expect(after).toMatchObject({ stock: 3, version: 2 });
  });
});

describe('the catalogue', () => {
  it('pages through every sort without a gap or a repeat', async () => {
    const tenant = await newTenant();
    const made: Product[] = [];
    // Equal names and prices, so that pages have ties to break.
    for (let i = 0; i < 7; i++) {
      made.push(await newProduct(tenant, { name: `Name ${i % 3}`, price: { amount: 100 * (i % 2), currency: 'EUR' } }));
    }
    for (const sort of ['newest', 'name', 'price', '-price']) {
      const seen: Product[] = [];
      let cursor: string | null = null;
      do {
        const query: string = `sort=${sort}&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
        const list: List = await answer<List>(await tenant.owner.call('GET', `/v1/products?${query}`), 200);
        seen.push(...list.data);
        cursor = list.next_cursor;
      } while (cursor !== null);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
      expect(seen).toHaveLength(7);
      const keys = seen.map((item) => (sort === 'name' ? item.name : sort === 'newest' ? item.id : item.price.amount));
      const sorted = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(keys).toEqual(sort === 'newest' || sort === '-price' ? sorted.reverse() : sorted);
    }
    expect(made).toHaveLength(7);
  });

  it('filters by words, category, availability and every diet asked for', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Lentil soup', category: 'starters', dietary: ['vegan', 'gluten-free'] });
    await newProduct(tenant, { name: 'Bread', category: 'starters', dietary: ['vegan'], stock: 0 });
    await newProduct(tenant, { name: 'Steak 100%', category: 'mains', dietary: ['gluten-free'] });
    const names = async (query: string) => {
      const list = await answer<List>(await tenant.owner.call('GET', `/v1/products?sort=name&${query}`), 200);
      return list.data.map(({ name }) => name);
    };
    expect(await names('search=lentil')).toEqual(['Lentil soup']);
    expect(await names('search=0%25')).toEqual(['Steak 100%']);
    expect(await names('search=%25')).toEqual(['Steak 100%']);
    expect(await names('category=starters')).toEqual(['Bread', 'Lentil soup']);
    await newProduct(tenant, { name: 'Voucher', category: null });
    expect(await names('categorised=false')).toEqual(['Voucher']);
    expect(await names('categorised=true&search=bread')).toEqual(['Bread']);
    expect(await names('diet=vegan&diet=gluten-free')).toEqual(['Lentil soup']);
    expect(await names('available=false')).toEqual(['Bread']);
    expect(await names('available=true&category=starters')).toEqual(['Lentil soup']);
  });
});

describe('the search', () => {
  const names = async (tenant: TestTenant, query: string) => {
    const list = await answer<List>(await tenant.owner.call('GET', `/v1/products?${query}`), 200);
    return list.data.map(({ name }) => name);
  };

  it('leaves out refused ingredients in any wording, and finds a product by its own name', async () => {
    const tenant = await newTenant();
    const egg = { allergens: ['eggs'] };
    await newProduct(tenant, { name: 'Egg pasta', ...egg });
    await newProduct(tenant, { name: 'Plain pasta', allergens: [] });
    await newProduct(tenant, { name: 'Pasta of the day' });
    await newProduct(tenant, { name: 'Egg-free mayonnaise', allergens: [] });
    await newProduct(tenant, { name: 'Onion pasta', allergens: [] });
    const found = async (search: string) => await names(tenant, `sort=name&search=${encodeURIComponent(search)}`);
    expect(await found('pasta')).toEqual(['Egg pasta', 'Onion pasta', 'Pasta of the day', 'Plain pasta']);
    expect(await found('pasta without egg')).toEqual(['Onion pasta', 'Pasta of the day', 'Plain pasta']);
    for (const search of [
      'pasta but not with egg',
      'egg allergy, pasta',
      'pasta please, but eggs put me in hospital',
    ]) {
      expect(await found(search), search).toEqual(['Onion pasta', 'Plain pasta']);
    }
    expect(await found('pasta without onions or eggs')).toEqual(['Pasta of the day', 'Plain pasta']);
    expect(await found('egg-free mayonnaise')).toEqual(['Egg-free mayonnaise']);
    expect(await found('allergic to zibbledops')).toEqual([]);
    expect(await found('eg pastta zibbl')).not.toContain('Egg pasta');
  });

  it('tolerates a typo and missing accents, and ranks exact matches over similar ones', async () => {
    const tenant = await newTenant();
    for (const name of ['Tiramisù', 'Café crème', 'Soap', 'Tomato soup', 'Crème brûlée']) {
      await newProduct(tenant, { name });
    }
    expect(await names(tenant, 'search=tiramsu')).toEqual(['Tiramisù']);
    expect(await names(tenant, 'search=misu')).toEqual(['Tiramisù']);
    // Cream is a dish of milk, beside a word that nothing explains.
    expect((await names(tenant, 'search=creme brulle'))[0]).toBe('Crème brûlée');
    expect(await names(tenant, `search=${encodeURIComponent('TIRAMISÙ')}`)).toEqual(['Tiramisù']);
    expect(await names(tenant, 'search=creme brulee')).toEqual(['Crème brûlée']);
    // "Soap" is spelled like it, but a product has the very word.
    expect(await names(tenant, 'search=soup')).toEqual(['Tomato soup']);
    expect(await names(tenant, 'search=xyzzyx')).toEqual([]);
    // Too short to be like anything.
    expect(await names(tenant, 'search=tir')).toEqual(['Tiramisù']);
    expect(await names(tenant, 'search=tix')).toEqual([]);
  });

  it('finds what has all words in any order, in name, description or sku', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Garlic and coriander naan', description: 'Brushed with butter.' });
    await newProduct(tenant, { name: 'Plain naan' });
    await newProduct(tenant, { name: 'Vegetable samosa' });
    const found = async (search: string) => await names(tenant, `search=${encodeURIComponent(search)}`);
    expect(await found('naan garlic')).toEqual(['Garlic and coriander naan']);
    expect(await found('naan with butter')).toEqual(['Garlic and coriander naan']);
    expect(await found('naan, plain')).toEqual(['Plain naan']);
    expect(await found('samosas')).toEqual(['Vegetable samosa']);
    expect(await found('naan saffron')).not.toContain('Vegetable samosa');
  });

  it('offers similar products although a hidden product matches exactly', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Tiramsu (draft)', is_active: false });
    await newProduct(tenant, { name: 'Tiramisù' });
    const customer = await newUser(tenant, 'customer');
    const list = await answer<List>(await customer.call('GET', '/v1/products?search=tiramsu'), 200);
    expect(list.data.map(({ name }) => name)).toEqual(['Tiramisù']);
    expect(await names(tenant, 'search=tiramsu')).toEqual(['Tiramsu (draft)']);
  });

  it('sorts the best first, unless another sort is requested', async () => {
    const tenant = await newTenant();
    const [first, second] = ['Pizza Margherita', 'Small pizza'];
    await newProduct(tenant, { name: 'Oven', description: 'Bakes a pizza.', price: { amount: 1, currency: 'EUR' } });
    await newProduct(tenant, { name: first, price: { amount: 3, currency: 'EUR' } });
    await newProduct(tenant, { name: second, price: { amount: 2, currency: 'EUR' } });
    await newProduct(tenant, { name: 'Soup' });
    expect(await names(tenant, 'search=pizza')).toEqual([first, second, 'Oven']);
    expect(await names(tenant, 'search=pizza&sort=price')).toEqual(['Oven', second, first]);
    expect(await names(tenant, 'sort=relevance')).toEqual(['Soup', second, first, 'Oven']);
  });

  it('pages without a gap or a repeat, under every sort, also among similar products', async () => {
    const tenant = await newTenant();
    const ids = new Set<string>();
    for (let i = 0; i < 9; i++) {
      const name = i % 2 === 0 ? `Tiramisù ${i % 3}` : 'Tiramisù';
      ids.add((await newProduct(tenant, { name, price: { amount: i % 2, currency: 'EUR' } })).id);
    }
    for (const search of ['tiramisu', 'tiramsu']) {
      for (const sort of ['', '&sort=relevance', '&sort=name', '&sort=price', '&sort=-price', '&sort=newest']) {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const query: string = `search=${search}${sort}&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
          const list: List = await answer<List>(await tenant.owner.call('GET', `/v1/products?${query}`), 200);
          seen.push(...list.data.map(({ id }) => id));
          cursor = list.next_cursor;
        } while (cursor !== null);
        expect([search, sort, seen.length, new Set(seen)]).toEqual([search, sort, 9, ids]);
      }
    }
  });
});

describe('a page of a large catalogue', () => {
  it('is read from an index in order, starting at the cursor, without a sort', async () => {
    const tenant = await newTenant();
    // Where most rows are the tenant's, an index without the tenant would serve as well.
    const neighbour = await newTenant();
    for (const [{ tenantId }, count] of [
      [neighbour, 20_000],
      [tenant, 5_000],
    ] as const) {
      await asTenant(tenantId, async (tx) => {
        await tx.execute(`INSERT INTO products (id, tenant_id, sku, name, price_minor, currency)
          SELECT gen_random_uuid(), '${tenantId}', 'S' || n, 'Name ' || n % 700, n % 90, 'EUR' FROM generate_series(1, ${count}) n`);
        // Its statistics are the owner's to take.
        await tx.execute('SET LOCAL ROLE NONE');
        await tx.execute('ANALYZE products');
      });
    }
    const principal = {
      tenantId: tenant.tenantId,
      userId: tenant.owner.userId,
      roles: ['owner' as const],
      expiresAt: 0,
    };
    for (const sort of ['newest', 'name', 'price', '-price'] as const) {
      let cursor: string | undefined;
      for (let page = 0; page < 3; page++) {
        const query = ListProductsQuery.parse({ sort, cursor });
        const { rows } = await asTenant(tenant.tenantId, (tx) =>
          tx.execute(sql`EXPLAIN ${productPage(tx, principal, query).getSQL()}`),
        );
        const plan = rows.map((row) => Object.values(row).join()).join('\n');
        expect([sort, page, /Sort/.test(plan)], plan).toEqual([sort, page, false]);
        const index = `idx_products_tenant_${sort.replace('-', '')}`;
        expect(plan).toContain(index);
        // The cursor is where the reading begins, not a filter on all that comes before it.
        const begins = sort === 'newest' ? /Index Cond: .*id </ : /Index Cond: .*ROW\(/;
        if (page > 0) expect(plan).toMatch(begins);
        const list: List = await answer<List>(
          await tenant.owner.call('GET', `/v1/products?sort=${sort}${cursor === undefined ? '' : `&cursor=${cursor}`}`),
          200,
        );
        cursor = list.next_cursor ?? undefined;
      }
    }
  });
});
