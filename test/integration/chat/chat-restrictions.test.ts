import { beforeAll, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../contracts/chat-restrictions.ts';
import type { Quote } from '../../../contracts/quote.ts';
import type { SearchResults } from '../../../contracts/search.ts';
import { AGENT_TOOLS } from '../../../workers/llm/tools/all-tools.ts';
import { TestChat } from '../../support/chat-client.ts';
import { answer, newProduct, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { callTool } from '../../support/tool-session.ts';

const { apply_promos: applyPromos, confirm, retrieve_menu: retrieveMenu } = AGENT_TOOLS;

let tenant: TestTenant;
let person: TestUser;

beforeAll(async () => {
  tenant = await newTenant();
  person = await newUser(tenant);
  await newProduct(tenant, { sku: 'SOUP', name: 'Tomato soup', allergens: [] });
  await newProduct(tenant, { sku: 'CREAM', name: 'Cream soup', allergens: ['milk'] });
  await newProduct(tenant, { sku: 'MAYBE', name: 'Surprise soup' });
});

const MILK = { exclude_allergens: ['milk' as const] };
const skusOf = (output: object): string[] =>
  'hits' in output && Array.isArray(output.hits) ? output.hits.map(({ sku }) => sku) : [];
const restrictionsOf = async (id: string, by = person) => await by.call('GET', `/v1/chat/${id}/restrictions`);
const quoteOf = async (sku: string, restrictions: object = {}): Promise<Quote> => {
  const output = await callTool(person, tenant, applyPromos, { items: [{ sku, quantity: 1 }] }, { restrictions });
  if ('error' in output) throw new Error(JSON.stringify(output));
  return output.quote;
};

describe('what a conversation remembers', () => {
  it('applies to every search, whatever the model passes, and explains unsafe dishes', async () => {
    const output = await callTool(person, tenant, retrieveMenu, { query: 'soup' }, { restrictions: MILK });
    expect(skusOf(output)).toEqual(['SOUP']);
    expect(output).toMatchObject({
      not_safe: expect.arrayContaining([
        expect.objectContaining({ sku: 'CREAM', conflicts: [{ refused: 'milk', verdict: 'contains' }] }),
        expect.objectContaining({ sku: 'MAYBE', conflicts: [{ refused: 'milk', verdict: 'not_declared' }] }),
      ]),
    });
    const ofTomatoes = await callTool(
      person,
      tenant,
      retrieveMenu,
      { query: 'soup' },
      { restrictions: { harmful: ['tomatoes'] } },
    );
    expect(skusOf(ofTomatoes)).not.toContain('SOUP');
    expect(ofTomatoes).toMatchObject({
      not_safe: expect.arrayContaining([
        expect.objectContaining({ sku: 'SOUP', conflicts: [{ refused: 'tomatoes', verdict: 'not_declared' }] }),
      ]),
    });
    const unknown = { not_understood: ['zibbledops'] };
    expect(skusOf(await callTool(person, tenant, retrieveMenu, { query: '' }, { restrictions: unknown }))).toEqual([]);
  });

  it('makes quotes warn, and an order needs a quote that was checked for it', async () => {
    expect((await quoteOf('CREAM', MILK)).warnings).toMatchObject([{ code: 'milk', verdict: 'contains' }]);
    const before = await quoteOf('CREAM');
    const refused = await callTool(person, tenant, confirm, { quote_id: before.id }, { restrictions: MILK });
    expect(refused).toMatchObject({ error: { code: 'quote_changed' } });
    const { id } = await quoteOf('CREAM', MILK);
    expect(await callTool(person, tenant, confirm, { quote_id: id }, { restrictions: MILK })).toMatchObject({
      action: 'place',
    });
  });

  it('is not a diet that only occurs in a dish’s name', async () => {
    const shop = await newTenant();
    const guest = await newUser(shop);
    await newProduct(shop, { sku: 'VEGGIE', name: 'Veggie burger', allergens: [] });
    const chat = new TestChat({ token: guest.token });
    await chat.say('a veggie burger please');
    expect(await answer(await restrictionsOf(chat.id, guest), 200)).toEqual(NO_RESTRICTIONS);
    await chat.say('a veggie curry please');
    expect(await answer(await restrictionsOf(chat.id, guest), 200)).toMatchObject({ diets: ['vegetarian'] });
  });

  it('comes from the person’s words, is shown, and stands before the approval in the server’s', async () => {
    const chat = new TestChat({ token: person.token });
    await chat.say('I am allergic to milk');
    await chat.say('thanks');
    expect(await answer(await restrictionsOf(chat.id), 200)).toEqual({ ...NO_RESTRICTIONS, ...MILK });
    await chat.say('one tomato soup and one cream soup');
    await answer(await person.call('PUT', `/v1/chat/${chat.id}/restrictions`, { json: MILK }), 200);
    const items = [{ sku: 'CREAM', quantity: 1 }];
    const direct = await person.call('POST', '/v1/quotes', { json: { items, ...MILK } });
    expect((await answer<Quote>(direct, 201)).warnings).toHaveLength(1);
    await chat.say('I am not allergic to milk any more');
    expect(await answer(await restrictionsOf(chat.id), 200)).toEqual(NO_RESTRICTIONS);
    await chat.say('one cream soup');
    await chat.say('I am allergic to milk');
    const asked = await chat.say('one cream soup');
    expect(asked).toMatch(/contains milk/);
  });

  it('is unconfirmed for unknown words, marks conflicts, and makes quotes warn', async () => {
    const query = 'milk soup zibbles frobly with me';
    const { data, understood } = await answer<SearchResults>(
      await person.call('POST', '/v1/search', { json: { query } }),
      200,
    );
    expect(understood).toMatchObject({ unconfirmed: ['milk'], not_understood: ['zibbles', 'frobly'] });
    const conflicts = (sku: string) =>
      data.flatMap((hit) => (hit.kind === 'product' && hit.sku === sku ? [hit.conflicts] : []));
    expect(conflicts('CREAM')).toEqual([[{ refused: 'milk', verdict: 'contains' }]]);
    expect(conflicts('MAYBE')).toEqual([[{ refused: 'milk', verdict: 'not_declared' }]]);
    expect(conflicts('SOUP')).toEqual([undefined]);
    const chat = new TestChat({ token: person.token });
    expect(await chat.say(query)).toContain('⚠');
    expect(await answer(await restrictionsOf(chat.id), 200)).toEqual({ ...NO_RESTRICTIONS, unconfirmed: ['milk'] });
    expect(await chat.say('one cream soup please')).toMatch(/⚠.*contains milk/);
    const plain = await person.call('POST', '/v1/search', { json: { query: 'cream soup with milk please' } });
    expect((await answer<SearchResults>(plain, 200)).understood).toMatchObject({ unconfirmed: [], not_understood: [] });
  });

  it('does not search for the words around it, so that all that is safe is offered', async () => {
    const query = 'milk, a wobbly saga of grandmother';
    const { data, understood } = await answer<SearchResults>(
      await person.call('POST', '/v1/search', { json: { query, kinds: ['product'] } }),
      200,
    );
    expect(understood.unconfirmed).toEqual(['milk']);
    const safe = data.flatMap((hit) => (hit.kind === 'product' && hit.conflicts === undefined ? [hit.sku] : []));
    expect(safe).toEqual(['SOUP']);
  });

  it('does not take a word on the menu for a refusal', async () => {
    const search = await person.call('POST', '/v1/search', { json: { query: 'surprise soup with milk' } });
    expect((await answer<SearchResults>(search, 200)).understood.unconfirmed).toEqual([]);
  });

  it('may be set before the first message, by its person alone', async () => {
    const id = `set-${crypto.randomUUID().slice(0, 8)}`;
    const json = { exclude_allergens: ['Haselnüsse'], diets: ['vegan'] };
    const set = await answer(await person.call('PUT', `/v1/chat/${id}/restrictions`, { json }), 200);
    expect(set).toEqual({ ...NO_RESTRICTIONS, exclude_allergens: ['hazelnut'], diets: ['vegan'] });
    const stranger = await newUser(tenant);
    expect((await restrictionsOf(id, stranger)).status).toBe(404);
    expect((await stranger.call('PUT', `/v1/chat/${id}/restrictions`, { json })).status).toBe(404);
    expect((await person.call('PUT', `/v1/chat/${id}/restrictions`, { json: { diets: ['blorp'] } })).status).toBe(422);
    expect(await answer(await restrictionsOf(id), 200)).toEqual(set);
  });
});
