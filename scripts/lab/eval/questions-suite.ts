import { sql } from 'drizzle-orm';
import { putDocument } from '../../../workers/domain/documents/put-document.ts';
import { ingestDocument } from '../../../workers/rag/ingest-document.ts';
import { retrieve } from '../../../workers/rag/retrieve.ts';
import { DEMO_PASSAGES, DEMO_QUESTIONS } from './demo-questions.ts';
import { mean, reciprocalRankAt } from './ranking-metrics.ts';
import { openSearchLab, type SearchLab } from './search-lab.ts';
import { embedder, isOffline, SEARCH_LINES, type SearchLine, searchBy } from './search-lines.ts';
import type { Suite } from './suite.ts';

const K = 10;
/** The least that fused may reach with a model that knows meanings. Words alone reach 0.22, and the weakest model tried 0.64. */
const LEAST_MRR = 0.6;

/** Paraphrased questions to the demo shops: how soon the passage that answers comes. */
export const questionsSuite: Suite = {
  name: 'questions',
  async run() {
    const lab = await openSearchLab();
    try {
      for (const [at, { title, content }] of DEMO_PASSAGES.entries()) {
        const input = { source_id: `passage-${at}`, title, format: 'markdown', visibility: 'public', content } as const;
        await putDocument({ ctx: lab.ctx, input });
      }
      for (const jobId of lab.jobs) await ingestDocument(lab.ctx, jobId);
      await lab.index(embedder);
      const figures = new Map<SearchLine, number>();
      for (const line of SEARCH_LINES) figures.set(line, await meanReciprocalRank(lab, line));
      const { words = 0, vectors = 0, fused = 0 } = Object.fromEntries(figures);
      const isFailed = !isOffline && fused < Math.max(LEAST_MRR, words, vectors);
      return {
        title: 'Paraphrased questions to the demo shops',
        columns: ['line', `MRR@${K}`],
        rows: [...figures].map(([line, figure]) => [line, figure.toFixed(3)]),
        notes: [
          `${DEMO_QUESTIONS.length} questions over ${DEMO_PASSAGES.length} passages, on the ${lab.databaseName}; vectors by \`${embedder.id}\`.`,
          ...(isFailed ? [`Failed: fused must reach ${LEAST_MRR}, words and vectors.`] : []),
        ],
        isFailed,
      };
    } finally {
      await lab.close();
    }
  },
};

async function meanReciprocalRank(lab: SearchLab, line: SearchLine): Promise<number> {
  const ranks: number[] = [];
  for (const [query, answeredBy] of DEMO_QUESTIONS) {
    const found = await retrieve({
      ...searchBy(lab.ctx, line, query),
      kinds: ['document'],
      eligible: { product: sql`false`, document: sql`true` },
      limit: K,
    });
    const ranked = found.flatMap(({ title }) => title ?? []);
    ranks.push(reciprocalRankAt(K, { relevant: new Set([answeredBy]), ranked }));
  }
  return mean(ranks);
}
