import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markdownTable } from '../../pages/markdown-table.ts';
import { quantiles } from '../statistics.ts';

/**
 * Searches the same products by this checkout and by another, in turn and query by query, so that both meet the same
 * noise: each on a scratch database of its own of the server of DATABASE_URL. `default` is a search with the offline
 * embedding; what has a filter named takes its vectors for those of a model that knows meanings.
 *   node scripts/run.mjs scripts/lab/bench/retrieval-beside.ts OTHER_CHECKOUT [products] [rounds]
 */
const [other, products = '10000', rounds = '8'] = process.argv.slice(2);
if (other === undefined) {
  console.error(
    'Name the other checkout: node scripts/run.mjs scripts/lab/bench/retrieval-beside.ts OTHER_CHECKOUT [products] [rounds]',
  );
  process.exit(2);
}
const FILTERS: Record<string, Record<string, unknown>> = {
  'no filter': {},
  'one diet': { diets: ['vegan'] },
  'one category': { category: 'mains' },
  'diet, category, price': { diets: ['vegan', 'gluten-free'], category: 'mains', max_price: 1_000 },
  'a narrow price': { min_price: 1_000, max_price: 1_020 },
};

const sides = [await open(resolve(other)), await open(join(import.meta.dirname, '../../..'))];
const rows: string[][] = [];
for (const [name, filter] of Object.entries({ default: undefined, ...FILTERS })) {
  const times = sides.map((): number[] => []);
  for (let round = 0; round <= Number(rounds); round++) {
    for (const query of sides[0]?.queries ?? []) {
      // Alternate which one goes first. The first round warms the caches.
      for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const beganMs = performance.now();
        await sides[at]?.search(query, filter ?? {}, filter === undefined);
        if (round > 0) times[at]?.push(performance.now() - beganMs);
      }
    }
  }
  rows.push([name, ...times.flatMap((each) => quantiles(each, [0.5, 0.95]))]);
}
console.log(markdownTable(['search', 'p50 other', 'p95 other', 'p50 here', 'p95 here'], rows));
for (const side of sides) await side.close();

/** A checkout's own search over its own database; what it is made of has had these names for long. */
async function open(checkout: string) {
  const load = async (path: string) => await import(pathToFileURL(join(checkout, path)).href);
  const { openSearchLab } = await load('scripts/lab/eval/search-lab.ts');
  const { fillCatalogue, QUERIES } = await load('scripts/lab/bench/retrieval-catalogue.ts');
  const { searchProducts } = await load('workers/rag/search-products.ts');
  const { createEmbeddingModel } = await load('workers/rag/embedding-model.ts');
  const { RetrieveMenuInput } = await load('contracts/chat-tool.ts');
  const offline = createEmbeddingModel(undefined);
  const { id, isFree, embed } = offline;
  const lab = await openSearchLab();
  await fillCatalogue(lab, Number(products));
  await lab.index(offline);
  await lab.settle();
  return {
    queries: QUERIES as readonly string[],
    search: async (query: string, filter: Record<string, unknown>, isDefault: boolean): Promise<void> => {
      const input = RetrieveMenuInput.parse({ query, ...filter, limit: 20 });
      const embedder = isDefault ? offline : { id, isFree, embed };
      // Older checkouts take it beside the context.
      await searchProducts({ ctx: { ...lab.ctx, embedder }, embeddingModel: embedder, input });
    },
    close: async (): Promise<void> => await lab.close(),
  };
}
