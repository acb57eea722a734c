import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../contracts/identity.ts';
import { SearchRequest } from '../../../contracts/search.ts';
import type { Ctx, Services } from '../../../workers/domain/context.ts';
import type { Reranker } from '../../../workers/platform/reranker.ts';
import { search } from '../../../workers/rag/search.ts';
import { addDocument } from '../../support/documents.ts';
import { stockMenu } from '../../support/menu.ts';
import { newTenant, type TestTenant } from '../../support/tenant.ts';
import { openWorker, ownerOf } from '../../support/worker-services.ts';

describe('a search with a re-ranker', () => {
  let tenant: TestTenant;
  let services: Services & { close(): Promise<void> };
  let asked: Array<{ query: string; texts: readonly string[]; limit: number }>;
  let warnings: string[];
  beforeAll(async () => {
    tenant = await newTenant();
    await stockMenu(tenant.owner);
    await addDocument(tenant, { title: 'Soup of the day', content: 'Ask for the soup of the day.' });
    const staffOnly = 'The soup is made by the night shift.';
    await addDocument(tenant, { title: 'Kitchen rota', content: staffOnly, visibility: 'staff' });
    services = openWorker();
  });
  afterAll(() => services.close());
  beforeEach(() => {
    asked = [];
    warnings = [];
  });

  /** Wraps the ranking, and records its arguments. */
  const noting = (rank: Reranker['rank']): Reranker => ({
    rank: async (query, texts, limit) => {
      asked.push({ query, texts, limit });
      return await rank(query, texts, limit);
    },
  });
  const backwards = noting(async (_query, texts, limit) =>
    texts
      .map((_, index) => ({ index, score: index }))
      .reverse()
      .slice(0, limit),
  );
  const ctxWith = (reranker: Reranker | undefined, role: Role = 'customer'): Ctx => ({
    ...services,
    log: { ...services.log, warn: (event) => void warnings.push(event) },
    reranker,
    authority: 'system',
    principal: { ...ownerOf(tenant), roles: [role] },
  });
  const found = async (ctx: Ctx, input: Record<string, unknown>) =>
    (await search({ ctx, input: SearchRequest.parse(input) })).data.map((hit) =>
      hit.kind === 'product' ? hit.name : hit.title,
    );

  it('answers in the order of the re-ranker', async () => {
    const plain = await found(ctxWith(undefined), { query: 'red, dark or black, of the day' });
    expect(plain.length).toBeGreaterThan(2);
    expect(await found(ctxWith(backwards), { query: 'red, dark or black, of the day' })).toEqual(plain.toReversed());
    expect(warnings).toEqual([]);
  });

  it('passes it more candidates than the answer has', async () => {
    const [best] = await found(ctxWith(undefined), { query: 'red, dark or black, of the day', limit: 1 });
    const [chosen] = await found(ctxWith(backwards), { query: 'red, dark or black, of the day', limit: 1 });
    expect(chosen).not.toBe(best);
  });

  it('sends it no text that is hidden from the caller', async () => {
    await found(ctxWith(backwards), { query: 'soup', filters: { max_price: 800 } });
    const texts = asked.flatMap((each) => each.texts).join('\n');
    expect(texts).toContain('Ask for the soup of the day.');
    expect(texts).not.toContain('night shift');
    expect(await found(ctxWith(backwards, 'staff'), { query: 'soup' })).toContain('Kitchen rota');
  });

  it.each<[string, Reranker['rank']]>([
    ['is away', () => Promise.reject(new Error('connect ECONNREFUSED'))],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
  ])('answers in the order of the search while it %s', async (_name, rank) => {
    const plain = await found(ctxWith(undefined), { query: 'red, dark or black, of the day' });
    expect(await found(ctxWith(noting(rank)), { query: 'red, dark or black, of the day' })).toEqual(plain);
    expect(asked).toHaveLength(1);
    expect(warnings).toEqual(['rerank_unavailable']);
  });

  it('is not called with fewer than two results', async () => {
    expect(await found(ctxWith(backwards), { query: 'brake pads' })).toEqual([]);
    await found(ctxWith(backwards), { query: 'tiramisu', kinds: ['product'] });
    expect(asked).toEqual([]);
  });
});
