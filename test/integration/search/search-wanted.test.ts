import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchHit, SearchResults } from '../../../contracts/search.ts';
import type { Services } from '../../../workers/domain/context.ts';
import { answer, newProduct, newTenant, type TestTenant } from '../../support/tenant.ts';
import { openWorker } from '../../support/worker-services.ts';

/** Name, price, category, declared allergens. */
const MENU = [
  ['Linguine', 1600, 'mains', ['crustaceans', 'wheat']],
  ['Satay chicken', 900, 'starters', ['peanuts']],
  ['Grilled cod', 1450, 'mains', ['fish']],
  ['Brownie', 550, 'desserts', ['hazelnut', 'eggs', 'milk']],
  ['Lemon sorbet', 400, 'desserts', []],
  ['Caesar salad', 900, 'starters', ['fish', 'eggs', 'milk']],
  ['Garden salad', 700, 'starters', []],
  ['Mushroom risotto', 1200, 'mains', ['milk']],
  ['Tomato soup', 600, 'starters', []],
  ['Pumpkin soup', 650, 'starters', []],
  ['Sweet potato curry', 1100, 'mains', []],
  ['Fresh orange juice', 450, 'drinks', []],
  ['Pfefferminztee', 300, 'drinks', []],
  ['Erdbeersorbet', 450, 'Eis', []],
] as const;
const VEGAN: ReadonlySet<string> = new Set(['Lemon sorbet', 'Sweet potato curry', 'Garden salad']);

type Kinds = ReadonlyArray<SearchHit['kind']>;
const searched = async ({ owner }: TestTenant, query: string, kinds: Kinds) =>
  await answer<SearchResults>(await owner.call('POST', '/v1/search', { json: { query, kinds } }), 200);
const namesOf = ({ data }: SearchResults) => data.map((hit) => ('name' in hit ? hit.name : ''));

describe('a food that is requested by its name', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await newTenant();
    for (const [name, amount, category, allergens] of MENU) {
      const dietary = VEGAN.has(name) ? ['vegan'] : [];
      await newProduct(tenant, { name, category, allergens, dietary, price: { amount, currency: 'EUR' } });
    }
  });
  const search = (query: string, kinds: Kinds) => searched(tenant, query, kinds);

  it.each([
    ['something with nuts please', 'Satay chicken', 'Brownie'],
    ['quiero algo con gambas', 'Linguine'],
    ['habt ihr was mit Haselnüssen', 'Brownie'],
    ['iets met vis graag', 'Grilled cod', 'Caesar salad'],
    ['fıstıklı bir şey var mı', 'Satay chicken'],
    ['czy macie coś z orzechami', 'Satay chicken', 'Brownie'],
    ['मूंगफली वाली कोई चीज़ है क्या', 'Satay chicken'],
    ['ピーナッツを使ったものが食べたい', 'Satay chicken'],
    ['algo con champiñones', 'Mushroom risotto'],
    ['something sweet without nuts', 'Lemon sorbet', 'Erdbeersorbet'],
    ['allergique aux noix, un dessert ?', 'Lemon sorbet'],
    ['Orangensaft', 'Fresh orange juice'],
    ['eine Kürbissuppe bitte', 'Pumpkin soup'],
    ['une salade', 'Caesar salad', 'Garden salad'],
    ['tavuklu bir şey', 'Satay chicken'],
    ['tomatensoep', 'Tomato soup'],
    ['uma sopinha de abóbora', 'Pumpkin soup'],
    ['hot tea', 'Pfefferminztee'],
    ['Erdbeereis', 'Erdbeersorbet'],
  ])('“%s” finds first what declares it, or has it under another name', async (query, ...names) => {
    for (const kinds of [['product'], ['product', 'document']] as const) {
      const results = await search(query, kinds);
      expect(namesOf(results).slice(0, names.length).toSorted()).toEqual(names.toSorted());
      expect(results.understood.unconfirmed).toEqual([]);
    }
  });

  const DESSERTS = ['Brownie', 'Erdbeersorbet', 'Lemon sorbet'];
  it.each([
    ['a desert please', ...DESSERTS],
    ['comme dessert', ...DESSERTS],
    ['was Süßes', ...DESSERTS],
    ['algo de beber', 'Fresh orange juice', 'Pfefferminztee'],
    ['something cold to drink', 'Fresh orange juice'],
    ['etwas Warmes zu trinken', 'Pfefferminztee'],
    [
      'my girlfriend is hungry, what could she eat as a main',
      'Grilled cod',
      'Linguine',
      'Mushroom risotto',
      'Sweet potato curry',
    ],
    ['un plat principal aux champignons', 'Mushroom risotto'],
    ['una ensalada', 'Caesar salad', 'Garden salad'],
    ['my girlfriend’s gone vegan, what could she eat as a main?', 'Sweet potato curry'],
    ['my girlfriend’s gone vegan, which starters could she have?', 'Garden salad'],
  ])('“%s” finds only dishes of its kind', async (query, ...names) => {
    for (const kinds of [['product'], ['product', 'document']] as const) {
      expect(namesOf(await search(query, kinds)).toSorted()).toEqual(names);
    }
  });

  it.each(['Sachertorte', 'eine Sachertorte bitte', 'Käsetorte'])(
    '“%s” finds no sorbet in its place',
    async (query) => {
      expect(namesOf(await search(query, ['product']))).not.toContain('Lemon sorbet');
    },
  );

  it.each([
    ['your cheapest dessert', 'Lemon sorbet'],
    ['¿cuál es la ensalada más barata?', 'Garden salad'],
    ['das teuerste Gericht', 'Linguine'],
    ['whats the dearest thing on the menu', 'Linguine'],
    ['cheapest tomato soup', 'Tomato soup'],
    ['一番安いサラダ', 'Garden salad'],
  ])('“%s” finds %s first', async (query, name) => {
    expect(namesOf(await search(query, ['product']))[0]).toBe(name);
  });

  it('is never offered with a refused ingredient', async () => {
    const names = namesOf(await search('something with fish, but I am allergic to eggs', ['product']));
    expect(names).toContain('Grilled cod');
    expect(names).not.toContain('Caesar salad');
  });

  it('limits a sort by price to its matches', async () => {
    const names = namesOf(await search('cheapest salad', ['product']));
    expect(names).toEqual(['Garden salad', 'Caesar salad']);
  });

  it('is left out where a tag of the shop names a refusal', async () => {
    await newProduct(tenant, { name: 'Chicken wings', dietary: ['spicy'] });
    expect(namesOf(await search('something with chicken', ['product']))).toContain('Chicken wings');
    const names = namesOf(await search('something with chicken that isn’t spicy', ['product']));
    expect(names).toContain('Satay chicken');
    expect(names).not.toContain('Chicken wings');
  });

  it('is not taken for wanted while it may be refused', async () => {
    const { data, understood } = await search('nuts and me, a sad story', ['product']);
    expect(understood.unconfirmed).toEqual(['peanuts', 'tree_nuts']);
    for (const hit of data) {
      if ('name' in hit && ['Brownie', 'Satay chicken'].includes(hit.name)) expect(hit.conflicts).not.toBeUndefined();
    }
  });
});

