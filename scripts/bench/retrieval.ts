import { performance } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { BISTRO, type DemoProduct } from '../../schema/seed/demo-catalog.ts';
import { importNextChunk } from '../../workers/domain/catalog/import/import-next-chunk.ts';
import { startImport } from '../../workers/domain/catalog/import/start-import.ts';
import { eligibleProducts } from '../../workers/rag/eligible-products.ts';
import { createEmbeddingModel } from '../../workers/rag/embedding-model.ts';
import { retrieve } from '../../workers/rag/retrieve.ts';
import { searchProducts } from '../../workers/rag/search-products.ts';
import { percentile } from '../eval/ranking-metrics.ts';
import { openSearchLab, type SearchLab } from '../eval/search-lab.ts';

/**
 * Fills a scratch database with products, embeds them, and searches them one search at a time: how long a search
 * takes, and how many of the true nearest neighbours, found by comparing all, its vector leg finds under each filter.
 *   npm run bench:retrieval [products]
 * On the embedded PostgreSQL, or on the server of DATABASE_URL.
 */
const PRODUCTS = Number(process.argv[2] ?? 10_000);
const ROUNDS = 3;
const K = 10;
/** Stored at half precision, so two neighbours may change places by this. */
const TOLERANCE = 2e-3;

const WORDS =
  'Grilled Smoky Crisp Golden Roasted Creamy Spicy Sweet Sour Tangy Rustic Classic House Garden Royal Little Warm Cold Fresh Braised Stuffed Baked Glazed Pickled Marinated Charred Whipped Tuscan Roman Sicilian Venetian Ligurian Alpine Coastal Village Sunday Market Walnut Fennel Saffron Truffle Honey Pepper Chestnut Artichoke Rhubarb Anchovy Quince Radicchio Polenta'.split(
    ' ',
  );
const QUERIES = [
  'mushroom pizza',
  'spicy pasta',
  'vegan chocolate dessert',
  'lemon chicken with herbs',
  'warm vegetable soup',
  'smoky grilled aubergine',
  'something with saffron',
  'gluten-free gnocchi',
  'cheese',
  'margarita',
  'tiramusi with espresso',
  'sea bass and potatoes',
  'do you have a creamy risotto with pumpkin and sage?',
  'cold drink with mint',
  'walnut and honey cake',
  'crisp squid rings',
  'raspberry',
  'sicilian pistachio ice cream',
  'beef lasagne',
  'sparkling water',
  'a light starter with tomatoes and basil, please',
  'radicchio artichoke',
  'red wine',
  'chikpea bowl',
];
const FILTERS: Record<string, Record<string, unknown>> = {
  'no filter': {},
  'one diet': { diets: ['vegan'] },
  'diet, category, price': { diets: ['vegan', 'gluten-free'], category: 'mains', max_price: 1_000 },
  'a narrow price': { min_price: 1_000, max_price: 1_020 },
};

const model = createEmbeddingModel(undefined);
const lab = await openSearchLab();
try {
  let beganMs = performance.now();
  await fill(lab);
  console.log(`${PRODUCTS} products on the ${lab.databaseKind} database: imported in ${seconds(beganMs)} s`);
  beganMs = performance.now();
  await lab.index(model);
  console.log(`embedded and indexed in ${seconds(beganMs)} s\n`);
  await lab.settle();
  const vectors = await catalogue(lab);
  console.log('| filter | p50 ms | p95 ms | max ms | recall@10 of the exact scan |\n| --- | --- | --- | --- | --- |');
  for (const [name, filter] of Object.entries(FILTERS)) {
    const times = await latencies(lab, filter);
    const cells = [0.5, 0.95, 1].map((share) => percentile(share, times).toFixed(1));
    console.log(`| ${[name, ...cells, (await recall(lab, vectors, filter)).toFixed(4)].join(' | ')} |`);
  }
  const words = await latencies(lab, {}, undefined);
  console.log(
    `| by words alone | ${[0.5, 0.95, 1].map((share) => percentile(share, words).toFixed(1)).join(' | ')} | |`,
  );
} finally {
  await lab.close();
}

async function fill({ ctx, jobs }: SearchLab): Promise<void> {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return seed / 0x7fff_ffff;
  };
  const pick = <T>(items: readonly [T, ...T[]] | readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const lines = Array.from({ length: PRODUCTS }, (_, index) => {
    const [dish, other] = [pick<DemoProduct>(BISTRO), pick<DemoProduct>(BISTRO)];
    return JSON.stringify({
      sku: `BENCH-${index}`,
      name: `${pick(WORDS)} ${pick(WORDS).toLowerCase()} ${dish.name.toLowerCase()}`,
      description: `${dish.description} With ${pick(WORDS).toLowerCase()} and ${pick(WORDS).toLowerCase()}. ${other.description}`,
      category: dish.category,
      dietary: dish.dietary,
      allergens: dish.allergens,
      price: { amount: 300 + Math.floor(random() * 3_000), currency: 'EUR' },
      stock: random() < 0.1 ? 0 : 50,
    });
  });
  await startImport({ ctx, input: { file: new TextEncoder().encode(lines.join('\n')) } });
  const [jobId = ''] = jobs;
  while ((await importNextChunk(ctx, jobId)) === 'more');
}

interface Vector {
  id: string;
  values: number[];
  eligible: ReadonlySet<string>;
}

/** Every chunk with its vector, and under which filters it may be found. */
async function catalogue({ ctx }: SearchLab): Promise<Vector[]> {
  const { tenantId } = ctx.principal;
  return await ctx.db.transaction({ tenantId }, async (tx) => {
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

async function latencies(
  { ctx }: SearchLab,
  filter: Record<string, unknown>,
  embedder: typeof model | undefined = model,
) {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const query of QUERIES) {
      const beganMs = performance.now();
      await searchProducts({
        ctx,
        embeddingModel: embedder,
        input: RetrieveMenuInput.parse({ query, ...filter, limit: 20 }),
      });
      // The first round warms the caches.
      if (round > 0) times.push(performance.now() - beganMs);
    }
  }
  return times;
}

async function recall(
  { ctx }: SearchLab,
  vectors: readonly Vector[],
  filter: Record<string, unknown>,
): Promise<number> {
  const name = Object.keys(FILTERS).find((each) => FILTERS[each] === filter) ?? '';
  let [found, expected] = [0, 0];
  for (const query of QUERIES) {
    const [values = []] = await model.embed([query]);
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
      embeddingModel: model,
      query,
      kinds: ['product'],
      eligible: { product: eligibleProducts(RetrieveMenuInput.parse(filter)), document: sql`false` },
      limit: K,
      ignoreWords: true,
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

function seconds(beganMs: number): string {
  return ((performance.now() - beganMs) / 1000).toFixed(1);
}
