import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureMenu, stockDemoMenu } from '../../../scripts/lab/eval/measure-menu.ts';
import { MENU_QUERIES } from '../../../scripts/lab/eval/menu-queries.ts';
import { embedder } from '../../../scripts/lab/eval/search-lines.ts';
import type { Ctx, Services } from '../../../workers/domain/context.ts';
import { embedPendingChunks } from '../../../workers/rag/embed-chunks.ts';
import { newTenant } from '../../support/tenant.ts';
import { openWorker, ownerOf } from '../../support/worker-services.ts';

/** A little under what scripts/lab/EVALUATION.md has; `npm run bench -- eval menu` with RAGLINE_EVAL_FAULTS=1 says what became worse. */
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

  beforeAll(async () => {
    const tenant = await newTenant();
    services = openWorker();
    ctx = { ...services, principal: ownerOf(tenant) };
    await stockDemoMenu(ctx);
    await embedPendingChunks({ ...services, embedder }, tenant.tenantId);
  });
  afterAll(() => services.close());

  it('are numerous enough, and each group has a minimum', () => {
    expect(MENU_QUERIES.flatMap(({ queries }) => queries).length).toBeGreaterThanOrEqual(150);
    expect(MENU_QUERIES.map(({ name }) => name)).toEqual(Object.keys(FLOORS));
  });

  it.each(MENU_QUERIES)('$name are answered at least as well as before', async ({ name, queries }) => {
    const { recall, ndcg, wrong = 0, faults } = await measureMenu(ctx, queries, 'fused');
    const floor = FLOORS[name];
    expect(recall, faults.join('\n')).toBeGreaterThanOrEqual(floor?.recall ?? 1);
    expect(ndcg, faults.join('\n')).toBeGreaterThanOrEqual(floor?.ndcg ?? 1);
    expect(wrong, faults.join('\n')).toBeLessThanOrEqual(floor?.wrong ?? 0);
  });

  it('are answered by vectors alone too, though not as well', async () => {
    const queries = MENU_QUERIES.filter(({ name }) => name === 'by name' || name === 'by what is in it');
    const { recall, faults } = await measureMenu(
      ctx,
      queries.flatMap((group) => group.queries),
      'vectors',
    );
    expect(recall, faults.join('\n')).toBeGreaterThanOrEqual(0.55);
  });
});
