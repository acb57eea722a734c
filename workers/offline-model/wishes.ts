import type { MenuHit, UnsafeHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { offerOf } from '../domain/query/left-out.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { refusesSomething } from '../domain/query/understood-query.ts';
import { ALL_SHOWN, EACH, fromList } from './from-list.ts';
import {
  contentWords,
  isArticle,
  isMeasure,
  isUnspaced,
  type Language,
  languageOf,
  numberSaid,
  quantitiesBeside,
  quantityIn,
  quantityOf,
} from './language.ts';
import type { Memory } from './memory.ts';
import { bestNamed, isKindOf, isMeantBy, isPartMeant, isSameWord, lettersLeft, nameWords } from './names.ts';
import { freeOptionsIn, optionsOf, unwantedIn } from './options.ts';
import { isPreparation, withoutPreparations, withPreparationsApart } from './preparations.ts';
import { unsafeInWords } from './replies.ts';
import { WITH, WITHOUT } from './said.ts';
import { OF_SHOWN, PART_OF, plain } from './sayings.ts';
import { placeIn, rangeIn, segmentsOf, withNamesWhole } from './segments.ts';
import { type Act, call, say } from './steps.ts';
import { ASIDE, hitsOf, optionNames, unexplainedBy, type Wish } from './wish.ts';

type Unclear = Extract<Wish, { kind: 'unclear' }>;

const MAX_SEARCHED = 6;
const SEARCHED_AT_ONCE = 3;
export const MAX_ASKED = 5;
const WHOLE_MENU = 20;
const MAX_QUERY = 300;
/** A dish by its name alone. */
const WITHOUT_TEXTS = { description: null, category: null, allergens: null, may_contain: [], free_of: [] };

type Known = Pick<Memory, 'lastHits' | 'allHits' | 'language' | 'reading'>;

/**
 * The wishes of a sentence, each found among the products seen; the last list goes first, and what is in neither is looked
 * up. What the sentence leaves out names no dish, and is not among those to choose from: “a burger but not beef”.
 */
export function* wishesIn(memory: Memory, text: string): Act<Wish[]> {
  const { language, reading } = memory;
  const listed = fromList(memory, text);
  if (listed !== undefined) return listed;
  const understood = understandQuery(withoutPreparations(text, language));
  const named = (hits: readonly MenuHit[]) =>
    hits.filter((hit) => offerOf({ ...hit, ...WITHOUT_TEXTS }, understood) !== undefined);
  const seen = (): Known => ({ language, reading, lastHits: named(memory.lastHits), allHits: named(memory.allHits) });
  const known = readWishes(text, seen());
  const unknown = known.flatMap((wish) =>
    wish.kind === 'unclear' && wish.hits.length === 0 && wish.words !== '' ? [wish] : [],
  );
  if (unknown.length === 0) return known;
  const found = new Map<string, MenuHit[] | undefined>();
  const unsafe = new Set<string>();
  for (let at = 0; at < Math.min(unknown.length, MAX_SEARCHED); at += SEARCHED_AT_ONCE) {
    const some = unknown.slice(at, at + SEARCHED_AT_ONCE);
    const outcomes = yield {
      calls: some.map((wish) => ({
        tool: 'retrieve_menu',
        input: { query: bareOf(wish, language).join(' ').slice(0, MAX_QUERY) },
      })),
    };
    for (const [index, outcome] of outcomes.entries()) {
      const wish = some[index];
      if (outcome.kind !== 'hits' || wish === undefined) continue;
      const { words, text: segment } = wish;
      // “Pizza tonno without onions” names the one dish, though its own name has them.
      const bare = bareOf(wish, language);
      const told = bestNamed(bare, bare.join(' '), outcome.hits, ({ name }) => name);
      const isTold = told.length === 1 && told.every((hit) => unexplainedBy(hit, bare).length === 0);
      found.set(segment, isTold ? told : named(outcome.hits));
      // A dish that was asked for and may not be offered is named with the reason.
      const refused = outcome.unsafe.filter(({ name }) => isMeant(words, name, outcome.hits));
      if (refused.length === 0) continue;
      unsafe.add(segment);
      yield* sayUnsafe(memory, refused);
    }
  }
  const notFound = unknown.filter(({ text: segment }) => found.get(segment)?.length === 0 && !unsafe.has(segment));
  // A search for whole words passes over “Brezel” in “Laugenbrezel”: the menu itself is read.
  if (notFound.length > 0) yield* call('retrieve_menu', { query: '', limit: WHOLE_MENU });
  for (const { text: segment } of notFound) found.set(segment, undefined);
  return readWishes(text, seen(), found)
    .filter((wish) => wish.kind === 'found' || !unsafe.has(wish.text))
    .map((wish) => {
      const fitting = hitsOf(wish).filter((hit) => offerOf(hit, understood) !== undefined);
      return wish.kind === 'found' || fitting.length === 0 ? wish : { ...wish, hits: fitting };
    });
}

/** The words of a wish without what it leaves out. Tea keeps its accent: without, it is a word that all have. */
const bareOf = ({ words, text }: Unclear, language: Language): string[] => {
  const { phrases, query } = understandQuery(text);
  const bare = phrases.length === 0 ? words.split(' ') : contentWords(query, language);
  return bare.map((word) => (/^th?es?$/u.test(word) ? (TEAS[language] ?? word) : word));
};
const TEAS: Partial<Record<Language, string>> = { fr: 'thé', it: 'tè', es: 'té' };

/** Says which dishes are not safe, and remembers of what kind they are: “what instead?” asks for that. */
export function* sayUnsafe(memory: Memory, unsafe: readonly UnsafeHit[]): Act {
  memory.warned = unsafe[0]?.category ?? memory.warned;
  yield* say(unsafeInWords(unsafe, memory.language));
}

/** Returns whether a dish that may not be offered is the one that was meant, because no safe dish has that name. */
export const isMeant = (words: string, name: string, safe: ReadonlyArray<{ name: string }>): boolean =>
  bestNamed(words.split(' '), words, [...safe, { name }], (each) => each.name).some((each) => each.name === name);

/** “For my wife”, “für mich”: of whom a dish is for nothing is looked up. */
export const FOR_WHOM =
  /(?<!\p{L})(?:for (?:me|myself|him|her|us|them|my \p{L}+|the (?:kids?|children|child|boys|girls|lady|little one|office|team|party|table|family|road)|starters?|afters|lunch|dinner|later|now)|to (?:start|share|nibble|drink|finish|eat)(?: with)?|zum (?:trinken|nachtisch|knabbern|essen)|pour (?:grignoter|commencer|finir|manger|boire|l[’']apéro)|per (?:iniziare|cominciare|finire)|da bere|para (?:empezar|beber|picar|compartir|comer|tomar)|für (?:mich|ihn|sie|uns|mein\p{L}* \p{L}+|die kinder|das kind)|pour (?:moi|lui|elle|nous|m(?:a|on|es) \p{L}+|les enfants)|per (?:me|lui|lei|noi|(?:il |la |i )?mi[aoe]i? \p{L}+|i bambini)|para (?:m[ií]|él|ella|nosotros|mis? \p{L}+|l[oa]s niñ[oa]s|mim|ele|ela|nós|(?:[oa] )?(?:meu|minha) \p{L}+|as crianças)|voor (?:mij|me|hem|haar|ons|mijn \p{L}+|de kinderen)|dla (?:mnie|niego|niej|nas|moj\p{L}+ \p{L}+|mojego \p{L}+|dzieci)|(?:benim|eşim|oğlum|kızım|çocuk(?:lar)?) için)(?!\p{L})/giu;

/** The wishes of a sentence. @param found What a search found for a segment; without an entry it was not searched for. */
export function readWishes(
  text: string,
  known: Known,
  found: ReadonlyMap<string, MenuHit[] | undefined> = new Map(),
): Wish[] {
  const wishes: Wish[] = [];
  // The last product that was named, or those that may be meant: options that follow are about it.
  let last: Wish | undefined;
  /** What was said of it before its options were counted. */
  let bare: string | undefined;
  let counted = 1;
  const range = rangeIn(text, known.language);
  const each = EACH.test(fold(text)) ? quantityIn(range?.rest ?? text, known.language) : undefined;
  const hitsFound = [...found.values()].flatMap((hits) => hits ?? []);
  const whole = withNamesWhole(text.replace(FOR_WHOM, ' '), [...hitsFound, ...known.lastHits, ...known.allHits]);
  for (const segment of segmentsOf(withPreparationsApart(whole), known.language)) {
    // “Ein Spaghettieis and one lemonade”: each in its own.
    const language = languageOf(segment, known.language);
    const named = last === undefined ? [] : hitsOf(last);
    // “I’m allergic to eggs” is no egg on the dish before it; “one gluten-free” may be an option of it.
    const isRefused = known.reading.of(segment).allergies.length > 0 && isOnlyRefusal(segment, language, known);
    if (isRefused && named.every((hit) => freeOptionsIn(hit, segment).length === 0)) continue;
    const isOfAll = wishes.length > 1 && ALL_SHOWN.test(fold(segment));
    const about = isOfAll ? fold(segment).replace(ALL_SHOWN, ' ') : segment;
    const isAbout = (hit: MenuHit) => isAboutOptions(about, hit, counted, { ...known, language }, found.has(segment));
    if (last !== undefined && named.some(isAbout)) {
      const [counted = ''] = wordsIn(segment).map(({ word }) => word);
      const one = isArticle(counted, language) || ANOTHER.test(counted) ? 1 : undefined;
      // “Large fries with mayo and a small one with ketchup” are two, whose sizes would exclude each other.
      if (
        one !== undefined &&
        last.quantity === 1 &&
        last.kind === 'found' &&
        sayDifferent(last.hit, [last.text, segment], language)
      ) {
        last = { ...last, quantity: one, text: segment };
        wishes.push(last);
        continue;
      }
      const [number] = named.flatMap((hit) => countsBeside(hit, about, language));
      // “Twee milkshakes, een vanille en een banaan.”
      const count = number ?? (last.quantity > 1 ? one : undefined);
      // “A marinara and a diavola, both large”.
      if (isOfAll) for (const wish of wishes) wish.text = `${wish.text}, ${about}`;
      // “Three shakes, one vanilla”: some of them alone.
      else if (count !== undefined && count <= last.quantity && last.quantity > 1) {
        wishes.splice(wishes.indexOf(last), 0, { ...last, quantity: count, text: `${last.text}, ${segment}` });
        last.quantity -= count;
      } else if (count !== undefined && numberSaid(bare ?? last.text, language) === undefined) {
        if (bare === undefined) wishes.pop();
        bare ??= last.text;
        wishes.push({ ...last, quantity: count, text: `${bare}, ${segment}` });
      } else last.text = `${last.text}, ${segment}`;
      continue;
    }
    bare = undefined;
    if (last !== undefined && isPreparation(segment, language)) {
      last.text = `${last.text}, ${segment}`;
      continue;
    }
    // “No brownie” is no wish for one.
    if ((last === undefined && REFUSAL.test(segment)) || isOnlyRefusal(segment, language, known)) continue;
    const some = rangeIn(segment, language);
    if (some !== undefined && contentWords(some.rest, language).length === 0) {
      const quantity = each ?? 1;
      for (const hit of known.lastHits.slice(some.from, some.to))
        wishes.push({ kind: 'found', hit, quantity, text: '' });
      continue;
    }
    // “One of those and two colas”, of the one dish that was shown.
    const [shown, ...more] = known.lastHits;
    if (shown !== undefined && more.length === 0 && OF_SHOWN.test(plain(segment)) && !isAnyContent(segment, language)) {
      counted = quantityIn(segment, language) ?? 1;
      last = { kind: 'found', hit: shown, quantity: counted, text: segment };
      wishes.push(last);
      continue;
    }
    const isOfShown = last === undefined && more.length === 0 && OPTION_START.test(segment);
    if (shown !== undefined && isOfShown && optionsOf(shown, segment, language).options.length > 0) {
      last = { kind: 'found', hit: shown, quantity: quantityIn(segment, language) ?? 1, text: segment };
      wishes.push(last);
      continue;
    }
    const alone = numberSaid(segment, language);
    // “The soup, twice.”
    const rest = contentWords(fold(segment).replace(EACH, ' '), language);
    const isCount = quantityOf(wordsIn(segment)[0]?.word ?? '', language) !== undefined;
    // “Toilet paper, two packs”; “cut into four pieces” counts none.
    const isBare = rest.length === 0 || (isCount && rest.every(isMeasure));
    if (isBare && each !== undefined) continue;
    if (last?.kind === 'found' && alone !== undefined && isBare && placeIn(last.text, language) === undefined) {
      last.quantity = alone;
      counted = alone;
      continue;
    }
    const hits = found.get(segment);
    const seen: Known = { ...known, language, ...(hits === undefined ? {} : { lastHits: hits }) };
    const said = extremeIn(segment, seen, hits !== undefined) ?? wishOf(segment, seen);
    const wish = said?.kind === 'found' && found.size === 0 ? unlessPartial(said, seen) : said;
    if (wish === undefined) continue;
    if (each !== undefined) wish.quantity = each;
    // “Three coffees, one of them decaf.”
    if (last !== undefined && PART_OF.test(plain(segment)) && wish.quantity < last.quantity)
      last.quantity -= wish.quantity;
    last = wish.kind === 'unclear' && wish.hits.length === 0 && wish.words !== '' ? oneOf(wish, hits ?? []) : wish;
    wishes.push(last);
    counted = last.quantity;
  }
  return withoutSum(
    joinedParts(wishes, known.language).filter(({ quantity }) => quantity > 0),
    found,
  );
}

/** “Curry sauce”, of which “Chips & Curry Sauce” is known: the menu may have one that is called so and no more. */
function unlessPartial(wish: Extract<Wish, { kind: 'found' }>, { lastHits, language }: Known): Wish {
  const words = contentWords(wish.text, language);
  const kind = nameWords(wish.hit.category ?? '');
  const own = nameWords(wish.hit.name.split(ASIDE)[0] ?? '').filter((word) => !isMeasure(word) && !kind.includes(word));
  const isKnown = lastHits.includes(wish.hit) || words.length === 0 || isUnspaced(wish.text);
  if (isKnown || own.length < words.length + 1 || isAllSaid(own, words)) return wish;
  return { kind: 'unclear', hits: [], words: words.join(' '), text: wish.text, quantity: wish.quantity };
}

/** “Steak and ale pie”, of which “steak” and “ale pie” are two parts of one name. */
function joinedParts(wishes: readonly Wish[], language: Language): Wish[] {
  const joined: Wish[] = [];
  for (const wish of wishes) {
    const last = joined.at(-1);
    if (last !== undefined && isPartOfSame(last, wish, language)) last.text = `${last.text} ${wish.text}`;
    else joined.push(wish);
  }
  return joined;
}

function isPartOfSame(last: Wish, wish: Wish, language: Language): boolean {
  if (last.kind !== 'found' || wish.kind !== 'found' || last.hit.product_id !== wish.hit.product_id) return false;
  const own = nameWords(wish.hit.name);
  const [before, words] = [last.text, wish.text].map((text) => contentWords(text, language));
  const isNew = (word: string) => before?.every((each) => !isSameWord(each, word)) === true;
  return (
    words !== undefined &&
    words.length > 0 &&
    numberSaid(wish.text, language) === undefined &&
    words.every((word) => isNew(word) && own.some((each) => isSameWord(word, each)))
  );
}

/** “Two pizzas, a marinara and a diavola” are two, also where nothing on the menu is called a pizza. */
function withoutSum(wishes: Wish[], found: ReadonlyMap<string, MenuHit[] | undefined>): Wish[] {
  const [sum, ...parts] = wishes;
  if (sum?.kind !== 'unclear' || sum.quantity < 2) return wishes;
  // “Four tacos, two with chicken, two with beef” are parts of one wish.
  if (parts.some((part) => part.kind === 'unclear' && part.hits === sum.hits)) return wishes;
  const total = parts.reduce((all, { quantity }) => all + quantity, 0);
  if (sum.hits.length === 0 && found.has(sum.text) && total === sum.quantity) return parts;
  const isOfKind = (hit: MenuHit) => unexplainedBy(hit, sum.words.split(' ')).length === 0;
  let rest = sum.quantity;
  for (const part of parts) {
    if (rest > 0 && !hitsOf(part).some(isOfKind)) return wishes;
    rest -= part.quantity;
    if (rest === 0) return parts;
  }
  return wishes;
}

/** “The cheapest pasta”: of all that is of the kind, what comes first by price. */
function extremeIn(segment: string, { lastHits, language }: Known, isSearched: boolean): Wish | undefined {
  const { sort, query } = understandQuery(segment);
  const kind = contentWords(query, language);
  if (sort === undefined || kind.length === 0) return undefined;
  const wish = { quantity: numberSaid(segment, language) ?? 1, text: '', words: segment.trim() };
  if (!isSearched) return { ...wish, kind: 'unclear', hits: [], text: segment };
  const fitting = lastHits.filter((hit) => unexplainedBy(hit, kind, hit.description ?? '').length === 0);
  const [first] = fitting;
  const alike = fitting.filter(({ price }) => price.amount === first?.price.amount);
  if (first === undefined) return { ...wish, kind: 'unclear', hits: lastHits.slice(0, MAX_ASKED), isGuess: true };
  return alike.length > 1 ? { ...wish, kind: 'unclear', hits: alike } : { ...wish, kind: 'found', hit: first };
}

/**
 * Nothing is called so: of what the search found for it, the one dish that is what was said, or has it all in its name and
 * description; else the person says which.
 */
function oneOf(wish: Unclear, hits: readonly MenuHit[]): Wish {
  const words = wish.words.split(' ');
  const isSo = (kind: (hit: MenuHit) => string) => (each: MenuHit) =>
    unexplainedBy(each, words, kind(each)).every(
      (word) => isKindOf(word, each.name) || nameWords(each.name).some((part) => isPartMeant(word, part)),
    );
  const isNamed = ({ name }: MenuHit) =>
    unexplainedBy({ name, category: null, option_groups: [] }, words).length < words.length;
  // “Dumplings”: a word of what several are is no order for the one that says it.
  const isOne = quantityIn(wish.text, 'en') !== undefined;
  const fitting = [
    hits.filter(isSo(kindOf)).filter((each) => isOne || isNamed(each)),
    hits.filter(isNamed).filter(isSo(({ description }) => description ?? '')),
  ];
  const [hit, ...others] = fitting.find((some) => some.length > 0) ?? [];
  if (hit !== undefined && others.length === 0) return { ...wish, kind: 'found', hit };
  return { ...wish, hits: hits.slice(0, MAX_ASKED), isGuess: true };
}

/** The part of a description that says what a dish is, as “Schwarzer Tee im Glas”; nothing of a list of ingredients. */
function kindOf({ description }: MenuHit): string {
  const [kind = ''] = (description ?? '').split('.')[0]?.split(ASIDE) ?? [];
  return /,\s*\p{L}/u.test(kind) ? '' : kind;
}

/** “large” or “no olives” after a product speaks of that product. A dish that is called so goes before a slip of the pen. */
function isAboutOptions(
  segment: string,
  hit: MenuHit,
  quantity: number,
  { language, lastHits, allHits }: Known,
  isSearched: boolean,
): boolean {
  if (OPTION_START.test(segment)) return true;
  const own = optionNames(hit);
  const known = own.flatMap((name) => wordsIn(name).map(({ word }) => word));
  const isOption = (word: string) => known.some((each) => isMeantBy(word, each));
  const words = contentWords(segment, language).filter((word) => isOption(word) || !isMeasure(word));
  if (isUnspaced(segment)) {
    return (
      (unwantedIn(segment).length > 0 || optionsOf(hit, segment, language).options.length > 0) &&
      !/[\p{Script=Han}\p{Script=Katakana}]/u.test(lettersLeft(words.join(' '), [...own, ...unwantedIn(segment)]))
    );
  }
  // “Two tacos and a guacamole”: guacamole can be added to them, but it is also a dish.
  const isCalled = ({ name }: MenuHit) => {
    const main = nameWords(name.split(ASIDE)[0] ?? '');
    return isAllSaid(main, words) && isAllSaid(words, main);
  };
  if (quantityIn(segment, language) !== undefined && [...lastHits, ...allHits].some(isCalled)) return false;
  const numbers = wordsIn(segment).filter(({ word }) => /^\d+$/.test(word) && known.includes(word));
  if (numbers.length > 0 && words.every(isOption)) return true;
  // “Two shakes, one vanilla” is about the two; “a shake, two cola” is another wish.
  const [count] = countsBeside(hit, segment, language);
  if (words.length === 0 || (count !== undefined && !isSearched && (quantity === 1 || count > quantity))) return false;
  return words.every(isOption) || (isSearched && words.every((word) => known.some((each) => isSameWord(word, each))));
}

/** Returns whether two texts say different options of a group of which a dish can have only one. */
export function sayDifferent(hit: MenuHit, texts: readonly [string, string], language: Language): boolean {
  const [own, others] = texts.map((each) => optionsOf(hit, each, language).options);
  return hit.option_groups.some(({ id, max }) => {
    const [had, more] = [own, others].map((some) => some?.filter(({ group_id }) => group_id === id) ?? []);
    return max === 1 && had?.length === 1 && more?.length === 1 && had[0]?.option_id !== more[0]?.option_id;
  });
}

/** “Una de jamaica y otra de horchata.” */
const ANOTHER = /^(?:another|otr[oa]|autre|altr[oa]|noch)$/u;

const isAnyContent = (segment: string, language: Language): boolean =>
  contentWords(segment, language).some((word) => !isMeasure(word));

const isAllSaid = (words: readonly string[], by: readonly string[]): boolean =>
  words.length > 0 && words.every((word) => by.some((other) => isMeantBy(word, other)));

/** How many of a dish a segment counts, beside the numbers in the names of its options. */
const countsBeside = (hit: MenuHit, segment: string, language: Language): number[] =>
  quantitiesBeside(optionNames(hit), segment, language).flatMap((each) => (each.isArticle ? [] : [each.value]));

const REFUSAL = new RegExp(`^(?:${WITHOUT}) (?!\\d)`, 'iu');
/** “But alcohol-free.” */
function isOnlyRefusal(segment: string, language: Language, { reading }: Known): boolean {
  const { query, ...understood } = reading.of(segment);
  return (understood.phrases.length > 0 || refusesSomething(understood)) && contentWords(query, language).length === 0;
}

/** “With”, “one without”, “no”: what follows is about the product before. */
export const OPTION_START = new RegExp(
  `^(?:(?:and|but|aber|und|et|y|e|ma|maar|mas|ale|ama|please|bitte|graag|prosze) )*(?:(?:\\d+|\\p{L}+mal|one|two|three|four|eine?[rns]?|zwei|drei|une?|deux|una?|due|dos|een|twee|uma?|dois|duas|jed\\p{L}+|dwa|dwie|bir|iki) )?(?:${WITH}|${WITHOUT})(?: |$)`,
  'iu',
);
function wishOf(segment: string, known: Known): Wish | undefined {
  const { lastHits, allHits, language } = known;
  const quantity = quantityIn(segment, language) ?? 1;
  const words = contentWords(segment, language);
  const place = placeIn(segment, language);
  if (place !== undefined) {
    const hit = lastHits.at(place.index);
    const [only, ...others] = lastHits;
    const count = quantityIn(segment, language);
    // “Three, please”, of the one dish that was shown.
    if (hit === undefined && only !== undefined && others.length === 0 && count !== undefined)
      return { kind: 'found', hit: only, text: segment, quantity: count };
    return hit === undefined
      ? { kind: 'unclear', hits: [], words: '', text: segment, quantity: place.quantity }
      : { kind: 'found', hit, text: segment, quantity: place.quantity };
  }
  if (words.every(isMeasure)) return undefined;
  const matches = namedIn(segment, words, lastHits, allHits);
  const [hit] = matches;
  // A name that is not all of what was said is a guess: “cream soup” is no tomato soup.
  if (hit === undefined || isGuess(segment, hit, language))
    return { kind: 'unclear', hits: [], words: words.join(' '), text: segment, quantity };
  const explained = matches.filter((each) => unexplainedBy(each, words).length === 0);
  // “Salt and vinegar chips”: the one that has them to choose.
  const [alone, ...more] = explained;
  if (alone !== undefined && more.length === 0) return { kind: 'found', hit: alone, quantity, text: segment };
  if (matches.length > 1) return { kind: 'unclear', hits: matches, words: words.join(' '), quantity, text: segment };
  return { kind: 'found', hit, quantity, text: segment };
}

const isGuess = (segment: string, hit: MenuHit, language: Language): boolean =>
  unexplainedBy(hit, contentWords(segment.split(ASIDE)[0] ?? '', language)).length > 0;

/** The hits that a segment names, less the words that only name options. */
function namedIn(
  segment: string,
  words: readonly string[],
  lastHits: readonly MenuHit[],
  allHits: readonly MenuHit[],
): MenuHit[] {
  const hits = [...lastHits, ...allHits.filter((hit) => !lastHits.some((last) => last.product_id === hit.product_id))];
  const optionWords = new Set(
    hits.flatMap((hit) => hit.option_groups.flatMap(({ options }) => options.flatMap(({ name }) => nameWords(name)))),
  );
  const asked = words.filter((word) => !optionWords.has(word));
  const all = bestNamed(words, segment, hits, ({ name }) => name);
  // “Lamb samosas” are one dish’s name, though another has lamb to choose; “oat latte” is no oat cookie.
  const best = all.length === 1 || asked.length === 0 ? all : bestNamed(asked, segment, hits, ({ name }) => name);
  const shown = best.filter((hit) => lastHits.includes(hit));
  return shown.length > 0 ? shown : best;
}
