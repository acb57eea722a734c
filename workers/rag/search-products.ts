import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { MenuHit, RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import type { Understood } from '../../contracts/understood.ts';
import { marked } from '../domain/catalog/conflicts.ts';
import { wordsOnMenu } from '../domain/catalog/words-on-menu.ts';
import { authorise, type Ctx, read } from '../domain/context.ts';
import { doubtfulWords, soughtIn, type Unconfirmed, unconfirmedBy } from '../domain/query/confirm-doubts.ts';
import { kindsAskedIn } from '../domain/query/dish-kinds.ts';
import { isCommonWord, isPlainWord } from '../domain/query/explained-words.ts';
import { isKindOfDish, namesOfFood } from '../domain/query/foods.ts';
import { hasTextRefusals, hasWanted } from '../domain/query/left-out.ts';
import { wordSet } from '../domain/query/phrase-books.ts';
import type { PriceOrder } from '../domain/query/price-order.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { setsConditions, type UnderstoodQuery, type Wanted } from '../domain/query/understood-query.ts';
import { understoodView } from '../domain/query/understood-view.ts';
import { isUnspaced } from '../domain/query/words-of.ts';
import { eligibleProducts, type ProductFilters } from './eligible-products.ts';
import { ofKindAsked } from './kinds-first.ts';
import { listMenu, offeredHit, offerFor, READ_AT_ONCE, safeFirst } from './list-menu.ts';
import type { MenuRow } from './menu-hit.ts';
import { isAllCommon, menuWords } from './menu-words.ts';
import { noteMiss } from './note-miss.ts';
import { type Retrieval, retrieve } from './retrieve.ts';

/**
 * For a sort by price: the number of hits that are considered, and their minimum score as a share of the best score.
 */
const [SORTED_AMONG, SORTED_SHARE] = [50, 0.4];

/** The number of best hits that are checked for the requested name. */
const TRIED = 5;

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
export async function searchProducts({ ctx, input, refused = {} }: Finding): Promise<FoundProducts> {
  authorise(ctx, 'product:read');
  const said = understandQuery(input.query);
  const understood = {
    ...said,
    foods: [...new Set([...said.foods, ...(refused.foods ?? []), ...(refused.harmful ?? [])])],
    harmful: [...said.harmful, ...(refused.harmful ?? [])],
  };
  if (understood.isUnsafe) return { hits: [], understood: understoodView(understood) };
  const onMenu = await readMenuWords(ctx, understood);
  const unconfirmed = unconfirmedBy(understood, onMenu.explained);
  const sought = withoutDoubtful(understood, unconfirmed);
  const hits = await findAround({ ctx, input }, sought, { onMenu, unconfirmed });
  return {
    hits: hits.map((hit) => marked(hit, unconfirmed.codes)),
    understood: understoodView(understood, unconfirmed),
  };
}

/** Removes allergens that are perhaps refused from those that are wanted. */
export const withoutDoubtful = (understood: UnderstoodQuery, { codes }: Unconfirmed): UnderstoodQuery => ({
  ...understood,
  wanted: understood.wanted.filter(({ allergens }) => !allergens.some((code) => codes.includes(code))),
});

/** The words of a query that the tenant's menu has. */
export interface MenuWords {
  /** Words that only the menu explains. */
  explained: ReadonlySet<string>;
  /** Names of what is wanted that are on the menu. Looked up only when no hit has one, which is rare. */
  named: (ctx: Ctx) => Promise<ReadonlySet<string>>;
}

export const NOTHING_ON_MENU: MenuWords = {
  explained: new Set(),
  named: () => Promise.resolve(new Set<string>()),
};

/** Looks up the words of a query that the menu may explain, in one statement. */
export async function readMenuWords(ctx: Ctx, understood: UnderstoodQuery): Promise<MenuWords> {
  const [doubtful, names] = [doubtfulWords(understood), wantedNames(understood)];
  if (doubtful.length === 0) return { explained: new Set(), named: (later) => onMenuOf(later, names) };
  const onMenu = await onMenuOf(ctx, [...new Set([...doubtful, ...names])]);
  return { explained: new Set(doubtful).intersection(onMenu), named: () => Promise.resolve(onMenu) };
}

async function onMenuOf(ctx: Ctx, words: readonly string[]): Promise<ReadonlySet<string>> {
  if (words.length === 0) return new Set();
  const { rows } = await read(ctx, ({ tx, tenantId }) =>
    tx.execute(sql`SELECT ${wordsOnMenu(tenantId, words)} AS words`),
  );
  return new Set(z.array(z.string()).parse(rows[0]?.words));
}

/** The names that a word of the menu may be. Without spaces no word tells. */
const wantedNames = (understood: UnderstoodQuery): string[] =>
  asksForAnything(understood)
    ? []
    : understood.wanted.flatMap((each) => (isUnspaced(each.name) || isKind(each) ? [] : [each.name]));

export interface Finding {
  ctx: Ctx;
  input: RetrieveMenuInput;
  /** Foods that the person does not eat beside those that the query says, by their key, and those that harm. */
  refused?: { foods?: readonly string[]; harmful?: readonly string[] | undefined };
}

/**
 * Finds products where some words are about a refusal that was not understood: by the others. Where those name nothing
 * but what is perhaps refused, what is safe for it comes after.
 */
async function findAround(
  finding: Finding,
  understood: UnderstoodQuery,
  { onMenu: { explained, named }, unconfirmed }: { onMenu: MenuWords; unconfirmed: Unconfirmed },
): Promise<MenuHit[]> {
  const { ctx, input } = finding;
  const unknown = understood.unexplained.filter((word) => !explained.has(word));
  // “pizza margherita”, “butter chiken”: a dish by its name, perhaps misspelt.
  const isDish = unknown.length === 1 && understood.doubts.every((doubt) => doubt.isDish);
  if (unknown.length === 0 || isDish) return await findProducts(finding, understood, named);
  // “My girlfriend’s gone vegan, what could she eat as a main?”
  const query = [soughtIn(understood, explained), ...kindsAskedIn(understood.query).words].join(' ').trim();
  const hits = await findProducts(finding, { ...understood, query }, named);
  const names = new Set(understood.doubts.flatMap(({ name }) => name.split(' ')));
  if (unconfirmed.codes.length === 0 || menuWords(soughtIn(understood, explained, names)) !== '') return hits;
  const exclude_allergens = [...input.exclude_allergens, ...unconfirmed.codes];
  const safe = await listMenu(ctx, { ...input, exclude_allergens }, understood);
  return [...hits, ...safe.filter(({ sku }) => !hits.some((hit) => hit.sku === sku))].slice(0, input.limit);
}

async function findProducts(
  finding: Finding,
  understood: UnderstoodQuery,
  named: MenuWords['named'],
): Promise<MenuHit[]> {
  const { ctx, input } = finding;
  const query = menuWords(understood.query);
  const found = query === '' ? [] : await findByWords(finding, understood, { query });
  const hits = (await wantedFirst(finding, understood, { found, named })) ?? found;
  if (hits.length > 0) return safeFirst(hits);
  if (query === '' || isAllCommon(query)) return await listMenu(ctx, input, understood);
  if (setsConditions(understood)) {
    const named = await retrieve({ ctx, ...productRetrieval(ANY_ONE, understandQuery('')), query });
    if (named.length === 0) return await listMenu(ctx, input, understood);
  }
  await noteMiss(ctx, input.query, { filters: input, understood });
  return [];
}

async function findByWords(
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

function byPrice(hits: readonly MenuHit[], sort: PriceOrder): MenuHit[] {
  const sign = sort === 'price' ? 1 : -1;
  return hits.toSorted((a, b) => sign * (a.price.amount - b.price.amount));
}

/**
 * Puts what is asked for by its name before the hits. If no hit has it, that is what declares it or has it under
 * another name: “con gambas” finds “Prawn linguine”. A request for anything “with nuts” gets all that declares them.
 * @returns undefined if the hits stay as they are.
 */
export async function wantedFirst(
  finding: Finding,
  understood: UnderstoodQuery,
  { found, named, listed }: { found: readonly MenuHit[]; named: MenuWords['named']; listed?: MenuHit[] | undefined },
): Promise<MenuHit[] | undefined> {
  const ofKind = await ofKindAsked(understood, {
    ...{ found, said: finding.input.query },
    listMenu: () => (listed === undefined ? listedForKind(finding, understood) : Promise.resolve(listed)),
  });
  if (ofKind !== undefined) {
    const sorted = understood.sort === undefined ? ofKind : byPrice(ofKind, understood.sort);
    return sorted.slice(0, finding.input.limit);
  }
  if (understood.wanted.length === 0) return undefined;
  const isAnything = asksForAnything(understood);
  const share = (hit: MenuHit) => understood.wanted.filter((each) => hasWanted(hit, each)).length;
  const most = Math.max(0, ...found.slice(0, TRIED).map(share));
  const only = (hits: readonly MenuHit[]) => onlyWanted(hits, understood, share);
  const reordered = most === 0 ? undefined : mostFirst(found, understood, share);
  const kept = only(reordered ?? found);
  const ofFound = most === 0 || (reordered === undefined && kept.length === found.length) ? undefined : kept;
  // One of the wanted words is enough; of a compound such as “Erdbeereis” both parts are required.
  const isParted = new Set(understood.wanted.map(({ name }) => name)).size < understood.wanted.length;
  if (!isAnything && most >= (isParted ? understood.wanted.length : 1)) return ofFound;
  // Where the menu has the word itself, nothing that fits the other conditions has it.
  const onMenu = await named(finding.ctx);
  const wanted = understood.wanted.filter(({ name }) => !onMenu.has(name));
  if (wanted.length === 0) return ofFound;
  const declared = await listMenu(finding.ctx, finding.input, understood, wanted);
  const others = wanted
    .flatMap(({ foods }) => foods.flatMap(namesOfFood))
    .filter((name) => !name.includes(' '))
    .join(', ');
  const words = [...new Set(wordsIn(others).flatMap(({ word }) => (isCommonWord(word) ? [] : [word])))].join(' ');
  const otherwise = { query: finding.input.query, words, isByWordsAlone: true };
  const alike = words === '' ? [] : await findByWords(finding, understood, otherwise);
  const all = [...found, ...declared, ...alike];
  const isFirst = ({ sku }: MenuHit, at: number) => all.findIndex((hit) => hit.sku === sku) === at;
  const shares = new Map(all.filter(isFirst).map((hit) => [hit, share(hit)]));
  const fitting = [...shares.keys()].filter((hit) => shares.get(hit) !== 0);
  const hits = fitting.toSorted((a, b) => (shares.get(b) ?? 0) - (shares.get(a) ?? 0));
  const best = hits[0];
  if (best === undefined) return undefined;
  if (!isAnything && most > 0 && (shares.get(best) ?? 0) <= most) return ofFound;
  const sorted =
    understood.sort === undefined ? [...new Set([...hits, ...shares.keys()])] : byPrice(hits, understood.sort);
  return only(sorted).slice(0, finding.input.limit);
}

/** Returns whether a request asks for a kind of dish, which the words of a search do not find. */
export const asksForKind = ({ query }: UnderstoodQuery): boolean => kindsAskedIn(query).kinds.length > 0;

/** All that fits the conditions, among which the dishes of a kind are. */
export const listedForKind = ({ ctx, input }: Finding, understood: UnderstoodQuery): Promise<MenuHit[]> =>
  listMenu(ctx, { ...input, limit: READ_AT_ONCE }, understood);

/** Words for any dish. */
const ANY_DISH = wordSet(
  'plat plats tapa tapas piatto piatti plato platos prato pratos gericht gerichte gerecht gerechten danie dania',
);
/** Kinds that a dish's name or category tells. Rice, bread or coffee may be in a dish that does not say so there. */
const TOLD_KINDS: ReadonlySet<string> = new Set(['soup', 'salad', 'cake', 'beer', 'wine', 'tea', 'juice']);

/**
 * The hits that have what is wanted, where the request names nothing else and asks for dishes with it, such as “tapas
 * with cheese”, or for a kind. A name alone may mean more: “mozzarella” is also a vegan one.
 */
function onlyWanted(hits: readonly MenuHit[], understood: UnderstoodQuery, share: (hit: MenuHit) => number): MenuHit[] {
  const names = understood.wanted.flatMap(({ name }) => name.split(' '));
  const isOption = ({ option_groups }: MenuHit): boolean =>
    option_groups.some(({ options }) =>
      options.some((option) => names.some((name) => fold(option.name).includes(name))),
    );
  const having = hits.filter((hit) => share(hit) > 0 || isOption(hit));
  const categories = new Set(having.flatMap(({ category }) => wordsIn(category ?? '').map(({ word }) => word)));
  const words = wordsIn(menuWords(understood.query)).map(({ word }) => word);
  const isDishWord = (word: string): boolean => ANY_DISH.has(word) || (categories.has(word) && !names.includes(word));
  const isAll = words.every((word) => names.includes(word) || isDishWord(word) || isCommonWord(word));
  const isKindWanted = understood.wanted.every(
    ({ foods }) => foods.length > 0 && foods.every((key) => TOLD_KINDS.has(key)),
  );
  const isFood = understood.wanted.every(({ foods }) =>
    foods.every((key) => !isKindOfDish(key) || TOLD_KINDS.has(key)),
  );
  const isOnly = isAll && (isKindWanted || (isFood && words.some(isDishWord)));
  return isOnly && having.length > 0 ? having : [...hits];
}

/**
 * Hits by how much they have of what is asked for, of the best alone: “mushroom tacos” are first those with mushrooms.
 * Sorted by price are only those that have most of it: “cheapest noodles” are no rice.
 * @returns undefined if the hits stay as they are.
 */
function mostFirst(
  found: readonly MenuHit[],
  { sort }: UnderstoodQuery,
  share: (hit: MenuHit) => number,
): MenuHit[] | undefined {
  if (sort !== undefined) {
    const shares = found.map(share);
    return found.filter((_, at) => shares[at] === Math.max(...shares));
  }
  const best = found.slice(0, TRIED);
  const sorted = best.toSorted((a, b) => share(b) - share(a));
  return sorted.some((hit, index) => hit !== best[index]) ? [...sorted, ...found.slice(TRIED)] : undefined;
}

/** A kind is told by what each dish is called or declares, wherever its name stands: “sweet potatoes” are no sweets. */
const isKind = ({ allergens, foods }: Wanted): boolean =>
  allergens.length > 1 || (foods.length > 0 && foods.every(isKindOfDish));

/** “something with nuts”: it says nothing else of a dish. */
function asksForAnything({ wanted, query }: UnderstoodQuery): boolean {
  const names = new Set(wanted.flatMap(({ name }) => name.split(' ')));
  return (
    wanted.every(({ isContained }) => isContained) &&
    wordsIn(query).every(({ word }) => names.has(word) || isPlainWord(word))
  );
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
