import { listedNames } from '../../contracts/allergens/vocabulary.ts';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import type { Ctx } from '../domain/context.ts';
import { isCommonWord, isPlainWord } from '../domain/query/explained-words.ts';
import { isKindOfDish, namesOfFood } from '../domain/query/foods.ts';
import { hasWanted } from '../domain/query/left-out.ts';
import { wordSet } from '../domain/query/phrase-books.ts';
import type { UnderstoodQuery, Wanted } from '../domain/query/understood-query.ts';
import { byPrice, type Finding, findByWords } from './find-by-words.ts';
import { isSavoury, joined, ofKindAsked } from './kinds-first.ts';
import { listMenu } from './list-menu.ts';
import { menuWords } from './menu-words.ts';

/** The number of best hits that are checked for the requested name. */
const TRIED = 5;

interface Found {
  /** Hits by the words, best first. */
  found: readonly MenuHit[];
  /** Looks up which names of what is wanted are on the menu. */
  named: (ctx: Ctx) => Promise<ReadonlySet<string>>;
  /** The first page of the menu, if it was read already. */
  listed?: readonly MenuHit[] | undefined;
}

/**
 * Puts the dishes of the kind or name that is asked for before the hits. If no hit has it, these are dishes that declare
 * it or have it under another name: “con gambas” finds “Prawn linguine”.
 * @returns undefined if the hits stay as they are.
 */
export async function wantedFirst(
  finding: Finding,
  understood: UnderstoodQuery,
  { found, named, listed }: Found,
): Promise<MenuHit[] | undefined> {
  const hits =
    (await ofKindAsked(finding, understood, { found, listed })) ??
    (await byName(finding, understood, { found, named }));
  const isSame = hits.length === found.length && hits.every(({ sku }, at) => sku === found[at]?.sku);
  return isSame ? undefined : hits.slice(0, finding.input.limit);
}

async function byName(
  finding: Finding,
  understood: UnderstoodQuery,
  { found, named }: Found,
): Promise<readonly MenuHit[]> {
  const { wanted, sort } = understood;
  if (wanted.length === 0) return found;
  const isAnything = asksForAnything(understood);
  const fitOf = fitting(wanted);
  const only = (hits: readonly MenuHit[]) => onlyWanted(hits, understood, fitOf);
  const most = mostOf(found.slice(0, TRIED), fitOf);
  const kept = most === 0 ? found : only(mostFirst(found, understood, fitOf));
  // One of the wanted words is enough; of a compound such as “Erdbeereis” both parts are required.
  const isParted = new Set(wanted.map(({ name }) => name)).size < wanted.length;
  if (!isAnything && most >= (isParted ? wanted.length : 1)) return kept;
  // Where the menu has the word itself, nothing that fits the other conditions has it.
  const onMenu = await named(finding.ctx);
  const others = wanted.filter(({ name }) => !onMenu.has(name));
  if (others.length === 0) return kept;
  const declared = await listMenu(finding.ctx, finding.input, understood, { wanted: others });
  const words = otherNames(others);
  const otherwise = { query: finding.input.query, words, isByWordsAlone: true };
  const likely = words === '' ? [] : await findByWords(finding, understood, otherwise);
  // A category such as “meat and fish” says of no dish that it is fish.
  const alike = likely.filter((hit) =>
    others.some((each) => has(each.allergens.length === 0 ? hit : { ...hit, category: null }, each)),
  );
  const all = joined(joined(found, declared), alike);
  const having = all.filter((hit) => fitOf(hit).share > 0).toSorted(byFit(fitOf));
  const best = mostOf(having, fitOf);
  if (having.length === 0) return found;
  if (!isAnything && most > 0 && best <= most) return kept;
  return only(sort === undefined ? joined(having, found) : byPrice(having, sort));
}

/** The words by which what is wanted is called in any language. */
function otherNames(wanted: readonly Wanted[]): string {
  const codes = new Set(wanted.flatMap(({ allergens }) => allergens));
  const names = [
    // “White wine” is called by two words.
    ...wanted.flatMap(({ foods }) =>
      foods.flatMap((key) => namesOfFood(key).filter((name) => key.includes(' ') || !name.includes(' '))),
    ),
    ...(codes.size === 0 ? [] : listedNames().flatMap(({ name, code }) => (codes.has(code) ? [name] : []))),
  ];
  const words = wordsIn(names.join(', ')).flatMap(({ word }) => (isCommonWord(word) ? [] : [word]));
  return [...new Set(words)].join(' ');
}

/** How well a dish fits what is wanted. */
interface Fit {
  /** The number of wanted things that it has. */
  share: number;
  /** How often it is called what is wanted, and not a kind of it: “Torte” is nearer to a cake than “Strudel”. */
  nearness: number;
}
type FitOf = (hit: MenuHit) => Fit;

