import { createEmbeddingModel } from '../../workers/rag/embedding-model.ts';
import { allQueries, K, type MenuFigures, measureGroup, searchByVectors, stockDemoMenu } from './measure-menu.ts';
import { MENU_QUERIES } from './menu-queries.ts';
import { openSearchLab } from './search-lab.ts';
import type { Suite } from './suite.ts';

/** Requests to the demo restaurant, labelled by hand. `RAGLINE_EVAL_FAULTS=1` also tells which went wrong. */
export const menuSuite: Suite = {
  name: 'menu',
  async run() {
    const lab = await openSearchLab();
    try {
      await stockDemoMenu(lab.ctx);
      const offline = createEmbeddingModel(undefined);
      await lab.index(offline);
      const rows: string[][] = [];
      const faults: string[] = [];
      for (const group of MENU_QUERIES) {
        const figures = await measureGroup(lab.ctx, offline, group);
        rows.push(row(group.name, group.queries.length, figures));
        faults.push(...figures.faults);
      }
      rows.push(row('**all, fused**', allQueries.queries.length, await measureGroup(lab.ctx, offline, allQueries)));
      rows.push(row('all, by words', allQueries.queries.length, await measureGroup(lab.ctx, undefined, allQueries)));
      rows.push(
        row(
          'all, by vectors',
          allQueries.queries.length,
          await measureGroup(lab.ctx, offline, allQueries, searchByVectors),
        ),
      );
      return {
        title: 'Menu: requests to the demo restaurant',
        columns: ['requests', 'number', `recall@${K}`, `nDCG@${K}`, 'MRR', 'wrong'],
        rows,
        notes: process.env.RAGLINE_EVAL_FAULTS === undefined ? [] : faults,
      };
    } finally {
      await lab.close();
    }
  },
};

const row = (name: string, count: number, { recall, ndcg, reciprocalRank, wrong }: MenuFigures): string[] => [
  name,
  String(count),
  ...[recall, ndcg, reciprocalRank, wrong].map((figure) => (Number.isNaN(figure) ? '' : figure.toFixed(3))),
];
