import { type DietCode, dietNamed, mayBeginDiet } from '../../../contracts/diets.ts';
import { isPerson } from './doubts.ts';
import { isCommonWord } from './explained-words.ts';
import { filteringDiet } from './filtering-diets.ts';
import type { Findings } from './findings.ts';
import { foodRefusedBy } from './foods.ts';
import { type Item, type ListReader, misspelt } from './list-reader.ts';
import {
  AFTER_BOOK,
  AFTER_RUN,
  ALLERGY_COMPOUND,
  allergyIn,
  CONTAINED_RUN,
  CONTAINS,
  NEGATING,
  NOTHING,
  PREPOSITIONS,
  PRONOUNS,
  refusalAt,
  wordSet,
} from './phrase-books.ts';
import { isWanting } from './refusal-signs.ts';
import { MEAT_OR_FISH } from './wanted-names.ts';
import {
  CLAUSE_ENDS,
  isUnparted,
  isUnspaced,
  PARTING,
  type Piece,
  SENTENCE_ENDS,
  type Span,
  spanAround,
} from './words-of.ts';

const [AFTER_CHARACTERS, DIET_WORDS] = [40, 4];

const VEG = /^veg(?:gie)?$/u;
/** Returns whether a piece is a word that stands right beside another. */
const isBeside = (piece: Piece | undefined, gap: string | undefined): piece is Piece =>
  piece !== undefined && /^[\s-]$/u.test(gap ?? '') && !isCommonWord(piece.key);

/** Reads the known phrases of one text: each takes its words, and the others are left to search for. */
export class PhraseReader {
  readonly #text: string;
  readonly #pieces: readonly Piece[];
  readonly #lists: ListReader;
  readonly #findings: Findings;
  readonly #isUnspaced: boolean;
  /** The end of a list without a refusal. None of its parts is refused either. */
  #unrefusedUntil = 0;
  /** Pieces of refusals whose object does not follow them. */
  readonly unused = new Set<number>();
  /** Phrases that speak of an allergy. */
  readonly allergyOf: Span[] = [];

  constructor(text: string, pieces: readonly Piece[], lists: ListReader, findings: Findings) {
    this.#text = text;
    this.#pieces = pieces;
    this.#lists = lists;
    this.#findings = findings;
    this.#isUnspaced = isUnspaced(text);
  }

  /** @param passed Pieces that say nothing. */
  read(passed: ReadonlySet<number>): void {
    for (let at = 0; at < this.#pieces.length; ) {
      const next =
        (passed.has(at) ? at + 1 : undefined) ??
        this.#refusedAfterwards(at, passed) ??
        this.#refusal(at) ??
        this.#diet(at) ??
        this.#selfRefusing(at) ??
        this.#question(at);
      const piece = this.#pieces[at];
      if (next === undefined && piece !== undefined)
        this.#findings.keep(piece.gap + this.#text.slice(piece.start, piece.end).replace(OF_DISHES, '$1'), at);
      at = next ?? at + 1;
    }
  }

  readonly #before = (at: number) => refusalAt(this.#pieces, at);