function fitting(wanted: readonly Wanted[]): FitOf {
  const known = new Map<string, Fit>();
  return (hit) => {
    const fit = known.get(hit.sku) ?? {
      share: wanted.filter((each) => has(hit, each)).length,
      nearness: nearnessOf(hit, wanted),
    };
    known.set(hit.sku, fit);
    return fit;
  };
}

const isCalled = (hit: MenuHit, food: string): boolean =>
  [hit.name, hit.category ?? ''].some((name) =>
    hasWanted({ ...hit, name }, { name: '', allergens: [], foods: [food], isContained: false, isCalled: true }),
  );

/** “Tarte aux légumes” is a tart, and no cake. */
const isNoCake = (hit: MenuHit, foods: readonly string[]): boolean => foods.includes('cake') && isSavoury(hit);

const has = (hit: MenuHit, each: Wanted): boolean =>
  hasWanted(hit, each) && (!isNoCake(hit, each.foods) || isCalled(hit, 'cake'));

function nearnessOf(hit: MenuHit, wanted: readonly Wanted[]): number {
  const kinds = wanted.flatMap(({ foods }) => foods.filter(isKindOfDish));
  const only = { name: '', allergens: [], isContained: false };
  return kinds.reduce(
    (sum, food) =>
      sum + Number(hasWanted(hit, { ...only, foods: [food] })) + Number(isCalled(hit, food) && !isNoCake(hit, [food])),
    0,
  );
}

const byFit =
  (fitOf: FitOf) =>
  (a: MenuHit, b: MenuHit): number =>
    fitOf(b).share - fitOf(a).share || fitOf(b).nearness - fitOf(a).nearness;

const mostOf = (hits: readonly MenuHit[], fitOf: FitOf): number => Math.max(0, ...hits.map((hit) => fitOf(hit).share));

/** Words for any dish. */
const ANY_DISH = wordSet(
  'plat plats tapa tapas piatto piatti plato platos prato pratos gericht gerichte gerecht gerechten danie dania',
);
/** Kinds that a dish's name or category tells. Rice, bread or coffee may be in a dish that does not say so there. */
const TOLD_KINDS: ReadonlySet<string> = new Set([
  ...['soup', 'salad', 'cake', 'beer', 'tea', 'juice', 'water', 'sparkling water'],
  ...['wine', 'white wine', 'red wine'],
]);

/**
 * The hits that have what is wanted, where the request names nothing else and asks for dishes with it, such as “tapas
 * with cheese”, or for a kind. A name alone may mean more: “mozzarella” is also a vegan one.
 */
function onlyWanted(hits: readonly MenuHit[], understood: UnderstoodQuery, fitOf: FitOf): readonly MenuHit[] {
  const names = understood.wanted.flatMap(({ name }) => name.split(' '));
  const isOption = ({ option_groups }: MenuHit): boolean =>
    option_groups.some(({ options }) =>
      options.some((option) => names.some((name) => fold(option.name).includes(name))),
    );
  const having = hits.filter((hit) => fitOf(hit).share > 0 || isOption(hit));
  const categories = new Set(having.flatMap(({ category }) => wordsIn(category ?? '').map(({ word }) => word)));
  const words = wordsIn(menuWords(understood.query)).map(({ word }) => word);
  const isDishWord = (word: string): boolean => ANY_DISH.has(word) || (categories.has(word) && !names.includes(word));
  const isAll = words.every((word) => names.includes(word) || isDishWord(word) || isCommonWord(word));
  const isTold = ({ foods }: Wanted): boolean => foods.every((key) => TOLD_KINDS.has(key));
  const isKindWanted = understood.wanted.every((each) => each.foods.length > 0 && isTold(each));
  const isFood = understood.wanted.every(({ foods }) =>
    foods.every((key) => !isKindOfDish(key) || TOLD_KINDS.has(key)),
  );
  const isOnly = isAll && (isKindWanted || (isFood && words.some(isDishWord)));
  return isOnly && having.length > 0 ? having : hits;
}

/**
 * Hits by how much they have of what is asked for, of the best alone: “mushroom tacos” are first those with mushrooms.
 * Sorted by price are only those that have most of it: “cheapest noodles” are no rice.
 */
function mostFirst(found: readonly MenuHit[], { sort }: UnderstoodQuery, fitOf: FitOf): readonly MenuHit[] {
  if (sort === undefined) return [...found.slice(0, TRIED).toSorted(byFit(fitOf)), ...found.slice(TRIED)];
  const most = mostOf(found, fitOf);
  return found.filter((hit) => fitOf(hit).share === most);
}

/** “something with nuts”: it says nothing else of a dish. */
export function asksForAnything({ wanted, query }: UnderstoodQuery): boolean {
  const names = new Set(wanted.flatMap(({ name }) => name.split(' ')));
  return (
    wanted.every(({ isContained }) => isContained) &&
    wordsIn(query).every(({ word }) => names.has(word) || isPlainWord(word))
  );
}
