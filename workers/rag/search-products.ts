import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { MenuHit, RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import type { Understood } from '../../contracts/understood.ts';
import { marked } from '../domain/catalog/conflicts.ts';
import { wordsOnMenu } from '../domain/catalog/words-on-menu.ts';
import { authorise, type Ctx, scopeOf } from '../domain/context.ts';
import { doubtfulWords, soughtIn, type Unconfirmed, unconfirmedBy } from '../domain/query/confirm-doubts.ts';
import { hasTextRefusals, type Offer, offerOf } from '../domain/query/left-out.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { setsConditions, type UnderstoodQuery } from '../domain/query/understood-query.ts';
import { understoodView } from '../domain/query/understood-view.ts';
import { eligibleProducts, type ProductFilters } from './eligible-products.ts';
import { MENU_ROW, MenuRow, menuHit } from './menu-hit.ts';
import { menuWords } from './menu-words.ts';
import { noteMiss } from './note-miss.ts';
import { retrieve } from './retrieve.ts';

/** Products that are read at once when the texts of some may leave them out, and in all. */
const READ_AT_ONCE = 200;
const READ_AT_MOST = 2_000;

const ANY_ONE = { limit: 1, available: false, diets: [], exclude_allergens: [], contains_allergens: [] };

export interface FoundProducts {
  hits: MenuHit[];
  understood: Understood;
}

/**
 * Hybrid retrieval over the tenant's own products. Every filter holds for whatever is found, and so does what the query
 * says in words, such as “vegan”, “without nuts” and “under 10 euros”. A query that says nothing of a product lists the
 * menu, in the order in which the shop wrote it; so does one that sets conditions beside words that no product has, as
 * “something without nuts” does in a language that the menu is not written in. Nothing is found where something that
 * harms was not understood.
 */
export async function searchProducts({ ctx, input }: Finding): Promise<FoundProducts> {
  authorise(ctx, 'product:read');
  const understood = understandQuery(input.query);
  if (understood.isUnsafe) return { hits: [], understood: understoodView(understood) };
  const onMenu = await explainedByMenu(ctx, understood);
  const unconfirmed = unconfirmedBy(understood, onMenu);
  const hits = await findAround({ ctx, input }, understood, { onMenu, unconfirmed });
  return {
    hits: hits.map((hit) => marked(hit, unconfirmed.codes)),
    understood: understoodView(understood, unconfirmed),
  };
}

/** Those of the words that nothing else explains which are on the menu. */
export async function explainedByMenu(ctx: Ctx, understood: UnderstoodQuery): Promise<ReadonlySet<string>> {
  const words = doubtfulWords(understood);
  if (words.length === 0) return new Set();
  const { rows } = await ctx.db.transaction(scopeOf(ctx), (tx) =>
    tx.execute(sql`SELECT ${wordsOnMenu(ctx.principal.tenantId, words)} AS words`),
  );
  return new Set(z.array(z.string()).parse(rows[0]?.words));
}

interface Finding {
  ctx: Ctx;
  input: RetrieveMenuInput;
}

/**
 * Finds products where some words are about a refusal that was not understood: by the others. Where those name nothing
 * but what is perhaps refused, what is safe for it comes after.
 */
async function findAround(
  finding: Finding,
  understood: UnderstoodQuery,
  { onMenu, unconfirmed }: { onMenu: ReadonlySet<string>; unconfirmed: Unconfirmed },
): Promise<MenuHit[]> {
  const { ctx, input } = finding;
  const isUnknown = understood.unexplained.some((word) => !onMenu.has(word));
  if (!isUnknown) return await findProducts(finding, understood);
  const hits = await findProducts(finding, { ...understood, query: soughtIn(understood, onMenu) });
  const names = new Set(understood.doubts.flatMap(({ name }) => name.split(' ')));
  if (unconfirmed.codes.length === 0 || menuWords(soughtIn(understood, onMenu, names)) !== '') return hits;
  const exclude_allergens = [...input.exclude_allergens, ...unconfirmed.codes];
  const safe = await listMenu(ctx, { ...input, exclude_allergens }, understood);
  return [...hits, ...safe.filter(({ sku }) => !hits.some((hit) => hit.sku === sku))].slice(0, input.limit);
}

async function findProducts({ ctx, input }: Finding, understood: UnderstoodQuery): Promise<MenuHit[]> {
  const query = menuWords(understood.query);
  if (query === '') return await listMenu(ctx, input, understood);
  const found = await retrieve({ ctx, ...productRetrieval(input, understood), query });
  const hits = found.flatMap(({ product, score }) =>
    product === null ? [] : [offeredHit(product, score, understood)],
  );
  if (hits.length === 0 && setsConditions(understood)) {
    const named = await retrieve({ ctx, ...productRetrieval(ANY_ONE, understandQuery('')), query });
    if (named.length === 0) return await listMenu(ctx, input, understood);
  }
  if (hits.length === 0) await noteMiss(ctx, input.query, { filters: input, understood });
  return safeFirst(hits);
}

/** What a retrieval of products needs beside its words. */
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

/** A hit, which says whether the dish is declared safe where something is refused. */
export function offeredHit(row: MenuRow, score: number, understood: UnderstoodQuery): MenuHit {
  const hit = menuHit(row, score);
  const isRefusing = understood.allergies.length > 0 || hasTextRefusals(understood);
  return isRefusing ? { ...hit, safety: offerFor(row, understood) ?? 'not_declared' } : hit;
}

/** Dishes that are declared safe before those that are not declared. */
export const safeFirst = <Hit extends { safety?: Offer | undefined }>(hits: readonly Hit[]): Hit[] =>
  hits.toSorted((a, b) => Number(a.safety === 'not_declared') - Number(b.safety === 'not_declared'));

const offerFor = (row: MenuRow, understood: UnderstoodQuery): Offer | undefined => offerOf(menuHit(row, 0), understood);

/** Ids sort by time. */
async function listMenu(
  ctx: Ctx,
  input: ProductFilters & { limit: number },
  understood: UnderstoodQuery,
): Promise<MenuHit[]> {
  const { tenantId } = ctx.principal;
  const startedMs = performance.now();
  const isRead = hasTextRefusals(understood);
  const pageSize = isRead ? READ_AT_ONCE : input.limit;
  const hits: MenuHit[] = [];
  let after: string | undefined;
  for (let read = 0; hits.length < input.limit && read < READ_AT_MOST; read += pageSize) {
    const beyond = after === undefined ? sql`` : sql`AND p.id > ${after}`;
    const { rows } = await ctx.db.transaction(scopeOf(ctx), (tx) =>
      tx.execute(sql`
        SELECT ${MENU_ROW} AS product FROM products p
        WHERE p.tenant_id = ${tenantId} AND ${eligibleProducts(input, understood)} ${beyond} ORDER BY p.id LIMIT ${pageSize}`),
    );
    const products = z
      .array(z.object({ product: MenuRow }))
      .parse(rows)
      .map(({ product }) => product);
    const offered = isRead ? products.filter((product) => offerFor(product, understood) !== undefined) : products;
    hits.push(...offered.map((product) => offeredHit(product, 0, understood)));
    after = products.at(-1)?.id;
    if (products.length < pageSize) break;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  ctx.metrics.observe('ragline_retrieval_duration_seconds', seconds, { kind: 'list' });
  return safeFirst(hits.slice(0, input.limit));
}
