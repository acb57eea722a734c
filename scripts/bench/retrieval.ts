import { performance } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { eligibleProducts } from '../../workers/rag/eligible-products.ts';
import { retrieve } from '../../workers/rag/retrieve.ts';
import { searchProducts } from '../../workers/rag/search-products.ts';
import { openSearchLab, type SearchLab } from '../eval/search-lab.ts';
import { offline as model, searchBy } from '../eval/search-lines.ts';
import { markdownTable } from '../pages/markdown-table.ts';
import { quantiles } from '../statistics.ts';
import { fillCatalogue, QUERIES } from './retrieval-catalogue.ts';

/**
 * Fills a scratch database with products, embeds them, and searches them one search at a time: how long a search
 * takes, and how many of the true nearest neighbours, found by comparing all, its vector leg finds under each filter.
 * In the same run two floors: what a transaction alone takes, and what comparing all vectors takes in the database.
 *   npm run bench:retrieval [products]
 * On the embedded PostgreSQL, or on the server of DATABASE_URL.
 */
const PRODUCTS = Number(process.argv[2] ?? 10_000);
const ROUNDS = 8;
const K = 10;
/** Stored at half precision, so two neighbours may change places by this. */
const TOLERANCE = 2e-3;
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
  const vectors = await catalogue(lab);
  const rows = [
    ['a transaction with `SELECT 1`', ...cells(await latencies(() => selectOne(lab))), ''],
    ['comparing all vectors', ...cells(await latencies((query) => compareAll(lab, query))), '1'],
    ['by words alone', ...cells(await latencies((query) => find(lab, query, {}, undefined))), ''],
  ];
  for (const [name, filter] of Object.entries(FILTERS)) {
    const times = await latencies((query) => find(lab, query, filter, model));
    rows.push([name, ...cells(times), (await recall(lab, vectors, name)).toFixed(4)]);
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
  embeddingModel: typeof model | undefined,
): Promise<void> {
  await searchProducts({ ctx, embeddingModel, input: RetrieveMenuInput.parse({ query, ...filter, limit: 20 }) });
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

interface Vector {
  id: string;
  values: number[];
  eligible: ReadonlySet<string>;
}

/** Every chunk with its vector, and under which filters it may be found. */
async function catalogue({ ctx }: SearchLab): Promise<Vector[]> {
  const { tenantId } = ctx.principal;
  return await ctx.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    const { rows } = await tx.execute<{ id: string; embedding: string }>(sql`
      SELECT c.id, e.embedding::text AS embedding FROM chunks c
      JOIN embeddings e ON e.tenant_id = c.tenant_id AND e.content_hash = c.content_hash WHERE c.tenant_id = ${tenantId}`);
    const eligible = new Map(rows.map(({ id }) => [id, new Set<string>()]));
    for (const [name, filter] of Object.entries(FILTERS)) {
      const found = await tx.execute<{ id: string }>(sql`
        SELECT c.id FROM chunks c JOIN products p ON p.id = c.product_id
        WHERE c.tenant_id = ${tenantId} AND ${eligibleProducts(RetrieveMenuInput.parse(filter))}`);
      for (const { id } of found.rows) eligible.get(id)?.add(name);
    }
    return rows.map(({ id, embedding }) => ({
      id,
      values: JSON.parse(embedding),
      eligible: eligible.get(id) ?? new Set(),
    }));
  });
}

/** The share of the true nearest that the vector leg finds under this filter. */
async function recall({ ctx }: SearchLab, vectors: readonly Vector[], name: string): Promise<number> {
  let [found, expected] = [0, 0];
  for (const query of QUERIES) {
    const [values = []] = await model.embed([query], 'query');
    const distances = new Map(
      vectors
        .filter(({ eligible }) => eligible.has(name))
        .map((vector) => [vector.id, 1 - cosine(values, vector.values)]),
    );
    const nearest = [...distances.values()]
      .toSorted((a, b) => a - b)
      .filter((distance) => distance <= 1 - (model.minSimilarity ?? 0))
      .slice(0, K);
    const furthest = nearest.at(-1);
    if (furthest === undefined) continue;
    const hits = await retrieve({
      ctx,
      ...searchBy('vectors', query),
      kinds: ['product'],
      eligible: { product: eligibleProducts(RetrieveMenuInput.parse(FILTERS[name])), document: sql`false` },
      limit: K,
    });
    found += hits.slice(0, nearest.length).filter(({ id }) => (distances.get(id) ?? 2) <= furthest + TOLERANCE).length;
    expected += nearest.length;
  }
  return found / expected;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, left, right] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    dot += value * other;
    left += value * value;
    right += other * other;
  }
  return dot / Math.sqrt(left * right || 1);
}

function cells(times: readonly number[]): string[] {
  return quantiles(times, [0.5, 0.95, 1]);
}

function seconds(beganMs: number): string {
  return ((performance.now() - beganMs) / 1000).toFixed(1);
}
