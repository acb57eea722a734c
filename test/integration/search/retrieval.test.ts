import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import { CreateProduct } from '../../../contracts/product.ts';
import { createProduct } from '../../../workers/domain/catalog/create-product.ts';
import { updateProduct } from '../../../workers/domain/catalog/update-product.ts';
import type { Ctx, Services } from '../../../workers/domain/context.ts';
import type { Embedder } from '../../../workers/platform/embedder.ts';
import { embedPendingChunks } from '../../../workers/rag/embed-chunks.ts';
import { createEmbeddingModel } from '../../../workers/rag/embedding-model.ts';
import { searchProducts } from '../../../workers/rag/search-products.ts';
import { stockMenu } from '../../support/menu.ts';
import { newTenant, type TestTenant } from '../../support/tenant.ts';
import { openWorker } from '../../support/worker-services.ts';

describe('retrieval', () => {
  let tenant: TestTenant;
  let services: Services & { close(): Promise<void> };
  const offline = createEmbeddingModel(undefined);

  beforeAll(async () => {
    tenant = await newTenant();
    await stockMenu(tenant.owner);
    services = openWorker();
    await embedPendingChunks({ ...services, embedder: offline }, tenant.tenantId);
  });
  afterAll(() => services.close());

  const ctxOf = ({ tenantId, owner }: TestTenant): Ctx => ({
    ...services,
    authority: 'system',
    principal: { tenantId, userId: owner.userId, roles: ['customer'], expiresAt: 4_000_000_000 },
  });
  const skus = async (
    input: Parameters<typeof RetrieveMenuInput.parse>[0],
    embedder: Embedder = offline,
    who = tenant,
  ) =>
    (await searchProducts({ ctx: { ...ctxOf(who), embedder }, input: RetrieveMenuInput.parse(input) })).hits.map(
      (hit) => hit.sku,
    );

  it('requires all of the diets, not any', async () => {
    expect((await skus({ diets: ['vegan', 'gluten-free'] })).toSorted()).toEqual(['BUDDHA-BOWL', 'LENTIL-SOUP']);
    expect(await skus({ query: 'pasta', diets: ['vegan', 'gluten-free'] })).not.toContain('GF-PENNE');
  });

  it('holds price limits, inclusive, in every leg', async () => {
    expect((await skus({ query: 'vegan', diets: ['vegan'], max_price: 1090 })).toSorted()).toEqual([
      'BUDDHA-BOWL',
      'LENTIL-SOUP',
    ]);
    expect(await skus({ query: 'burger', max_price: 1349 })).not.toContain('VEGAN-BURGER');
    expect(await skus({ query: 'burger', min_price: 1351 })).not.toContain('VEGAN-BURGER');
  });

  it('filters by category, also in the singular', async () => {
    expect(await skus({ category: 'dessert' })).toEqual(['TIRAMISU']);
    expect(await skus({ query: 'risotto', category: 'desserts' })).not.toContain('RISOTTO-FUNGHI');
  });

  it('leaves out what is sold out unless asked', async () => {
    expect(await skus({ query: 'chocolate cake' })).not.toContain('SOLD-OUT-CAKE');
    expect(await skus({ query: 'chocolate cake', available: false })).toContain('SOLD-OUT-CAKE');
  });

  it('tolerates typos and filler words', async () => {
    expect((await skus({ query: 'margarita' }))[0]).toBe('PIZZA-MARGHERITA');
    expect((await skus({ query: 'tiramusi' }))[0]).toBe('TIRAMISU');
    expect((await skus({ query: 'rissoto' }))[0]).toBe('RISOTTO-FUNGHI');
    expect((await skus({ query: 'tyramisoo' }))[0]).toBe('TIRAMISU');
    expect((await skus({ query: 'rsiotto' }))[0]).toBe('RISOTTO-FUNGHI');
    expect((await skus({ query: 'pizzamargherita' }))[0]).toBe('PIZZA-MARGHERITA');
    expect(await skus({ query: 'lentilles soop' })).toContain('LENTIL-SOUP');
    expect((await skus({ query: 'do you maybe have some kind of lentil soup for me please?' }))[0]).toBe('LENTIL-SOUP');
  });

  it('ranks the product that is meant first, by words or by likeness', async () => {
    expect((await skus({ query: 'mushroom rice' }))[0]).toBe('RISOTTO-FUNGHI');
    expect((await skus({ query: 'something with avocado' }))[0]).toBe('BUDDHA-BOWL');
    expect((await skus({ query: 'gluten-free pasta' }))[0]).toBe('GF-PENNE');
  });

  it('finds nothing where nothing fits', async () => {
    expect(await skus({ query: 'brake pads' })).toEqual([]);
  });

  it('lists the menu for an empty query', async () => {
    expect(await skus({ limit: 20 })).toHaveLength(7);
  });

  it('answers any text', async () => {
    for (const query of [
      "'; DROP TABLE products; --",
      '!!! & | <-> :*',
      '"unclosed',
      '\\',
      '%_',
      '🍕',
      'a'.repeat(300),
      '- - -',
    ]) {
      await expect(skus({ query })).resolves.toBeInstanceOf(Array);
    }
  });

  it('never shows another tenant’s products', async () => {
    const other = await newTenant();
    expect(await skus({ query: 'risotto', limit: 20 }, offline, other)).toEqual([]);
    expect(await skus({ limit: 20 }, offline, other)).toEqual([]);
  });

  it('searches by words when the embedding server is away', async () => {
    const away: Embedder = { id: 'away', embed: () => Promise.reject(new Error('connect ECONNREFUSED')) };
    expect((await skus({ query: 'lentil soup' }, away))[0]).toBe('LENTIL-SOUP');
    expect((await skus({ query: 'lentil soup' }, undefined))[0]).toBe('LENTIL-SOUP');
  });

  it('embeds what is pending once, and leaves what changed meanwhile', async () => {
    const own = await newTenant();
    // Created by the verbs with services that nudge no indexer; the Worker's would embed them before the check.
    const ctx: Ctx = { ...ctxOf(own), principal: { ...ctxOf(own).principal, roles: ['owner'] } };
    const products = await Promise.all(
      ['Tiramisu', 'Lentil soup', 'Buddha bowl'].map((name) =>
        createProduct({
          ctx,
          input: CreateProduct.parse({ sku: name, name, price: { amount: 500, currency: 'EUR' } }),
        }),
      ),
    );
    const embedded: string[] = [];
    const slow: Embedder = {
      id: offline.id,
      async embed(texts) {
        const isFirst = embedded.length === 0;
        embedded.push(...texts);
        if (isFirst) {
          const change = { description: 'Now with limoncello.' };
          await updateProduct({ ctx, input: { id: products[0]?.id ?? '', change } });
        }
        return await offline.embed(texts, 'passage');
      },
    };
    expect(await embedPendingChunks({ ...services, embedder: slow }, own.tenantId)).toEqual({
      embedded: 2,
      remaining: true,
    });
    expect(await embedPendingChunks({ ...services, embedder: slow }, own.tenantId)).toEqual({
      embedded: 1,
      remaining: false,
    });
    expect(embedded).toHaveLength(4);
    expect(embedded[3]).toContain('limoncello');
    expect(await embedPendingChunks({ ...services, embedder: slow }, own.tenantId)).toEqual({
      embedded: 0,
      remaining: false,
    });
    expect((await skus({ query: 'limoncello' }, slow, own))[0]).toBe('Tiramisu');
  });
});
