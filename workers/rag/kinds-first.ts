import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { COMMON } from '../domain/query/common-words.ts';
import {
  type Certainty,
  certaintyOf,
  certaintyOfCategory,
  type DishKind,
  kindsAskedIn,
} from '../domain/query/dish-kinds.ts';
import { hasWanted } from '../domain/query/left-out.ts';
import type { UnderstoodQuery } from '../domain/query/understood-query.ts';
import { byPrice, type Finding } from './find-by-words.ts';
import { listCategories, listMenu, READ_AT_ONCE } from './list-menu.ts';

/** Hits by the words, best first, and the first page of the menu, if it was read already. */
interface Found {
  found: readonly MenuHit[];
  listed?: readonly MenuHit[] | undefined;
}

/**
 * The dishes of the kind that a request asks for, such as mains or something cold to drink: first those that the words
 * found. Where a request says nothing else, these are all of the kind.
 * @returns undefined if the request asks for no kind, or the menu has nothing of it.
 */
export async function ofKindAsked(
  finding: Finding,
  understood: UnderstoodQuery,
  { found, listed }: Found,
): Promise<MenuHit[] | undefined> {
  const { kinds, rest } = kindsAskedIn(understood.query);
  if (kinds.length === 0 || isNameOf(found, understood.query, kinds)) return undefined;
  const isAsked = (food: string): boolean => kinds.some((kind) => kind === food);
  const others = understood.wanted.filter(({ foods, allergens }) => allergens.length > 0 || !foods.every(isAsked));
  const isHaving = (hit: MenuHit): boolean => others.length === 0 || others.some((each) => hasWanted(hit, each));
  const keeps = (hit: MenuHit): boolean => certaintyOf(hit, kinds) !== 'no' && isHaving(hit);
  const stems = rest.map((word) => word.slice(0, STEM)).filter((stem) => stem.length >= MIN_STEM);
  const mentions = (hit: MenuHit): boolean =>
    stems.some((stem) => fold([hit.name, hit.category, hit.description].filter(Boolean).join(' ')).includes(stem));
  const isTold = (hit: MenuHit): boolean => isHaving(hit) && (others.length > 0 || stems.length === 0 || mentions(hit));
  const told = found.filter((hit) => certaintyOf(hit, kinds) === 'sure' && isTold(hit));
  // A long menu is not listed for what would come after the last hit.
  const isEnough = understood.sort === undefined && told.length >= finding.input.limit;
  const menu = isEnough ? [] : await menuOf(finding, understood, { kinds, keeps, listed });
  const members = membersOf(joined(found, menu), kinds).filter(isHaving);
  const mentioned = others.length > 0 ? [] : members.filter(mentions);
  // “A burger and a drink”.
  const isBeside = (hit: MenuHit): boolean => !members.includes(hit) && isNamed(hit, understood.query);
  if (members.length === 0 || (others.length + mentioned.length === 0 && found.some(isBeside))) return undefined;
  const asked = mentioned.length > 0 ? mentioned : members;
  return understood.sort === undefined ? asked : byPrice(asked, understood.sort);
}

/** Hits, and after them those others that are not among them. */
export const joined = (hits: readonly MenuHit[], others: readonly MenuHit[]): MenuHit[] => {
  const skus = new Set(hits.map(({ sku }) => sku));
  return [...hits, ...others.filter(({ sku }) => !skus.has(sku))];
};

/** Returns whether its category or name says that a dish is no dessert. */
export const isSavoury = (hit: MenuHit): boolean => certaintyOf(hit, ['dessert']) === 'no';

/** Returns whether a request asks for a kind of dish, which the words of a search do not find. */
export const asksForKind = ({ query }: UnderstoodQuery): boolean => kindsAskedIn(query).kinds.length > 0;

/** The first page of what fits the conditions; of most menus that is all. */
export const menuPage = ({ ctx, input }: Finding, understood: UnderstoodQuery): Promise<MenuHit[]> =>
  listMenu(ctx, { ...input, limit: READ_AT_ONCE }, understood);

/**
 * All of a short menu; the dishes of a kind on a long one: of the categories that say it, then of those that do not tell.
 */
async function menuOf(
  finding: Finding,
  understood: UnderstoodQuery,
  { kinds, keeps, listed }: Pick<Found, 'listed'> & { kinds: readonly DishKind[]; keeps: (hit: MenuHit) => boolean },
): Promise<readonly MenuHit[]> {
  const { ctx, input } = finding;
  const page = listed ?? (await menuPage(finding, understood));
  if (page.length < READ_AT_ONCE) return page;
  const all = await listCategories(ctx, input, understood);
  const list = (certainty: Certainty) => {
    const categories = all.filter((category) => certaintyOfCategory(category, kinds) === certainty);
    return listMenu(ctx, input, understood, { categories, keeps });
  };
  const sure = await list('sure');
  return sure.length >= input.limit ? sure : [...sure, ...(await list('likely'))];
}

const [MIN_STEM, STEM] = [4, 6];

/** Those that are surely of the kinds, else those that may be. Few menus say of a drink that it is cold. */
function membersOf(hits: readonly MenuHit[], kinds: readonly DishKind[]): MenuHit[] {
  const each = hits.map((hit) => ({ hit, certainty: certaintyOf(hit, kinds) }));
  const of = (wanted: Certainty) => each.flatMap(({ hit, certainty }) => (certainty === wanted ? [hit] : []));
  const sure = of('sure');
  return sure.length > 0 && !kinds.includes('drink') ? sure : [...sure, ...of('likely')];
}

const SAID_EVERYWHERE = new Set(Object.values(COMMON).flatMap((words) => words.split(' ')));

/** Returns whether a dish's name has a word of a request that is not in every sentence. */
function isNamed({ name }: MenuHit, query: string): boolean {
  const said = wordsIn(query).flatMap(({ word }) =>
    word.length < MIN_STEM || SAID_EVERYWHERE.has(word) ? [] : [word.slice(0, STEM)],
  );
  return wordsIn(name).some(({ word }) => said.some((stem) => word.startsWith(stem)));
}

/** “Cold brew”, “side salad”: the words name a dish of the menu. */
function isNameOf(found: readonly MenuHit[], query: string, kinds: readonly DishKind[]): boolean {
  const words = fold(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const pairs = words.flatMap((word, at) => {
    const pair = `${word} ${words[at + 1] ?? ''}`;
    return at + 1 < words.length && kindsAskedIn(pair).kinds.some((kind) => kinds.includes(kind)) ? [pair] : [];
  });
  return found.some(({ name }) => pairs.some((pair) => ` ${fold(name)} `.includes(` ${pair} `)));
}
