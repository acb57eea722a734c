import { sql } from 'drizzle-orm';
import type { MenuHit, RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import type { Ctx } from '../domain/context.ts';
import { hasTextRefusals } from '../domain/query/left-out.ts';
import type { PriceOrder } from '../domain/query/price-order.ts';
import type { UnderstoodQuery } from '../domain/query/understood-query.ts';
import { eligibleProducts, type ProductFilters } from './eligible-products.ts';
import { offeredHit, offerFor, READ_AT_ONCE } from './list-menu.ts';
import type { MenuRow } from './menu-hit.ts';
import { type Retrieval, retrieve } from './retrieve.ts';

/**
 * For a sort by price: the number of hits that are considered, and their minimum score as a share of the best score.
 */
const [SORTED_AMONG, SORTED_SHARE] = [50, 0.4];

export interface Finding {
  ctx: Ctx;
  input: RetrieveMenuInput;
  /** Foods that the person does not eat beside those that the query says, by their key, and those that harm. */
  refused?: { foods?: readonly string[]; harmful?: readonly string[] | undefined };
}

/** The products that retrieval finds for some words, by price where the query says so. */
export async function findByWords(
  { ctx, input }: Finding,
  understood: UnderstoodQuery,
  words: Pick<Retrieval, 'query' | 'words' | 'isByWordsAlone'>,
): Promise<MenuHit[]> {
  const { sort } = understood;
  const limit = sort === undefined ? input.limit : Math.max(input.limit, SORTED_AMONG);
  const found = await retrieve({ ctx, ...productRetrieval({ ...input, limit }, understood), ...words });
  const hits = found.flatMap(({ product, score }) =>
    product === null ? [] : [offeredHit(product, score, understood)],
  );
  if (sort === undefined) return hits;
  const best = hits.filter(({ score }) => score >= (hits[0]?.score ?? 0) * SORTED_SHARE);
  return byPrice(best, sort).slice(0, input.limit);
}

export function byPrice(hits: readonly MenuHit[], sort: PriceOrder): MenuHit[] {
  const sign = sort === 'price' ? 1 : -1;
  return hits.toSorted((a, b) => sign * (a.price.amount - b.price.amount));
}

/** The parameters of a product retrieval, beside its words. */
export function productRetrieval(input: ProductFilters & { limit: number }, understood: UnderstoodQuery) {
  return {
    kinds: ['product'] as const,
    eligible: { product: eligibleProducts(input, understood), document: sql`false` },
    limit: input.limit,
    ...(hasTextRefusals(understood) && {
      among: READ_AT_ONCE,
      keeps: ({ product }: { product: MenuRow | null }) =>
        product !== null && offerFor(product, understood) !== undefined,
    }),
  };
}
