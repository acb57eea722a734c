import { sql } from 'drizzle-orm';
import { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { CreateProduct } from '../../contracts/product.ts';
import { BISTRO } from '../../schema/seed/demo-catalog.ts';
import { createProduct } from '../../workers/domain/catalog/create-product.ts';
import type { Ctx } from '../../workers/domain/context.ts';
import { eligibleProducts } from '../../workers/rag/eligible-products.ts';
import type { Embedder } from '../../workers/rag/embedding-model.ts';
import { menuHit } from '../../workers/rag/menu-hit.ts';
import { menuWords } from '../../workers/rag/menu-words.ts';
import { retrieve } from '../../workers/rag/retrieve.ts';
import { searchProducts, withUnderstood } from '../../workers/rag/search-products.ts';
import { understandQuery } from '../../workers/rag/understand-query.ts';
import { MENU_QUERIES, type QueryGroup } from './menu-queries.ts';
import { type Judged, mean, ndcgAt, recallAt, reciprocalRank } from './ranking-metrics.ts';

export const K = 10;

export interface MenuFigures {
  /** Of what fits, or of ten where more fits: the share among the first ten. */
  recall: number;
  ndcg: number;
  reciprocalRank: number;
  /** Where anything else would be wrong: the share of what was shown that is. */
  wrong: number;
}

/** Puts the demo restaurant's menu into a tenant. */
export async function stockDemoMenu(ctx: Ctx): Promise<void> {
  for (const { priceMinor, optionGroups, ...product } of BISTRO) {
    const price = { amount: priceMinor, currency: 'EUR' };
    await createProduct({ ctx, input: CreateProduct.parse({ ...product, price, option_groups: optionGroups ?? [] }) });
  }
}

/** What the searches for a group of queries are worth. */
export async function measureGroup(
  ctx: Ctx,
  embeddingModel: Embedder | undefined,
  { queries }: QueryGroup,
  search: typeof searchProducts = searchProducts,
): Promise<MenuFigures & { faults: string[] }> {
  const judged: Array<Judged & { isStrict: boolean }> = [];
  const faults: string[] = [];
  for (const { query, relevant, isStrict } of queries) {
    const hits = await search({ ctx, embeddingModel, input: RetrieveMenuInput.parse({ query, limit: K }) });
    const each = { relevant: new Set(relevant), ranked: hits.map(({ sku }) => sku), isStrict };
    judged.push(each);
    if (cappedRecall(each) < 1 || (isStrict && wrongShare(each) > 0)) {
      faults.push(`${query}: ${each.ranked.join(' ')} (of ${relevant.join(' ')})`);
    }
  }
  return {
    recall: mean(judged.map(cappedRecall)),
    ndcg: mean(judged.map((each) => ndcgAt(K, each))),
    reciprocalRank: mean(judged.map(reciprocalRank)),
    wrong: mean(judged.filter(({ isStrict }) => isStrict).map(wrongShare)),
    faults,
  };
}

/** As `searchProducts`, by vectors alone. */
export const searchByVectors: typeof searchProducts = async ({ ctx, embeddingModel, input }) => {
  const understood = understandQuery(input.query);
  const product = eligibleProducts(withUnderstood(input, understood));
  const query = menuWords(understood.query);
  const eligible = { product, document: sql`false` };
  const { limit } = input;
  const found = await retrieve({ ctx, embeddingModel, query, kinds: ['product'], eligible, limit, ignoreWords: true });
  return found.flatMap((chunk) => (chunk.product === null ? [] : [menuHit(chunk.product, chunk.score)]));
};

/** All of the groups together, each query counting the same. */
export const allQueries: QueryGroup = { name: 'all', queries: MENU_QUERIES.flatMap(({ queries }) => queries) };

function cappedRecall(judged: Judged): number {
  return judged.relevant.size <= K ? recallAt(K, judged) : (recallAt(K, judged) * judged.relevant.size) / K;
}

function wrongShare({ relevant, ranked }: Judged): number {
  return ranked.length === 0 ? 0 : ranked.filter((sku) => !relevant.has(sku)).length / ranked.length;
}
