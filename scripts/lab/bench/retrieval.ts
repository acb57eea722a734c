import { performance } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import { RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import { eligibleProducts } from '../../../workers/rag/eligible-products.ts';
import { foundChunks, retrievalStatement } from '../../../workers/rag/retrieval-statement.ts';
import { retrieve } from '../../../workers/rag/retrieve.ts';
import { searchProducts } from '../../../workers/rag/search-products.ts';
import { markdownTable } from '../../pages/markdown-table.ts';
import { openSearchLab, type SearchLab } from '../eval/search-lab.ts';
import { embedder as model, NO_VECTORS, searchBy } from '../eval/search-lines.ts';
import { quantiles } from '../statistics.ts';
import { fillCatalogue, QUERIES } from './retrieval-catalogue.ts';

/**
 * Fills a scratch database with products, embeds them, and searches them one search at a time: how long a search
 * takes, and how many of the products that stand out when all are compared its vector leg finds under each filter.
 * In the same run two floors: what a transaction alone takes, and what comparing all vectors takes in the database.
 *   npm run bench -- retrieval [products]
 * On the embedded PostgreSQL, or on the server of DATABASE_URL.
 */
const PRODUCTS = Number(process.argv[2] ?? 10_000);
const ROUNDS = 8;
const K = 10;
const FILTERS: Record<string, Record<string, unknown>> = {
  'no filter': {},
  'one diet': { diets: ['vegan'] },
  'one category': { category: 'mains' },
  'diet, category, price': { diets: ['vegan', 'gluten-free'], category: 'mains', max_price: 1_000 },
  'a narrow price': { min_price: 1_000, max_price: 1_020 },
};

const lab = await openSearchLab();
try {
  let beganMs = performance.now();
  await fillCatalogue(lab, PRODUCTS);
  console.log(`${PRODUCTS} products on the ${lab.databaseName}: imported in ${seconds(beganMs)} s`);
  beganMs = performance.now();
  await lab.index(model);
  console.log(`embedded and indexed in ${seconds(beganMs)} s\n`);
  await lab.settle();
  const rows = [
    ['a transaction with `SELECT 1`', ...cells(await latencies(() => selectOne(lab))), ''],
    ['comparing all vectors', ...cells(await latencies((query) => compareAll(lab, query))), '1'],
    ['by words alone', ...cells(await latencies((query) => find(lab, query, {}, NO_VECTORS))), ''],
  ];
  for (const [name, filter] of Object.entries(FILTERS)) {
    const times = await latencies((query) => find(lab, query, filter, model));
    rows.push([name, ...cells(times), (await recall(lab, name)).toFixed(4)]);
  }
  const columns = ['search', 'p50 ms', 'p95 ms', 'max ms', `recall@${K} of the exact scan`];
  console.log(markdownTable(columns, rows));
} finally {
  await lab.close();
}

async function selectOne({ ctx }: SearchLab): Promise<void> {
  await ctx.db.transaction({ systemWorkIn: ctx.principal.tenantId }, (tx) => tx.execute(sql`SELECT 1`));
}

/** The fifty nearest of all vectors, without an index and without a filter. */
async function compareAll({ ctx }: SearchLab, query: string): Promise<void> {
  const { tenantId } = ctx.principal;
  const [values] = await model.embed([query], 'query');
  await ctx.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx.execute(sql`
      SELECT e.content_hash FROM embeddings e WHERE e.tenant_id = ${tenantId} AND e.model = ${model.id}
      ORDER BY (e.embedding <=> ${JSON.stringify(values)}::halfvec) + 0 LIMIT 50`),
  );
}

async function find(
  { ctx }: SearchLab,
  query: string,
  filter: Record<string, unknown>,
  embedder: typeof model,
): Promise<void> {
  await searchProducts({ ctx: { ...ctx, embedder }, input: RetrieveMenuInput.parse({ query, ...filter, limit: 20 }) });
}

async function latencies(work: (query: string) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const query of QUERIES) {
      const beganMs = performance.now();
      await work(query);
      // The first round warms the caches.
      if (round > 0) times.push(performance.now() - beganMs);
    }
  }
  return times;
}

/** The share of what stands out of all vectors under this filter that a search by vectors finds. */
async function recall({ ctx }: SearchLab, name: string): Promise<number> {
  const { tenantId } = ctx.principal;
  const eligible = { product: eligibleProducts(RetrieveMenuInput.parse(FILTERS[name])), document: sql`false` };
  let [found, expected] = [0, 0];
  for (const query of QUERIES) {
    const [values = []] = await model.embed([query], 'query');
    const compareEach = retrievalStatement({
      ...{ tenantId, eligible, terms: [], strategy: 'look_up', limit: K },
      kinds: [{ kind: 'product', chunks: PRODUCTS, average_length: 1 }],
      vector: { values, model: model.id, weight: 1, isLexical: false },
    });
    const { rows } = await ctx.db.transaction({ systemWorkIn: tenantId }, (tx) => tx.execute(compareEach));
    const nearest = new Set(foundChunks(rows).map(({ id }) => id));
    const hits = await retrieve({ ...searchBy(ctx, 'vectors', query), kinds: ['product'], eligible, limit: K });
    found += hits.filter(({ id }) => nearest.has(id)).length;
    expected += nearest.size;
  }
  return found / expected;
}

function cells(times: readonly number[]): string[] {
  return quantiles(times, [0.5, 0.95, 1]);
}

function seconds(beganMs: number): string {
  return ((performance.now() - beganMs) / 1000).toFixed(1);
}
