import type { MenuHit } from '../../contracts/chat-tool.ts';
import type { SearchHit, SearchRequest, SearchResults } from '../../contracts/search.ts';
import { ownDietaryProfile } from '../domain/auth/update-me.ts';
import { withProfile } from '../domain/catalog/allergen-warnings.ts';
import { marked } from '../domain/catalog/conflicts.ts';
import { authorise, type Ctx } from '../domain/context.ts';
import { unconfirmedBy } from '../domain/query/confirm-doubts.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { isPlain, type UnderstoodQuery } from '../domain/query/understood-query.ts';
import { understoodView } from '../domain/query/understood-view.ts';
import { eligibleProducts } from './eligible-products.ts';
import { asksForKind, menuPage } from './kinds-first.ts';
import { menuHit } from './menu-hit.ts';
import { menuWords } from './menu-words.ts';
import { noteMiss } from './note-miss.ts';
import { retrieve } from './retrieve.ts';
import { fewOfEach, knowledgeHit, readableDocuments, searchKnowledge } from './search-knowledge.ts';
import { type MenuWords, NOTHING_ON_MENU, readMenuWords, searchProducts, withoutDoubtful } from './search-products.ts';
import { wantedFirst } from './wanted-first.ts';

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
  if (isPlain(understood) && kinds.includes('document')) return await searchPlain({ ctx, input }, understood);
  const filters = await mindedFilters(ctx, input.filters);
  const [products, documents] = await Promise.all([
    kinds.includes('product')
      ? searchProducts({ ctx, input: { ...filters, query, limit } })
      : { hits: [], understood: understoodView(understood) },
    kinds.includes('document') ? searchKnowledge({ ctx, input: { query, limit } }) : [],
  ]);
  const found = inTurn<SearchHit>(
    products.hits.map(asProduct),
    documents.map((hit) => ({ kind: 'document', ...hit })),
  );
  return { data: found.slice(0, limit), understood: products.understood };
}

/** The caller's profile also excludes dishes. */
async function mindedFilters(ctx: Ctx, filters: SearchRequest['filters']): Promise<SearchRequest['filters']> {
  return { ...filters, ...withProfile(filters, await ownDietaryProfile(ctx)) };
}

async function searchPlain({ ctx, input }: Search, understood: UnderstoodQuery): Promise<SearchResults> {
  const { query, kinds, limit } = input;
  const { best, filters, onMenu, listed } = await searchBoth({ ctx, input }, understood);
  const unconfirmed = unconfirmedBy(understood, onMenu.explained);
  const products = best.flatMap((hit) => (hit.kind === 'product' ? [hit] : []));
  const finding = { ctx, input: { ...filters, query, limit } };
  const wanted = kinds.includes('product')
    ? await wantedFirst(finding, withoutDoubtful(understood, unconfirmed), {
        ...{ found: products, named: onMenu.named, listed },
      })
    : undefined;
  const documents = best.filter(({ kind }) => kind === 'document');
  const found = wanted === undefined ? best : inTurn<SearchHit>(wanted.map(asProduct), documents).slice(0, limit);
  if (found.length === 0 && kinds.includes('product')) await noteMiss(ctx, query, { filters, understood });
  const data = found.map((hit) => (hit.kind === 'product' ? marked(hit, unconfirmed.codes) : hit));
  return { data, understood: understoodView(understood, unconfirmed) };
}

const asProduct = (hit: MenuHit) => ({ kind: 'product' as const, ...hit });

const inTurn = <Hit>(some: readonly Hit[], others: readonly Hit[]): Hit[] =>
  Array.from({ length: Math.max(some.length, others.length) }, (_, rank) => [
    ...some.slice(rank, rank + 1),
    ...others.slice(rank, rank + 1),
  ]).flat();

/** Both in one ranking: the same words, weighed against the texts of both. */
async function searchBoth(
  { ctx, input }: Search,
  understood: UnderstoodQuery,
): Promise<{
  best: SearchHit[];
  filters: SearchRequest['filters'];
  onMenu: MenuWords;
  listed?: MenuHit[] | undefined;
}> {
  const { query, kinds, limit } = input;
  let [filters, onMenu]: [SearchRequest['filters'], MenuWords | undefined] = [input.filters, undefined];
  let menu: Promise<MenuHit[]> | undefined;
  const found = await retrieve({
    ctx,
    query,
    words: menuWords(query) || query,
    kinds,
    eligible: async (within) => {
      [filters, onMenu] = await Promise.all([mindedFilters(within, input.filters), readMenuWords(within, understood)]);
      // A request for a kind needs the menu too: sent with the search, it costs no round trip.
      if (kinds.includes('product') && asksForKind(understood))
        menu = menuPage({ ctx: within, input: { ...filters, query, limit } }, understood);
      menu?.catch(() => undefined);
      return { product: eligibleProducts(filters), document: readableDocuments(ctx.principal) };
    },
    limit: 2 * limit,
  });
  const best = fewOfEach(found)
    .slice(0, limit)
    .map((chunk) =>
      chunk.product === null
        ? { kind: 'document' as const, ...knowledgeHit(chunk) }
        : { kind: 'product' as const, ...menuHit(chunk.product, chunk.score) },
    );
  return { best, filters, onMenu: onMenu ?? NOTHING_ON_MENU, listed: await menu };
}
