import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import type { Ctx, Services } from '../../workers/domain/context.ts';
import { openServices } from '../../workers/domain/open-services.ts';
import { parseConfig } from '../../workers/platform/config.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { newTrace } from '../../workers/platform/trace.ts';
import { embedPendingChunks } from '../../workers/rag/embed-chunks.ts';
import { createEmbeddingModel, type Embedder } from '../../workers/rag/embedding-model.ts';
import { searchProducts } from '../../workers/rag/search-products.ts';
import { stockMenu } from '../support/menu.ts';
import { newTenant, type TestTenant } from '../support/tenant.ts';

describe('retrieval', () => {
  let tenant: TestTenant;
  let services: Services & { close(): Promise<void> };
  const offline = createEmbeddingModel(undefined);

  beforeAll(async () => {
    tenant = await newTenant();
    await stockMenu(tenant.owner);
    const config = parseConfig({ ...env }, env.HYPERDRIVE.connectionString);
    services = openServices({ config, tokens: createTokens(config.auth), cacheHealth: { awayUntilMs: 0 } }, newTrace(), {
      nudgeRelay: () => {},
      nudgeIndexer: () => {},
    });
    await embedPendingChunks(services, offline, tenant.tenantId);
  });
  afterAll(() => services.close());

  const ctxOf = ({ tenantId, owner }: TestTenant): Ctx => ({
    ...services,
    principal: { tenantId, userId: owner.userId, roles: ['customer'], expiresAt: 4_000_000_000 },
  });
  const skus = async (input: Parameters<typeof RetrieveMenuInput.parse>[0], embeddingModel: Embedder | undefined = offline, who = tenant) =>
    (await searchProducts({ ctx: ctxOf(who), embeddingModel, input: RetrieveMenuInput.parse(input) })).map((hit) => hit.sku);

  it('takes all of the diets, not any', async () => {
    expect((await skus({ diets: ['vegan', 'gluten-free'] })).toSorted()).toEqual(['BUDDHA-BOWL', 'LENTIL-SOUP']);
    expect(await skus({ query: 'pasta', diets: ['vegan', 'gluten-free'] })).not.toContain('GF-PENNE');
  });

  it('holds price limits, inclusive, in every leg', async () => {
    expect((await skus({ query: 'vegan', diets: ['vegan'], max_price: 1090 })).toSorted()).toEqual(['BUDDHA-BOWL', 'LENTIL-SOUP']);
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

  it('forgives typos and chatter', async () => {
    expect((await skus({ query: 'margarita' }))[0]).toBe('PIZZA-MARGHERITA');
    expect((await skus({ query: 'tirimasu' }))[0]).toBe('TIRAMISU');
    expect((await skus({ query: 'do you maybe have some kind of lentil soup for me please?' }))[0]).toBe('LENTIL-SOUP');
  });

  it('ranks the product that is meant first, by words or by likeness', async () => {
    expect((await skus({ query: 'mushroom rice' }))[0]).toBe('RISOTTO-FUNGHI');
    expect((await skus({ query: 'something with avocado' }))[0]).toBe('BUDDHA-BOWL');
    expect((await skus({ query: 'gluten-free pasta' }))[0]).toBe('GF-PENNE');
  });

  it('finds nothing rather than anything', async () => {
    expect(await skus({ query: 'brake pads' })).toEqual([]);
  });

  it('lists the menu for an empty query', async () => {
    expect(await skus({ limit: 20 })).toHaveLength(7);
  });

  it('survives whatever is typed', async () => {
    for (const query of ["'; DROP TABLE products; --", '!!! & | <-> :*', '"unclosed', '\\', '%_', '🍕', 'a'.repeat(300), '- - -']) {
      await expect(skus({ query })).resolves.toBeInstanceOf(Array);
    }
  });

  it('never shows another tenant’s products', async () => {
    const other = await newTenant();
    expect(await skus({ query: 'risotto', limit: 20 }, offline, other)).toEqual([]);
    expect(await skus({ limit: 20 }, offline, other)).toEqual([]);
  });

  it('goes on by words when the embedding server is away', async () => {
    const away: Embedder = { id: 'away', embed: () => Promise.reject(new Error('connect ECONNREFUSED')) };
    expect((await skus({ query: 'lentil soup' }, away))[0]).toBe('LENTIL-SOUP');
    expect((await skus({ query: 'lentil soup' }, undefined))[0]).toBe('LENTIL-SOUP');
  });

  it('embeds what is pending once, and leaves what changed meanwhile', async () => {
    const own = await newTenant();
    const ids = await stockMenu(own.owner);
    let isFirst = true;
    const slow: Embedder = {
      id: 'slow',
      async embed(texts) {
        if (isFirst) {
          isFirst = false;
          const response = await own.owner.call('PATCH', `/v1/products/${ids.get('TIRAMISU')}`, {
            json: { description: 'Now with limoncello.' },
            headers: { 'if-match': '*' },
          });
          expect(response.status).toBe(200);
        }
        return offline.embed(texts);
      },
    };
    // A nudge may have embedded some with the offline model; another model's vectors count as pending.
    expect(await embedPendingChunks(services, slow, own.tenantId)).toEqual({ embedded: 8, remaining: false });
    expect(await embedPendingChunks(services, slow, own.tenantId)).toEqual({ embedded: 0, remaining: false });
    expect((await skus({ query: 'limoncello' }, slow, own))[0]).toBe('TIRAMISU');
  });
});
