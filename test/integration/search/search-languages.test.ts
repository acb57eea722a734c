import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fold } from '../../../contracts/fold.ts';
import { CreateProduct, type Product } from '../../../contracts/product.ts';
import type { SearchHit } from '../../../contracts/search.ts';
import type { SearchSettings } from '../../../contracts/search-settings.ts';
import { createProduct } from '../../../workers/domain/catalog/create-product.ts';
import type { Services } from '../../../workers/domain/context.ts';
import { refreshStatistics } from '../../../workers/rag/search-statistics.ts';
import { answer, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { openWorker, ownerOf } from '../../support/worker-services.ts';

describe('a shop of another language', () => {
  let services: Services & { close(): Promise<void> };
  beforeAll(() => {
    services = openWorker();
  });
  afterAll(() => services.close());

  async function shop(language: string | undefined, names: readonly string[]): Promise<TestTenant> {
    const tenant = await newTenant();
    if (language !== undefined) await speak(tenant, language);
    const ctx = { ...services, principal: ownerOf(tenant) };
    for (const [index, name] of names.entries()) {
      const input = CreateProduct.parse({ sku: `P${index}`, name, price: { amount: 500, currency: 'EUR' } });
      await createProduct({ ctx, input });
    }
    return tenant;
  }
  const speak = async ({ owner }: TestTenant, language: string) =>
    await answer<SearchSettings>(await owner.call('PATCH', '/v1/search/settings', { json: { language } }), 200);
  const found = async ({ owner }: TestTenant, query: string) => {
    const json = { query, kinds: ['product'] };
    const { data } = await answer<{ data: SearchHit[] }>(await owner.call('POST', '/v1/search', { json }), 200);
    return data.map((hit) => ('name' in hit ? hit.name : ''));
  };

  it.each([
    [
      'de',
      ['Haselnüsse', 'Schnitzel'],
      [
        ['haselnuss', 'Haselnüsse'],
        ['Nussecke mit Haselnüssen', 'Haselnüsse'],
      ],
    ],
    [
      'fr',
      ['Gâteaux', 'Soupe'],
      [
        ['gâteau', 'Gâteaux'],
        ['soupes', 'Soupe'],
      ],
    ],
    ['it', ['Zucchine fritte', 'Pane'], [['zucchina', 'Zucchine fritte']]],
    ['es', ['Calabacines', 'Pan'], [['calabacín', 'Calabacines']]],
    ['nl', ['Kaaskroketten', 'Brood'], [['kaaskroket', 'Kaaskroketten']]],
    ['pt', ['Pastéis de nata', 'Pão'], [['pastel de natas', 'Pastéis de nata']]],
    [
      'tr',
      ['Köfteler', 'Çorba'],
      [
        ['köfte', 'Köfteler'],
        ['corba', 'Çorba'],
      ],
    ],
    [
      'ja',
      ['親子丼', '焼き魚定食', 'うどん'],
      [
        ['親子', '親子丼'],
        ['魚', '焼き魚定食'],
        ['うど', 'うどん'],
      ],
    ],
    [
      undefined,
      ['ต้มยำกุ้ง', '김치찌개', '宮保雞丁'],
      [
        ['กุ้ง', 'ต้มยำกุ้ง'],
        ['김치', '김치찌개'],
        ['雞丁', '宮保雞丁'],
      ],
    ],
    [
      undefined,
      ['Smørrebrød', 'كَبْسَة', 'पनीर टिक्का'],
      [
        ['smorrebrod', 'Smørrebrød'],
        ['كبسة', 'كَبْسَة'],
        ['पनीर', 'पनीर टिक्का'],
      ],
    ],
  ])('is searched by its own stems: %s', async (language, names, queries) => {
    const tenant = await shop(language, names);
    for (const [query, name] of queries) expect((await found(tenant, query ?? ''))[0], query).toBe(name);
  });

  it.each(['qualcosa senza sedano', 'quelque chose sans céleri', 'etwas unter 6 Euro'])(
    'lists what fulfils the conditions beside words that no product has: %s',
    async (query) => {
      const tenant = await shop('de', ['Brot', 'Suppe']);
      expect((await found(tenant, query)).toSorted()).toEqual(['Brot', 'Suppe']);
    },
  );

  it('returns nothing for words that no product has', async () => {
    expect(await found(await shop('de', ['Brot', 'Suppe']), 'zanzariera')).toEqual([]);
  });

  it('reindexes existing texts once its language is set', async () => {
    const tenant = await shop(undefined, ['Haselnüsse', 'Schnitzel']);
    const { owner, tenantId } = tenant;
    expect(await answer(await owner.call('GET', '/v1/search/settings'), 200)).toEqual({
      language: 'en',
      updated_at: null,
    });
    expect((await speak(tenant, 'de')).language).toBe('de');
    await refreshStatistics(services, tenantId);
    expect(await found(tenant, 'haselnuss')).toEqual(['Haselnüsse']);
    expect(await answer(await owner.call('GET', '/v1/search/settings'), 200)).toMatchObject({ language: 'de' });
    await answer(await owner.call('PATCH', '/v1/search/settings', { json: { language: 'German' } }), 422);
    const staff = await newUser(tenant, 'staff');
    expect((await staff.call('PATCH', '/v1/search/settings', { json: { language: 'de' } })).status).toBe(403);
  });

  it('folds letters in the database as it does outside of it', async () => {
    // Without the capitals of Unicode 16 (U+1C89, and some from U+A7CB on): a database with an older ICU keeps them.
    const letters = Array.from({ length: 0xa7_00 }, (_, code) => String.fromCodePoint(code)).filter(
      (letter) => /[\p{L}\p{M}\p{N}]/u.test(letter) && letter !== '\u1c89',
    );
    const { rows } = await services.db.transaction({ systemWorkIn: (await newTenant()).tenantId }, (tx) =>
      tx.execute<{ letter: string; folded: string }>(
        sql`SELECT letter, fold_text(letter) AS folded FROM jsonb_array_elements_text(${JSON.stringify(letters)}::jsonb) AS letter`,
      ),
    );
    expect(rows.length).toBe(letters.length);
    expect(rows.filter(({ letter, folded }) => fold(letter) !== folded).map(({ letter }) => letter)).toEqual([]);
  });

  it('finds a product by its own name and by a part of it, letters folded', async () => {
    const names = ['うどん', 'ガーリックトースト', 'পায়েস', 'كَبْسَة', 'Crème brûlée', 'Smørrebrød', 'Bœuf', 'Grießbrei'];
    const { owner } = await shop(undefined, names);
    const listed = async (search: string) => {
      const path = `/v1/products?search=${encodeURIComponent(search)}`;
      return (await answer<{ data: Product[] }>(await owner.call('GET', path), 200)).data.map(({ name }) => name);
    };
    for (const name of names) expect(await listed(name)).toEqual([name]);
    for (const [typed, name] of [
      ['ガーリ', 'ガーリックトースト'],
      ['كبسة', 'كَبْسَة'],
      ['creme brulee', 'Crème brûlée'],
      ['SMORRE', 'Smørrebrød'],
      ['boeuf', 'Bœuf'],
      ['griessbrei', 'Grießbrei'],
    ])
      expect(await listed(typed ?? '')).toEqual([name]);
  });

  it('lists its products by the alphabet, page by page', async () => {
    const names = ['Äpfel', 'apple pie', 'banana bread', 'Donut', 'Éclair', 'Zebra cake'];
    const { owner } = await shop(undefined, names.toReversed());
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/v1/products?sort=name&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: { data: Product[]; next_cursor: string | null } = await answer(await owner.call('GET', path), 200);
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(names);
  });
});
