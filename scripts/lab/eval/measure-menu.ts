import { type MenuHit, RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import { CreateProduct } from '../../../contracts/product.ts';
import { BISTRO } from '../../../schema/seed/demo-catalog.ts';
import { BISTRO_SYNONYMS } from '../../../schema/seed/demo-synonyms.ts';
import { createProduct } from '../../../workers/domain/catalog/create-product.ts';
import type { Ctx } from '../../../workers/domain/context.ts';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';
import { putSynonyms } from '../../../workers/domain/search/put-synonyms.ts';
import { productRetrieval } from '../../../workers/rag/find-by-words.ts';
import { menuHit } from '../../../workers/rag/menu-hit.ts';
import { menuWords } from '../../../workers/rag/menu-words.ts';
import { retrieve } from '../../../workers/rag/retrieve.ts';
import { searchProducts } from '../../../workers/rag/search-products.ts';
import type { MenuQuery } from './menu-queries.ts';
import { type Judged, mean, ndcgAt, recallAt } from './ranking-metrics.ts';
import { embedder, NO_VECTORS, type SearchLine, searchBy } from './search-lines.ts';

export const K = 10;

export interface MenuFigures {
  /** The share of relevant products among the first ten; of ten, where more are relevant. */
  recall: number;
  ndcg: number;
  /**
   * The share of results that are wrong, over requests where anything irrelevant is wrong. Undefined without such
   * requests.
   */
  wrong: number | undefined;
  timesMs: number[];
  /** A line for each request that was not answered perfectly. */
  faults: string[];
}

/** Puts the demo restaurant's menu, and its synonyms, into a tenant. */
export async function stockDemoMenu(ctx: Ctx): Promise<void> {
  for (const { priceMinor, optionGroups, ...product } of BISTRO) {
    const price = { amount: priceMinor, currency: 'EUR' };
    await createProduct({ ctx, input: CreateProduct.parse({ ...product, price, option_groups: optionGroups ?? [] }) });
  }
  await putSynonyms({ ctx, input: { synonyms: BISTRO_SYNONYMS } });
}

/** Measures one search line on some requests. */
export async function measureMenu(ctx: Ctx, queries: readonly MenuQuery[], line: SearchLine): Promise<MenuFigures> {
  const judged: Judged[] = [];
  const wrong: number[] = [];
  const timesMs: number[] = [];
  const faults: string[] = [];
  for (const { query, relevant, isStrict } of queries) {
    const beganMs = performance.now();
    const hits = await searchMenu(line, ctx, RetrieveMenuInput.parse({ query, limit: K }));
    timesMs.push(performance.now() - beganMs);
    const each = { relevant: new Set(relevant), ranked: hits.map(({ sku }) => sku) };
    judged.push(each);
    if (isStrict) wrong.push(wrongShare(each));
    if (cappedRecall(each) < 1 || (isStrict && wrongShare(each) > 0)) {
      faults.push(`“${query}” found ${each.ranked.join(' ') || 'nothing'} for ${relevant.join(' ') || 'nothing'}`);
    }
  }
  return {
    recall: mean(judged.map(cappedRecall)),
    ndcg: mean(judged.map((each) => ndcgAt(K, each))),
    wrong: wrong.length === 0 ? undefined : mean(wrong),
    timesMs,
    faults,
  };
}

/** Like `searchProducts`, which cannot search by vectors alone. */
async function searchMenu(line: SearchLine, ctx: Ctx, input: RetrieveMenuInput): Promise<MenuHit[]> {
  const understood = understandQuery(input.query);
  const words = menuWords(understood.query);
  if (line !== 'vectors' || words === '') {
    return (await searchProducts({ ctx: { ...ctx, embedder: line === 'words' ? NO_VECTORS : embedder }, input })).hits;
  }
  const found = await retrieve({ ...productRetrieval(input, understood), ...searchBy(ctx, line, words) });
  return found.flatMap(({ product, score }) => (product === null ? [] : [menuHit(product, score)]));
}

function cappedRecall(judged: Judged): number {
  return judged.relevant.size <= K ? recallAt(K, judged) : (recallAt(K, judged) * judged.relevant.size) / K;
}

function wrongShare({ relevant, ranked }: Judged): number {
  return ranked.length === 0 ? 0 : ranked.filter((sku) => !relevant.has(sku)).length / ranked.length;
}
