import type { Ctx } from '../../../workers/domain/context.ts';
import { quantiles } from '../statistics.ts';
import { type MenuFigures, measureMenu, stockDemoMenu } from './measure-menu.ts';
import { MENU_QUERIES, type MenuQuery } from './menu-queries.ts';
import { openSearchLab } from './search-lab.ts';
import { embedder, SEARCH_LINES, type SearchLine } from './search-lines.ts';
import type { Suite } from './suite.ts';

/** Bounds of a search with any embedding. */
const [LEAST_RECALL, MOST_WRONG] = [0.98, 0.03];

type Figures = Record<SearchLine, MenuFigures>;

/** Requests to the demo restaurant, labelled by hand. `RAGLINE_EVAL_FAULTS=1` also prints which went wrong. */
export const menuSuite: Suite = {
  name: 'menu',
  async run() {
    const lab = await openSearchLab();
    try {
      await stockDemoMenu(lab.ctx);
      await lab.index(embedder);
      const rows: string[][] = [];
      for (const { name, queries } of MENU_QUERIES) {
        const figures = await measure(lab.ctx, queries);
        rows.push(row(name, queries, figures));
        if (process.env.RAGLINE_EVAL_FAULTS !== undefined) for (const fault of figures.fused.faults) console.log(fault);
      }
      const everything = MENU_QUERIES.flatMap(({ queries }) => queries);
      const all = await measure(lab.ctx, everything);
      const { recall, wrong = 0 } = all.fused;
      const isFailed = recall < LEAST_RECALL || wrong > MOST_WRONG;
      const latencies = SEARCH_LINES.map((line) => `${line} ${quantiles(all[line].timesMs, [0.5, 0.95]).join(' / ')}`);
      return {
        title: 'Requests to the demo restaurant',
        columns: [
          ...['requests', 'n'],
          ...SEARCH_LINES.map((line) => `recall ${line}`),
          ...SEARCH_LINES.map((line) => `nDCG ${line}`),
          'wrong, fused',
        ],
        rows: [...rows, row('**all**', everything, all)],
        notes: [
          `On the ${lab.databaseName}; vectors by \`${embedder.id}\`. Milliseconds a search, p50 / p95: ${latencies.join(', ')}.`,
          ...(isFailed ? [`Failed: recall must reach ${LEAST_RECALL}, and wrong at most ${MOST_WRONG}.`] : []),
        ],
        isFailed,
      };
    } finally {
      await lab.close();
    }
  },
};

const measure = async (ctx: Ctx, queries: readonly MenuQuery[]): Promise<Figures> => ({
  words: await measureMenu(ctx, queries, 'words'),
  vectors: await measureMenu(ctx, queries, 'vectors'),
  fused: await measureMenu(ctx, queries, 'fused'),
});

const row = (name: string, queries: readonly MenuQuery[], figures: Figures): string[] => [
  name,
  String(queries.length),
  ...SEARCH_LINES.map((line) => figures[line].recall.toFixed(3)),
  ...SEARCH_LINES.map((line) => figures[line].ndcg.toFixed(3)),
  figures.fused.wrong?.toFixed(3) ?? '',
];
