import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { putDocument } from '../../../workers/domain/documents/put-document.ts';
import { ingestDocument } from '../../../workers/rag/ingest-document.ts';
import { retrieve } from '../../../workers/rag/retrieve.ts';
import { quantiles } from '../statistics.ts';
import { plainBm25 } from './plain-bm25.ts';
import { type Judged, mean, ndcgAt, recallAt, reciprocalRankAt } from './ranking-metrics.ts';
import { openSearchLab, type SearchLab } from './search-lab.ts';
import { embedder, SEARCH_LINES, type SearchLine, searchBy } from './search-lines.ts';
import { SHORT_QUESTIONS } from './short-questions.ts';
import type { Suite } from './suite.ts';

const QUERIES = process.env.RAGLINE_EVAL_QUERIES ?? 'queries.dev.json';
const Documents = z.array(z.object({ id: z.string(), title: z.string(), content: z.string() }));
const Queries = z.array(z.object({ id: z.string(), query: z.string(), required_documents: z.array(z.string()) }));
const K = 10;
/** Chunks to retrieve for ten documents, because some documents match with several. */
const PIECES = 50;

/**
 * Whole stories as queries, over the support documents of τ³-bench's banking_knowledge: how many of the documents that
 * a task needs are among the first ten. And short questions: how soon a document that answers comes. The data is not
 * part of this repository.
 */
export const knowledgeSuite: Suite = {
  name: 'knowledge',
  async run() {
    const title = 'Stories and questions over a knowledge base';
    const data = process.env.RAGLINE_EVAL_DATA;
    if (data === undefined) return { title, skipped: 'RAGLINE_EVAL_DATA names the folder of its data.' };
    const folder = resolve(data, 'tau3-knowledge');
    const [documentsFile, queriesFile] = [join(folder, 'documents.jsonl'), join(folder, QUERIES)];
    if (!existsSync(documentsFile) || !existsSync(queriesFile)) {
      return {
        title,
        skipped: `there is no ${documentsFile} or no ${queriesFile}.`,
      };
    }
    const lines = (await readFile(documentsFile, 'utf8')).split('\n').filter((line) => line.trim() !== '');
    const documents = Documents.parse(lines.map((line) => JSON.parse(line)));
    const queries = Queries.parse(JSON.parse(await readFile(queriesFile, 'utf8')));
    const plain = plainBm25(documents);
    const stories = queries.map(({ query, required_documents }) => ({ query, relevant: required_documents }));
    const questions = SHORT_QUESTIONS.map(([query, relevant]) => ({ query, relevant }));
    const rowOf = async (line: string, rank: (query: string) => Promise<string[]>) =>
      row(line, await measure(stories, rank), await measure(questions, rank));
    const rows = [await rowOf('plain BM25, for comparison', (query) => Promise.resolve(plain(query)))];
    const lab = await openSearchLab();
    try {
      const ids = await ingest(lab, documents);
      for (const line of SEARCH_LINES) {
        rows.push(await rowOf(line, (query) => search(lab, ids, query, line)));
      }
      return {
        title,
        columns: [
          ...['line', `stories recall@${K}`, `stories nDCG@${K}`, 'p50 ms', 'p95 ms'],
          ...[`questions MRR@${K}, chosen on`, `questions MRR@${K}, held out`],
        ],
        rows,
        notes: [
          `${stories.length} stories and ${questions.length} questions over ${documents.length} documents, on the ${lab.databaseName}; vectors by \`${embedder.id}\`.`,
        ],
      };
    } finally {
      await lab.close();
    }
  },
};

/** @returns The data's own id by ours. */
async function ingest(lab: SearchLab, documents: z.infer<typeof Documents>): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { id, title, content } of documents) {
    const input = { source_id: id, title, format: 'markdown', visibility: 'public', content } as const;
    const { document } = await putDocument({ ctx: lab.ctx, input });
    ids.set(document.id, id);
  }
  for (const jobId of lab.jobs) await ingestDocument(lab.ctx, jobId);
  await lab.index(embedder);
  return ids;
}

/** The documents that one line of the search finds, the best first, by the data's own ids. */
async function search(
  lab: SearchLab,
  ids: ReadonlyMap<string, string>,
  query: string,
  line: SearchLine,
): Promise<string[]> {
  const found = await retrieve({
    ...searchBy(lab.ctx, line, query),
    kinds: ['document'],
    eligible: { product: sql`false`, document: sql`true` },
    limit: PIECES,
  });
  return [...new Set(found.flatMap(({ document_id }) => ids.get(document_id ?? '') ?? []))];
}

type Figures = Judged & { timeMs: number };

async function measure(
  queries: ReadonlyArray<{ query: string; relevant: readonly string[] }>,
  rank: (query: string) => Promise<string[]>,
): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const { query, relevant } of queries) {
    const beganMs = performance.now();
    const ranked = await rank(query);
    figures.push({ relevant: new Set(relevant), ranked, timeMs: performance.now() - beganMs });
  }
  return figures;
}

const row = (name: string, stories: readonly Figures[], questions: readonly Figures[]): string[] => [
  name,
  ...[recallAt, ndcgAt].map((metric) => mean(stories.map((each) => metric(K, each))).toFixed(3)),
  ...quantiles(
    stories.map(({ timeMs }) => timeMs),
    [0.5, 0.95],
  ),
  ...[0, 1].map((half) =>
    mean(questions.filter((_, at) => at % 2 === half).map((each) => reciprocalRankAt(K, each))).toFixed(3),
  ),
];
