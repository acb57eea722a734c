import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import { CreateProduct } from '../../../contracts/product.ts';
import { createProduct } from '../../../workers/domain/catalog/create-product.ts';
import type { Ctx, Services } from '../../../workers/domain/context.ts';
import { putDocument } from '../../../workers/domain/documents/put-document.ts';
import type { Embedder } from '../../../workers/platform/embedder.ts';
import { embedPendingChunks } from '../../../workers/rag/embed-chunks.ts';
import { ingestDocument } from '../../../workers/rag/ingest-document.ts';
import { searchKnowledge } from '../../../workers/rag/search-knowledge.ts';
import { searchProducts } from '../../../workers/rag/search-products.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { newTenant } from '../../support/tenant.ts';
import { openWorker } from '../../support/worker-services.ts';

const DIMENSIONS = 96;
/** Words of one topic mean the same to the model; “glorb” and “vandelay” are in no text. */
const TOPICS = [
  ['soup', 'glorb'],
  ['delivery', 'vandelay'],
];

/**
 * A model whose similarities lie around `base`: all texts share that much of a vector, as with models such as E5. The
 * rest is the topic, if there is one, and chance.
 */
function modelOf(base: number): Embedder {
  const vectorOf = (text: string) => {
    const random = seededRandom([...text].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 7));
    const topic = TOPICS.findIndex((words) => words.some((word) => text.toLowerCase().includes(word)));
    const own = Array.from({ length: DIMENSIONS }, (_, at) => random() - 0.5 + (at === topic ? 4 : 0));
    const length = Math.hypot(...own);
    return [Math.sqrt(base), ...own.map((value) => (value / length) * Math.sqrt(1 - base))];
  };
  return { id: 'scaled', embed: (texts) => Promise.resolve(texts.map(vectorOf)) };
}

const OTHERS = ['Risotto', 'Penne', 'Burger', 'Salad', 'Tiramisu', 'Lemonade', 'Espresso', 'Curry', 'Falafel', 'Pizza'];
const SKUS = ['Lentil soup', ...OTHERS];

describe.each([
  ['lie around 0.1', 0.1],
  ['lie around 0.8', 0.8],
])('a model whose similarities %s', (_, base) => {
  let services: Services & { close(): Promise<void> };
  let ctx: Ctx;
  const model = modelOf(base);

  beforeAll(async () => {
    services = openWorker();
    const { tenantId, owner } = await newTenant();
    const principal = { tenantId, userId: owner.userId, roles: ['owner' as const], expiresAt: 4_000_000_000 };
    const jobs: string[] = [];
    ctx = { ...services, authority: 'system', principal, nudgeJob: (_tenantId, id) => void jobs.push(id) };
    for (const name of SKUS) {
      const input = CreateProduct.parse({ sku: name, name, price: { amount: 500, currency: 'EUR' } });
      await createProduct({ ctx, input });
    }
    for (const [title, content] of [
      ['Delivery', 'We bring your order within the hour.'],
      ['Opening', 'Every day from noon.'],
    ] as const) {
      const input = { source_id: title, title, format: 'text', visibility: 'public', content } as const;
      await putDocument({ ctx, input });
    }
    for (const id of jobs) await ingestDocument(ctx, id);
    while ((await embedPendingChunks({ ...services, embedder: model }, tenantId)).remaining);
  });
  afterAll(() => services.close());

  const found = async (query: string, embedder: Embedder = model) =>
    (await searchProducts({ ctx: { ...ctx, embedder }, input: RetrieveMenuInput.parse({ query }) })).hits.map(
      ({ sku }) => sku,
    );

  it('finds only the product that stands out', async () => {
    expect(await found('glorb')).toEqual(['Lentil soup']);
  });

  it('finds nothing where none stands out', async () => {
    expect(await found('shampoo')).toEqual([]);
  });

  it('ranks word matches by name and sku first', async () => {
    expect((await found('glorb burger'))[0]).toBe('Burger');
    expect((await found('Penne'))[0]).toBe('Penne');
  });

  it('finds nothing by vectors of spellings alone', async () => {
    expect(await found('glorb', { ...model, isLexical: true })).toEqual([]);
    expect(await found('soup', { ...model, isLexical: true })).toEqual(['Lentil soup']);
  });

  it('ranks by nearness where there are too few for a baseline', async () => {
    const hits = await searchKnowledge({ ctx: { ...ctx, embedder: model }, input: { query: 'vandelay', limit: 5 } });
    expect(hits.map(({ title }) => title)).toEqual(['Delivery', 'Opening']);
  });
});

describe('a short question of which no document has all words', () => {
  let services: Services & { close(): Promise<void> };
  let ctx: Ctx;
  const TITLES = ['Delivery', 'Gifts', 'Dogs', 'Hours', 'Parking', 'Cards', 'Tables', 'Menus', 'Kids', 'Stairs'];
  /** Angles on a circle: the question is at 0, “Delivery” is nearest, and the others lie around a right angle. */
  const angleOf = (text: string) => {
    const at = TITLES.findIndex((title) => text.startsWith(title));
    return at === -1 ? 0 : at === 0 ? 1.1 : 1.3 + at * 0.06;
  };
  const model: Embedder = {
    id: 'circle',
    embed: (texts) => Promise.resolve(texts.map((text) => [Math.cos(angleOf(text)), Math.sin(angleOf(text))])),
  };

  beforeAll(async () => {
    services = openWorker();
    const { tenantId, owner } = await newTenant();
    const principal = { tenantId, userId: owner.userId, roles: ['owner' as const], expiresAt: 4_000_000_000 };
    const jobs: string[] = [];
    ctx = { ...services, authority: 'system', principal, nudgeJob: (_tenantId, id) => void jobs.push(id) };
    for (const title of TITLES) {
      const content =
        title === 'Gifts' ? 'A ribbon, a ribbon, a ribbon.' : 'Ask us about it whenever you like, on any day.';
      const input = { source_id: title, title, format: 'text', visibility: 'public', content } as const;
      await putDocument({ ctx, input });
    }
    for (const id of jobs) await ingestDocument(ctx, id);
    while ((await embedPendingChunks({ ...services, embedder: model }, tenantId)).remaining);
  });
  afterAll(() => services.close());

  const first = async (query: string, embedder: Embedder) =>
    (await searchKnowledge({ ctx: { ...ctx, embedder }, input: { query, limit: 5 } }))[0]?.title;

  it('is answered by what means the same', async () => {
    expect(await first('dogs vandelay gift ribbon', model)).toBe('Delivery');
  });

  it('is answered by the document that has all of them, if there is one', async () => {
    expect(await first('gift ribbon', model)).toBe('Gifts');
  });

  it('is answered by its words where vectors tell spellings alone', async () => {
    expect(await first('dogs vandelay gift ribbon', { ...model, isLexical: true })).toBe('Gifts');
  });
});
