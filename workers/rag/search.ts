import type { SearchHit, SearchRequest, SearchResults } from '../../contracts/search.ts';
import { marked } from '../domain/catalog/conflicts.ts';
import { authorise, type Ctx } from '../domain/context.ts';
import { unconfirmedBy } from '../domain/query/confirm-doubts.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { isPlain } from '../domain/query/understood-query.ts';
import { understoodView } from '../domain/query/understood-view.ts';
import { eligibleProducts } from './eligible-products.ts';
import { menuHit } from './menu-hit.ts';
import { noteMiss } from './note-miss.ts';
import { retrieve } from './retrieve.ts';
import { fewOfEach, knowledgeHit, readableDocuments, searchKnowledge } from './search-knowledge.ts';
import { explainedByMenu, searchProducts } from './search-products.ts';

interface Search {
  ctx: Ctx;
  input: SearchRequest;
}

/**
 * Searches products and documents. Where the query sets conditions on products, such as “without nuts”, they are found
 * by what is left of it and documents by all of it; else both stand in one ranking.
 * @throws {ProblemError} `forbidden` when the principal may read one of the kinds not at all.
 */
export async function search({ ctx, input }: Search): Promise<SearchResults> {
  const { query, kinds, limit } = input;
  for (const kind of kinds) authorise(ctx, `${kind}:read`);
  const understood = understandQuery(query);
  if (isPlain(understood) && kinds.includes('document')) {
    const [found, onMenu] = await Promise.all([searchBoth({ ctx, input }), explainedByMenu(ctx, understood)]);
    if (found.length === 0 && kinds.includes('product'))
      await noteMiss(ctx, query, { filters: input.filters, understood });
    const unconfirmed = unconfirmedBy(understood, onMenu);
    const data = found.map((hit) => (hit.kind === 'product' ? marked(hit, unconfirmed.codes) : hit));
    return { data, understood: understoodView(understood, unconfirmed) };
  }
  const [products, documents] = await Promise.all([
    kinds.includes('product')
      ? searchProducts({ ctx, input: { ...input.filters, query, limit } })
      : { hits: [], understood: understoodView(understood) },
    kinds.includes('document') ? searchKnowledge({ ctx, input: { query, limit } }) : [],
  ]);
  const found = Array.from({ length: limit }, (_, rank): SearchHit[] => {
    const [product, document] = [products.hits[rank], documents[rank]];
    return [
      ...(product === undefined ? [] : [{ kind: 'product' as const, ...product }]),
      ...(document === undefined ? [] : [{ kind: 'document' as const, ...document }]),
    ];
  });
  return { data: found.flat().slice(0, limit), understood: products.understood };
}

/** Both in one ranking: the same words, weighed against the texts of both. */
async function searchBoth({ ctx, input }: Search): Promise<SearchHit[]> {
  const { query, kinds, filters, limit } = input;
  const found = await retrieve({
    ctx,
    query,
    kinds,
    eligible: { product: eligibleProducts(filters), document: readableDocuments(ctx.principal) },
    limit: 2 * limit,
  });
  return fewOfEach(found)
    .slice(0, limit)
    .map((chunk) =>
      chunk.product === null
        ? { kind: 'document', ...knowledgeHit(chunk) }
        : { kind: 'product', ...menuHit(chunk.product, chunk.score) },
    );
}