describe('a menu in another language than the request', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await newTenant();
    const menu = [
      ['Zweigelt', 'Rotwein', []],
      ['Grüner Veltliner', 'Weißwein', []],
      ['Leitungswasser', 'Alkoholfreies', []],
      ['Römerquelle Sprudel', 'Alkoholfreies', []],
      ['Bergkäse', 'Kalte Speisen', ['milk']],
      ['Leberkäse', 'Warme Speisen', []],
      ['Tarte aux légumes', 'Plats', ['wheat', 'eggs', 'milk']],
      ['Apfelstrudel', 'Mehlspeisen', ['wheat', 'walnut']],
      ['Sachertorte', 'Mehlspeisen', ['wheat', 'eggs', 'milk', 'almond']],
      ['Grießflammeri', 'Mehlspeisen', ['wheat', 'milk']],
    ] as const;
    for (const [name, category, allergens] of menu) await newProduct(tenant, { name, category, allergens });
  });
  const namesFor = async (query: string) => namesOf(await searched(tenant, query, ['product']));

  it.each([
    ['white wine by the glass', 'Grüner Veltliner'],
    ['un verre de vin rouge', 'Zweigelt'],
    ['sparkling water', 'Römerquelle Sprudel'],
    ['cheese', 'Bergkäse'],
    ['un gâteau', 'Sachertorte'],
  ])('has for “%s” first %s', async (query, name) => {
    expect((await namesFor(query))[0]).toBe(name);
  });

  it('has no savoury tart among its cakes, and strudel after cake', async () => {
    expect(await namesFor('un gâteau')).toEqual(['Sachertorte', 'Apfelstrudel']);
  });

  it('offers what is safe of a category whose named dishes are not', async () => {
    expect(await namesFor('Apfelstrudel ohne Nüsse')).toEqual(['Grießflammeri']);
  });
});

describe('a kind of dish on a menu that takes more than one page', () => {
  let services: Services & { close(): Promise<void> };
  let tenant: TestTenant;
  beforeAll(async () => {
    services = openWorker();
    tenant = await newTenant();
    const { tenantId } = tenant;
    // These ids sort before those that the system gives.
    await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
      tx.execute(sql`
        INSERT INTO products (id, tenant_id, sku, name, category, price_minor, currency)
        SELECT ('00' || substr(gen_random_uuid()::text, 3))::uuid, ${tenantId}, 'S' || i, 'Stew number ' || i, 'of the house', i, 'EUR'
        FROM generate_series(1, 450) i`),
    );
    const desserts = [
      ['Affogato', 'dolci', 900, []],
      ['Cheesecake', 'of the house', 700, []],
      ['Lemon sorbet', 'dolci', 500, []],
      ['Parfait', 'dolci', 600, ['hazelnut']],
    ] as const;
    for (const [name, category, amount, allergens] of desserts)
      await newProduct(tenant, { name, category, allergens, price: { amount, currency: 'EUR' } });
  });
  afterAll(() => services.close());

  it.each([
    ['a dessert please', 'Affogato', 'Cheesecake', 'Lemon sorbet', 'Parfait'],
    ['a dessert with nuts', 'Parfait'],
  ])('is found by “%s”, wherever it stands', async (query, ...names) => {
    for (const kinds of [['product'], ['product', 'document']] as const) {
      expect(namesOf(await searched(tenant, query, kinds)).toSorted()).toEqual(names);
    }
  });
});
