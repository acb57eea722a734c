import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureGroup, searchByVectors, stockDemoMenu } from '../../scripts/eval/measure-menu.ts';
import { MENU_QUERIES } from '../../scripts/eval/menu-queries.ts';
import type { Ctx, Services } from '../../workers/domain/context.ts';
import { embedPendingChunks } from '../../workers/rag/embed-chunks.ts';
import { createEmbeddingModel } from '../../workers/rag/embedding-model.ts';
import { newTenant } from '../support/tenant.ts';
import { openWorker } from '../support/worker-services.ts';

/** A little under what docs/RETRIEVAL.md has; `npm run eval menu` with RAGLINE_EVAL_FAULTS=1 says what became worse. */
const FLOORS: Record<string, { recall: number; ndcg: number; wrong: number }> = {
  'by name': { recall: 1, ndcg: 0.95, wrong: 0 },
  'by what is in it': { recall: 0.97, ndcg: 0.97, wrong: 0 },
  misspelt: { recall: 0.9, ndcg: 0.9, wrong: 0 },
  'in other words': { recall: 0.86, ndcg: 0.87, wrong: 0 },
  'by kind': { recall: 1, ndcg: 0.97, wrong: 0 },
  diets: { recall: 1, ndcg: 1, wrong: 0 },
  negations: { recall: 1, ndcg: 1, wrong: 0 },
  prices: { recall: 1, ndcg: 1, wrong: 0 },
  'everything at once': { recall: 1, ndcg: 1, wrong: 0 },
  'by option': { recall: 0.97, ndcg: 0.97, wrong: 0 },
  // “brake pads” is spelled like what is baked.
  'not on the menu': { recall: 0.8, ndcg: 0.8, wrong: 0.2 },
};

describe('requests to the demo restaurant', () => {
  let services: Services & { close(): Promise<void> };
  let ctx: Ctx;
  const offline = createEmbeddingModel(undefined);

  beforeAll(async () => {
    const { tenantId, owner } = await newTenant();
    // Nobody but the test embeds.
    services = openWorker();
    ctx = { ...services, principal: { tenantId, userId: owner.userId, roles: ['owner'], expiresAt: 4_000_000_000 } };
    await stockDemoMenu(ctx);
    await embedPendingChunks(services, offline, tenantId);
  });
  afterAll(() => services.close());

  it.each(MENU_QUERIES)('$name are answered as well as they were', async (group) => {
    const { recall, ndcg, wrong, faults } = await measureGroup(ctx, offline, group);
    const floor = FLOORS[group.name];
    expect(floor, 'the group has a floor').toBeDefined();
    expect(recall, faults.join('\n')).toBeGreaterThanOrEqual(floor?.recall ?? 1);
    expect(ndcg, faults.join('\n')).toBeGreaterThanOrEqual(floor?.ndcg ?? 1);
    expect(Number.isNaN(wrong) ? 0 : wrong, faults.join('\n')).toBeLessThanOrEqual(floor?.wrong ?? 0);
  });

  it('are answered by vectors alone too, though not as well', async () => {
    const queries = MENU_QUERIES.filter(({ name }) => name === 'by name' || name === 'by what is in it');
    const figures = await measureGroup(
      ctx,
      offline,
      { name: 'vectors', queries: queries.flatMap((group) => group.queries) },
      searchByVectors,
    );
    expect(figures.recall, figures.faults.join('\n')).toBeGreaterThanOrEqual(0.55);
  });
});
