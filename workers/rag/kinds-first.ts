import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { COMMON } from '../domain/query/common-words.ts';
import { type Certainty, certaintyOf, type DishKind, kindsAskedIn } from '../domain/query/dish-kinds.ts';
import { hasWanted } from '../domain/query/left-out.ts';
import type { UnderstoodQuery } from '../domain/query/understood-query.ts';

interface KindSearch {
  /** The request as it was said. */
  said: string;
  /** Hits by the words, best first. */
  found: readonly MenuHit[];
  /** Everything on the menu that fits the conditions. */
  listMenu: () => Promise<readonly MenuHit[]>;
}

/**
 * The dishes of the kind that a request asks for, such as mains or something cold to drink: first those that the words
 * found. Where a request says nothing else, these are all of the kind.
 * @returns undefined if the request asks for no kind, or the menu has nothing of it.
 */
export async function ofKindAsked(
  understood: UnderstoodQuery,
  { said, found, listMenu }: KindSearch,
): Promise<MenuHit[] | undefined> {
  // The reader takes “Mehlspeise”, Austrian for a dessert, for flour.
  const isFlour = /mehlspeis/iu.test(said);
  const query = isFlour ? understood.query.replace('mehl', 'mehlspeise') : understood.query;
  const { kinds, rest } = kindsAskedIn(query);
  if (kinds.length === 0 || isNameOf(found, understood.query, kinds)) return undefined;
  const listed = await listMenu();
  const all = [...found, ...listed.filter(({ sku }) => !found.some((hit) => hit.sku === sku))];
  const members = membersOf(all, kinds);
  const isAsked = (food: string): boolean => kinds.some((kind) => kind === food);
  const others = (isFlour ? [] : understood.wanted).filter(
    ({ foods, allergens }) => allergens.length > 0 || !foods.every(isAsked),
  );
  if (others.length > 0) {
    const having = members.filter((hit) => others.some((each) => hasWanted(hit, each)));
    return having.length > 0 ? having : undefined;
  }
  const stems = rest.map((word) => word.slice(0, STEM)).filter((stem) => stem.length >= MIN_STEM);
  const mentions = (hit: MenuHit): boolean =>
    stems.some((stem) => fold([hit.name, hit.category, hit.description].filter(Boolean).join(' ')).includes(stem));
  const mentioned = members.filter(mentions);
  if (mentioned.length > 0) return mentioned;
  // “A burger and a drink”.
  if (found.some((hit) => !members.includes(hit) && isNamed(hit, understood.query))) return undefined;
  return members.length > 0 ? members : undefined;
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
