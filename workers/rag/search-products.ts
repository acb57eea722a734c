import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import type { Understood } from '../../contracts/understood.ts';
import { marked } from '../domain/catalog/conflicts.ts';
import { wordsOnMenu } from '../domain/catalog/words-on-menu.ts';
import { authorise, type Ctx, read } from '../domain/context.ts';
import { doubtfulWords, soughtIn, type Unconfirmed, unconfirmedBy } from '../domain/query/confirm-doubts.ts';
import { kindsAskedIn } from '../domain/query/dish-kinds.ts';
import { isKindOfDish } from '../domain/query/foods.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { setsConditions, type UnderstoodQuery, type Wanted } from '../domain/query/understood-query.ts';
import { understoodView } from '../domain/query/understood-view.ts';
import { isUnspaced } from '../domain/query/words-of.ts';
import { type Finding, findByWords, productRetrieval } from './find-by-words.ts';
import { listMenu, safeFirst } from './list-menu.ts';
import { isAllCommon, menuWords } from './menu-words.ts';
import { noteMiss } from './note-miss.ts';
import { retrieve } from './retrieve.ts';
import { asksForAnything, wantedFirst } from './wanted-first.ts';

/** Products with some words, whatever else is asked for: a few, which tell the categories. */
const ANY_FEW = { limit: 3, available: false, diets: [], exclude_allergens: [], contains_allergens: [] };

export interface FoundProducts {
  hits: MenuHit[];
  understood: Understood;
}

/**
 * Hybrid retrieval over the tenant's own products. Every filter holds for whatever is found, and so does what the query
 * says in words, such as “vegan”, “without nuts” and “under 10 euros”. A query that says nothing of a product lists the
 * menu, in the order in which the shop wrote it; so does one that sets conditions beside words that no product has, as
 * “something without nuts” does in a language that the menu is not written in. Where all that the words find breaks a
 * condition, the products of the same categories that do not are found. Nothing is found where something that harms was
 * not understood.
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
    const named = await retrieve({ ctx, ...productRetrieval(ANY_FEW, understandQuery('')), query });
    if (named.length === 0) return await listMenu(ctx, input, understood);
    // “Cookies without nuts”, where all have some: what else there is in their categories.
    const categories = named.flatMap(({ product }) => product?.category ?? []);
    const others = await listMenu(ctx, input, understood, { categories });
    if (others.length > 0) return others;
  }
  await noteMiss(ctx, input.query, { filters: input, understood });
  return [];
}

/** A kind is told by what each dish is called or declares, wherever its name stands: “sweet potatoes” are no sweets. */
const isKind = ({ allergens, foods }: Wanted): boolean =>
  allergens.length > 1 || (foods.length > 0 && foods.every(isKindOfDish));
