import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { putDocument } from '../../workers/domain/documents/put-document.ts';
import { createEmbeddingModel } from '../../workers/rag/embedding-model.ts';
import { ingestDocument } from '../../workers/rag/ingest-document.ts';
import { retrieve } from '../../workers/rag/retrieve.ts';
import { type Judged, mean, ndcgAt, percentile, recallAt } from './ranking-metrics.ts';
import { openSearchLab, type SearchLab } from './search-lab.ts';
import type { Suite } from './suite.ts';

const Documents = z.array(z.object({ id: z.string(), title: z.string(), content: z.string() }));
const Queries = z.array(z.object({ id: z.string(), query: z.string(), required_documents: z.array(z.string()) }));
const K = 10;
/** Pieces to look at for ten documents: some have more than one that fits. */
const PIECES = 50;

/**
 * Whole stories as queries, over the support documents of τ³-bench's banking_knowledge: how many of the documents that
 * a task needs are among the first ten. The data is not part of this repository.
 */
export const knowledgeSuite: Suite = {
  name: 'knowledge',
  async run() {
    const title = 'Knowledge: documents that a whole story needs';
    const data = process.env.RAGLINE_EVAL_DATA;
    if (data === undefined) return { title, skipped: 'RAGLINE_EVAL_DATA names the folder of its data.' };
    const folder = resolve(data, 'tau3-knowledge');
    const [documentsFile, queriesFile] = [join(folder, 'documents.jsonl'), join(folder, queriesName())];
    if (!existsSync(documentsFile) || !existsSync(queriesFile)) {
      return {
        title,
        skipped: `there is no ${documentsFile} and ${queriesFile}.`,
      };
    }
    const lines = (await readFile(documentsFile, 'utf8')).split('\n').filter((line) => line.trim() !== '');
    const documents = Documents.parse(lines.map((line) => JSON.parse(line)));
    const queries = Queries.parse(JSON.parse(await readFile(queriesFile, 'utf8')));
    const lab = await openSearchLab();
    try {
      const ids = await ingest(lab, documents);
      const rows: string[][] = [];
      for (const leg of ['words', 'vectors', 'fused'] as const) rows.push(await measure(lab, ids, queries, leg));
      return {
        title,
        columns: ['leg', `recall@${K}`, `nDCG@${K}`, 'p50 ms', 'p95 ms'],
        rows,
        notes: [
          `${queries.length} queries over ${documents.length} documents, on the ${lab.databaseKind === 'embedded' ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL'}; vectors by ${createEmbeddingModel(undefined).id}.`,
        ],
      };
    } finally {
      await lab.close();
    }
  },
};

const queriesName = (): string => process.env.RAGLINE_EVAL_QUERIES ?? 'queries.dev.json';

/** @returns The data's own id by ours. */
async function ingest(lab: SearchLab, documents: z.infer<typeof Documents>): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { id, title, content } of documents) {
    const input = { source_id: id, title, format: 'markdown', visibility: 'public', content } as const;
    const { document } = await putDocument({ ctx: lab.ctx, input });
    ids.set(document.id, id);
  }
  for (const jobId of lab.jobs) await ingestDocument(lab.ctx, jobId);
  await lab.index(createEmbeddingModel(undefined));
  return ids;
}

async function measure(
  lab: SearchLab,
  ids: ReadonlyMap<string, string>,
  queries: z.infer<typeof Queries>,
  leg: 'words' | 'vectors' | 'fused',
): Promise<string[]> {
  const judged: Judged[] = [];
  const times: number[] = [];
  for (const { query, required_documents } of queries) {
    const beganMs = performance.now();
    const found = await retrieve({
      ctx: lab.ctx,
      embeddingModel: leg === 'words' ? undefined : createEmbeddingModel(undefined),
      query,
      kinds: ['document'],
      eligible: { product: sql`false`, document: sql`true` },
      limit: PIECES,
      ignoreWords: leg === 'vectors',
    });
    times.push(performance.now() - beganMs);
    const ranked = [...new Set(found.map(({ document_id }) => ids.get(document_id ?? '') ?? ''))];
    judged.push({ relevant: new Set(required_documents), ranked });
  }
  const figures = [recallAt, ndcgAt].map((metric) => mean(judged.map((each) => metric(K, each))).toFixed(3));
  return [leg, ...figures, ...[0.5, 0.95].map((share) => percentile(share, times).toFixed(1))];
}