  /** “without nuts or eggs”, “allergic to shellfish”: a phrase, then a list. */
  #refusal(at: number): number | undefined {
    const phrase = this.#before(at);
    if (phrase === undefined) return undefined;
    // “no, not nuts”, “allergic to: nuts”.
    let begin = at + phrase.length;
    for (let more = this.#before(begin); more !== undefined; more = this.#before(begin)) begin += more.length;
    // “No. Pizza, please.”, “ça ne passe pas, une pizza”.
    const ends = phrase.value === 'taste' ? PARTING : SENTENCE_ENDS;
    if (ends.test(this.#pieces[begin]?.gap ?? '')) return this.#leave(at, begin);
    const list = this.#lists.read(begin, this.#findings.isAboutAllergies ? 'allergy' : phrase.value);
    const named = this.#namedBehind(list);
    if (named !== undefined && !NO_VERB_AFTER.has(this.#pieces[begin - 1]?.key ?? '')) {
      const isVerb = allergyIn(this.#pieces.slice(at, begin)) === undefined;
      const items = isVerb ? named.items : [...list.items, ...named.items];
      this.#findings.refuse(items, phrase.value, { begin: at, end: named.end });
      return this.#skipPostponed(named.end);
    }
    // “not vegan”, “non-veg”: describes dishes, and refuses none.
    if (list.items[0]?.isKnown !== true && NEGATING.has(this.#pieces[begin - 1]?.key ?? '')) {
      const diet = this.#dietAt(begin);
      if (diet !== undefined) {
        const end = begin + diet.length;
        if (diet.diet === 'vegetarian') this.#findings.add({ begin: at, end }, { wanted: [MEAT_OR_FISH] });
        return end;
      }
    }
    // “Ananas en ik gaan niet samen”: what is refused was named before.
    if (list.items.length > 0 && list.items.every(isVague) && this.#isOfNamed(at)) return this.#leave(at, list.end);
    if (list.items.length > 0) {
      this.#findings.refuse(list.items, phrase.value, { begin: at, end: list.end });
      // “Peanuts and I do not get along”: what is not wanted may be something else that was named.
      const key = this.#pieces[at]?.key ?? '';
      if (list.items.every(isVague) && !PREPOSITIONS.has(key)) this.#leave(NOTHING.has(key) ? at : begin, list.end);
      return this.#skipPostponed(list.end);
    }
    // “I don't eat fish, I'm allergic to it”: that was said before.
    const isSaidBefore = PRONOUNS.has(this.#pieces[begin]?.key ?? '') && this.#findings.hasRefusals;
    if (isSaidBefore) return begin;
    if (phrase.value === 'allergy') this.allergyOf.push({ begin: at, end: begin });
    // “no thanks”, “not more than”: the words stay out of the search all the same.
    return this.#leave(at, begin);
  }

  /** “Nie jada wieprzowiny”, “not a fan of mushrooms”: what is refused follows a word that is not known. */
  #namedBehind({ items, end }: { items: readonly Item[]; end: number }): { items: Item[]; end: number } | undefined {
    const isUnknown = items.every(({ isKnown }) => !isKnown) && items.some(({ key }) => !isCommonWord(key));
    if (!isUnknown || !isUnparted(this.#pieces, end - 1, 2)) return undefined;
    const named = this.#lists.read(end, 'afterwards');
    const isNamed =
      named.items.length > 0 && named.items.every(({ isKnown, food }) => isKnown && food?.isDish !== true);
    return isNamed ? named : undefined;
  }

  /** Returns whether a clause names something before a negation of it, and asks for nothing. */
  #isOfNamed(at: number): boolean {
    const { begin, end } = spanAround(this.#pieces, at, PARTING);
    const before = this.#pieces.slice(begin, at);
    const isNamed = before.some((_, offset) => this.#isNamed(begin + offset));
    const isPersonal = before.concat(this.#pieces.slice(at, end)).some(({ key }) => isPerson(key));
    const isOfIt = isPersonal || AUXILIARIES.has(this.#pieces[at]?.key ?? '');
    return (
      isNamed &&
      isOfIt &&
      !before.some(({ key }) => isWanting(key) && !MODALS.has(key)) &&
      !RELATIVE.has(before.at(-1)?.key ?? '')
    );
  }

  readonly #isNamed = (at: number): boolean =>
    this.#pieces[at]?.mention !== undefined || this.#lists.foodMentionedAt(at) !== undefined;

  /** A phrase without a readable object may refuse a food named elsewhere. */
  #leave(begin: number, end: number): number {
    for (let at = begin; at < end; at += 1) this.unused.add(at);
    return end;
  }

  /** “allergic to nuts” may be followed by what says it again: “no nuts allergy”. */
  #skipPostponed(at: number): number {
    const phrase = AFTER_BOOK.at(this.#pieces, at);
    return phrase?.value === 'allergy' ? at + phrase.length : at;
  }

  /** “nut and egg allergy”, “nut-free”, “卵抜き”: a list, then a phrase. */
  #refusedAfterwards(at: number, passed: ReadonlySet<number>): number | undefined {
    if (at < this.#unrefusedUntil || this.#before(at) !== undefined) return undefined;
    const list = this.#lists.read(at, 'afterwards');
    const last = list.items.at(-1);
    if (last === undefined || list.end === at || passed.has(list.end)) return undefined;
    // “Dessert, egg allergy”, “What can she eat, egg allergy”.
    const [first] = list.items;
    if (list.items.length > 1 && (first?.food?.isDish === true || isCommonWord(first?.key ?? ''))) return undefined;
    const phrase = AFTER_BOOK.at(this.#pieces, list.end);
    const following = this.#pieces[list.end];
    // “Eine Lasagne, nicht zu heiß”.
    const after = this.#pieces[list.end + (phrase?.length ?? 0)];
    const isOfMore =
      phrase?.value === 'taste' && COMMA.test(following?.gap ?? '') && after !== undefined && !PARTING.test(after.gap);
    if (phrase !== undefined && !isOfMore && !CLAUSE_ENDS.test(following?.gap ?? '')) {
      // “sugar-free”, “fat-free”: only what is said without a word between, or harms, may be unknown.
      // “Ich bin allergisch gegen …”: what begins to refuse what follows refuses no word before it.
      const begins = this.#before(list.end) !== undefined;
      // “Bin allergisch”.
      const isGlued =
        !begins && /^[-\s]$/u.test(following?.gap ?? '') && !isCommonWord(last.key) && !DEGREES.has(last.key);
      if (last.isKnown || (isGlued && (phrase.value === 'allergy' || following?.key === 'free'))) {
        const end = list.end + phrase.length;
        this.#findings.refuse(list.items.map(guessed), phrase.value, { begin: at, end });
        return end;
      }
    }
    if (!this.#isUnspaced) {
      this.#unrefusedUntil = list.end;
      return undefined;
    }
    const end = this.#pieces[list.end - 1]?.end ?? 0;
    const rest = this.#text.slice(end, end + AFTER_CHARACTERS);
    for (const severity of ['allergy', 'taste'] as const) {
      const match = AFTER_RUN[severity].exec(rest);
      if (match === null) continue;
      const until = end + match[0].length;
      let next = list.end;
      while ((this.#pieces[next]?.end ?? Number.POSITIVE_INFINITY) <= until) next += 1;
      if ((this.#pieces[next]?.start ?? Number.POSITIVE_INFINITY) < until) next += 1;
      this.#findings.refuse(list.items, severity, { begin: at, end: next });
      // “絶対に入れないで”: as above, what is meant was named before.
      if (list.items.every(isVague) && match[0].includes('ない')) this.#leave(at, next);
      return next;
    }
    this.#unrefusedUntil = list.end;
    return undefined;
  }

  /** “vegan”, “plant-based”, “for a coeliac”, “no meat”. */
  #diet(at: number): number | undefined {
    const found = this.#dietAt(at);
    if (found === undefined) return undefined;
    const span = { begin: at, end: at + found.length };
    this.#findings.takeDiet(found.diet, span);
    const [before, next] = [this.#pieces[at - 1], this.#pieces[span.end]];
    const keys = this.#pieces.slice(at, span.end).map(({ key }) => key);
    const named = (words: readonly string[]) => ({ diet: found.diet, name: words.join(' ') });
    const dietNames = [
      ...(isBeside(next, next?.gap) ? [named([...keys, next.key])] : []),
      // “Veg samosas” may be the menu's vegetable samosas, and a “galette végétarienne” has its name so.
      ...(isBeside(next, next?.gap) && VEG.test(keys.join(' ')) ? [named(['vegetable', next.key])] : []),
      ...(isBeside(before, this.#pieces[at]?.gap) ? [named([before.key, ...keys])] : []),
    ];
    this.#findings.add(span, dietNames.length > 0 ? { dietNames } : { ownDiets: [found.diet] });
    return span.end;
  }

  #dietAt(at: number): { diet: DietCode; length: number } | undefined {
    const first = this.#pieces[at];
    // “My GF is hungry.”
    if (first?.key === 'gf' && POSSESSIVE.has(this.#pieces[at - 1]?.key ?? '')) return undefined;
    if (first?.mention?.isRefusal !== true && !mayBeginDiet(first?.key.split(' ')[0] ?? '')) return undefined;
    for (let length = DIET_WORDS; length > 0; length -= 1) {
      const last = this.#pieces[at + length - 1];
      const name = this.#text.slice(first?.start, last?.end);
      const diet = last && filteringDiet(name);
      // “Nussallergie” is no diet: who cooks has to know that it is an allergy.
      if (diet !== undefined) return OF_ALLERGY.test(name) ? undefined : { diet, length };
    }
    return undefined;
  }

  /** “eggless”, “laktosefrei”, “sütsüz”, “Nussallergie”. */
  #selfRefusing(at: number): number | undefined {
    const piece = this.#pieces[at];
    if (piece === undefined) return undefined;
    const { start, end, key, mention } = piece;
    const span = { begin: at, end: at + 1 };
    const food = mention === undefined ? foodRefusedBy(key) : undefined;
    if (food !== undefined) {
      this.#findings.add(span, { foods: [food.key], phrases: [key] });
      return span.end;
    }
    if (mention?.isRefusal !== true) {
      // “Quittenallergie”.
      if (mention !== undefined || !ALLERGY_COMPOUND.test(key) || OF_DEGREE.test(key)) return undefined;
      this.#findings.giveUp(this.#text.slice(start, end), span);
      return span.end;
    }
    const isOfHarm = this.#findings.isAboutAllergies || OF_ALLERGY.test(key);
    const diet = isOfHarm ? undefined : dietNamed(this.#text.slice(start, end));
    const refused = diet === undefined ? { allergies: [...mention.codes] } : { diets: [diet] };
    this.#findings.add(span, { phrases: [key], ...refused });
    return span.end;
  }

  /** “Which dishes contain nuts?” */
  #question(at: number): number | undefined {
    const piece = this.#pieces[at];
    if (piece === undefined) return undefined;
    if (CONTAINS.has(piece.key)) {
      const list = this.#lists.read(at + 1, 'afterwards');
      const codes = list.items.flatMap((item) => item.codes);
      if (codes.length === 0) return undefined;
      this.#findings.add({ begin: at, end: list.end }, { contains: codes });
      return list.end;
    }
    if (piece.mention !== undefined && CONTAINED_RUN.test(this.#text.slice(piece.end, piece.end + AFTER_CHARACTERS))) {
      this.#findings.add({ begin: at, end: at + 1 }, { contains: [...piece.mention.codes] });
      return at + 1;
    }
    return undefined;
  }
}

/** “Grillgerichte”. */
const OF_DISHES = /^(\p{L}{3,})(?<!haupt|vor|nach|süß|suss|zwischen|mehl)(?:gerichte?n?|speisen?|sorten?)$/u;
/** How bad an allergy is: “a proper allergy”, “hochallergisch”. */
const DEGREES = wordSet(
  `proper real serious severe bad strong massive huge mild slight major genuine full actual true deadly lethal known food such this that same
  starke schwere echte richtige schlimme heftige leichte grave forte fortes severe serieuse severa fuerte seria leve ernstige zware lichte echte
  silna silne ciezka powazna ciddi agir siddetli`,
);
const OF_DEGREE = /^(?:hoch|stark|schwer|super|hyper|extrem|mega|ultra|total|voll)(?:allergi|intoleran)/u;
const OF_ALLERGY = /all?erg|alerji/u;
const COMMA = /[,、，]/u;
const POSSESSIVE = wordSet('my your his the a new');
/** “Egg isn’t tolerated”; but “onion soup that isn’t greasy”. */
const AUXILIARIES = wordSet('isn isnt aren arent wasn doesn doesnt don dont');
/** “No horse meat”: a word that is not known tells which meat. “Nothing beats peanuts” refuses none. */
const NO_VERB_AFTER = new Set([
  ...[...NOTHING, ...PREPOSITIONS],
  ...wordSet('no kein keine keinen keinem keiner keines geen any pas de d'),
]);
/** “Mosterd kan ik niet hebben.” */
const MODALS = wordSet('can kann darf kan peux peut posso puo puedo puede pode');
const RELATIVE = wordSet('that which who die das der qui che que dat ktory ktora ktore');

/** “A peenut and egg allergy”. */
function guessed(item: Item): Item {
  const codes = item.isKnown ? [] : misspelt(item.key);
  return codes.length === 0 ? item : { ...item, codes, isAllergen: true, isKnown: true, isGuess: true };
}

const isVague = ({ isKnown, isGuess }: Item): boolean => !isKnown || isGuess;
