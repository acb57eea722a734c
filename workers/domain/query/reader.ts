import { type AllergenCode, inOrder, membersOf } from '../../../contracts/allergens/codes.ts';
import { meaningOf } from '../../../contracts/allergens/vocabulary.ts';
import { type DietCode, dietNamed, mayBeginDiet } from '../../../contracts/diets.ts';
import { fold } from '../../../contracts/fold.ts';
import { deadlyPlaces } from './deadly-harm.ts';
import { judge } from './doubts.ts';
import { isCommonWord } from './explained-words.ts';
import { filteringDiet, WITHOUT_FOOD } from './filtering-diets.ts';
import { foodRefusedBy } from './foods.ts';
import { CLAUSE_ENDS, type Item, ListReader } from './list-reader.ts';
import {
  AFTER_BOOK,
  AFTER_RUN,
  allergyIn,
  CONTAINED_RUN,
  CONTAINS,
  denialAt,
  NEGATING,
  NOT_AFTER_NO,
  NOTHING,
  notHavingAt,
  PREPOSITIONS,
  PRONOUNS,
  refusalAt,
  speaksOfAllergyUnspaced,
  wordSet,
} from './phrase-books.ts';
import { takePriceOrder } from './price-order.ts';
import { takePrices } from './prices.ts';
import type { Severity } from './refusal-phrases.ts';
import type { UnderstoodQuery, Wanted } from './understood-query.ts';
import { speaksOfAllergyUnread } from './unread-allergies.ts';
import { isUnspaced, type Piece, piecesOf } from './words-of.ts';

const SENTENCE_ENDS = /[.!?;。！？]/u;
const [AFTER_CHARACTERS, DIET_WORDS] = [40, 4];
/** Nobody asks for a dish in more words; what comes after is not searched for, and names no price. */
const MAX_SEARCHED = 600;
/** So much of what was not understood is shown again. */
const MAX_SHOWN = 80;

/** Reads the phrases of one text, and judges what they leave. */
export class Reader {
  readonly #text: string;
  readonly #pieces: Piece[];
  readonly #lists: ListReader;
  /** What is searched for, with the pieces that it comes from. */
  readonly #kept: Array<{ text: string; at?: number }> = [];
  readonly #found: UnderstoodQuery = {
    ...{
      query: '',
      diets: [],
      dietNames: [],
      allergies: [],
      unwanted: [],
      foods: [],
      ofFoods: [],
      words: [],
      contains: [],
      doubts: [],
      wanted: [],
    },
    ...{ unexplained: [], notUnderstood: [], isUnsafe: false, phrases: [] },
  };
  readonly #isAboutAllergies: boolean;
  /** Where it first speaks of one. */
  readonly #allergyAt: number | undefined;
  /** “Not allergic to nuts but to sesame”: then all that it names is refused. */
  readonly #isContrasted: boolean;
  /** Pieces of what says that somebody has no allergy. */
  readonly #denied: ReadonlySet<number>;
  readonly #isUnspaced: boolean;
  /** A list that nothing refuses goes on up to here: none of its parts is refused either. */
  #unrefusedUntil = 0;
  /** Pieces of phrases that refuse something which is not read after them. */
  readonly #unused = new Set<number>();
  /** Those that speak of an allergy. */
  readonly #allergyOf: string[] = [];

  constructor(text: string) {
    const { rest: unpriced, ...prices } = takePrices(fold(text.slice(0, MAX_SEARCHED)));
    const { rest: unsorted, ...order } = takePriceOrder(unpriced);
    Object.assign(this.#found, prices, order);
    // Accents stay where no price was said: what was not understood is shown again.
    const isPriced = Object.keys({ ...prices, ...order }).length > 0;
    const rest = isPriced ? unsorted + fold(text.slice(MAX_SEARCHED)) : text.toLowerCase();
    this.#text = rest;
    this.#pieces = piecesOf(rest);
    this.#lists = new ListReader(rest, this.#pieces);
    this.#isUnspaced = isUnspaced(rest);
    const denied = deniedIn(this.#pieces, this.#lists);
    this.#isContrasted = denied.size > 0 && this.#pieces.some(({ key }) => EXCEPTING.has(key));
    this.#denied = this.#isContrasted ? new Set() : denied;
    this.#allergyAt = allergyIn(
      this.#pieces.map((piece, at) => (this.#denied.has(at) ? { ...piece, key: '' } : piece)),
    );
    this.#isAboutAllergies = this.#allergyAt !== undefined || speaksOfAllergyUnspaced(rest);
  }

  read(): UnderstoodQuery {
    for (let at = 0; at < this.#pieces.length; ) {
      const next =
        (this.#denied.has(at) ? at + 1 : undefined) ??
        this.#refusedAfterwards(at) ??
        this.#refusal(at) ??
        this.#diet(at) ??
        this.#selfRefusing(at) ??
        this.#question(at);
      const piece = this.#pieces[at];
      if (next === undefined && piece !== undefined) this.#keep(piece, at);
      at = next ?? at + 1;
    }
    return this.#result();
  }

  /** Reads the phrases, and judges what they leave. */
  understand(): UnderstoodQuery {
    this.read();
    const found = this.#found;
    const open = new Set(this.#kept.map(({ at }) => at));
    const isTaken = (at: number): boolean => !open.has(at) && !this.#unused.has(at);
    const hasRefusals = found.phrases.length > 0;
    const isAsking = /[?？]\s*$/u.test(this.#text);
    const { refused, dropped, ...judged } = judge({ pieces: this.#pieces, isTaken, hasRefusals, isAsking });
    found.allergies.push(...refused);
    if (this.#isContrasted) found.allergies.push(...judged.named.flatMap(({ mention }) => mention?.codes ?? []));
    found.doubts.push(...judged.doubts);
    found.unexplained.push(...judged.unexplained);
    found.wanted.push(...judged.named.flatMap((piece) => this.#listed(piece)), ...this.#foods(open));
    const isTold = found.allergies.length + found.unwanted.length + found.diets.length + found.notUnderstood.length > 0;
    for (const words of isTold ? [] : this.#allergyOf) this.#giveUp(words);
    // An allergy in words of which none was understood.
    const isUntold = !isTold && found.notUnderstood.length + found.doubts.length + found.foods.length === 0;
    if (isUntold && this.#allergyAt !== undefined) this.#giveUp(this.#clauseAt(this.#allergyAt));
    // What else it names is perhaps one word of many that are not known.
    if (speaksOfAllergyUnread(this.#text) && !found.isUnsafe) this.#giveUp(this.#text.slice(0, MAX_SHOWN));
    // “Durians would kill me”.
    const isNameless = found.allergies.length + found.doubts.length + found.unwanted.length === 0 && !found.isUnsafe;
    const deadlyAt = isNameless ? deadlyPlaces(this.#pieces).values().next().value : undefined;
    if (deadlyAt !== undefined) this.#giveUp(this.#sentenceAt(deadlyAt));
    return this.#result(dropped);
  }

  /** The words around one up to where its sentence ends, as they were said. */
  #sentenceAt(at: number): string {
    let [begin, end] = [at, at + 1];
    while (begin > 0 && !SENTENCE_ENDS.test(this.#pieces[begin]?.gap ?? '')) begin -= 1;
    while (end < this.#pieces.length && !SENTENCE_ENDS.test(this.#pieces[end]?.gap ?? '')) end += 1;
    return this.#text.slice(this.#pieces[begin]?.start, this.#pieces[end - 1]?.end).slice(0, MAX_SHOWN);
  }

  /** What declarations tell of something that is named: of an allergen itself, or of what a dish is known by. */
  #listed(piece: Piece): Wanted[] {
    if (piece.mention === undefined) return [];
    const { codes, kind } = piece.mention;
    const isItself = kind === 'name' && meaningOf(piece.key) !== undefined;
    if (!isItself && !codes.every((code) => TELLING.has(code))) return [];
    const at = this.#pieces.indexOf(piece);
    const isBeside = this.#pieces.slice(Math.max(0, at - 2), at).some(({ key }) => WITH.has(key));
    const isContained =
      isItself && (isBeside || WITH_AFTER.has(this.#pieces[at + 1]?.key ?? '') || TURKISH_WITH.test(piece.key));
    return [{ name: piece.key, allergens: [...codes], foods: [], isContained }];
  }

  /** Foods that are named in what is left to look for. */
  #foods(open: ReadonlySet<number | undefined>): Wanted[] {
    return this.#pieces.flatMap(({ key }, at) => {
      if (!open.has(at) || isCommonWord(key) || (key.length <= MAX_PARTICLE && !isUnspaced(key))) return [];
      return this.#lists
        .foodsAt(at)
        .map((foods) => ({ name: key, allergens: [], foods: foods.map((food) => food.key), isContained: false }));
    });
  }

  #result(dropped: ReadonlySet<number> = new Set()): UnderstoodQuery {
    const found = this.#found;
    const kept = this.#kept.filter(({ at }) => at === undefined || !dropped.has(at)).map(({ text }) => text);
    return {
      ...found,
      query: kept.join('').replace(/\s+/gu, ' ').trim().slice(0, MAX_SEARCHED),
      allergies: inOrder(found.allergies),
      unwanted: inOrder(found.unwanted),
      contains: inOrder(found.contains),
      diets: [...new Set(found.diets)],
      foods: [...new Set(found.foods)],
      ofFoods: inOrder(found.ofFoods),
      words: [...new Set(found.words)],
      notUnderstood: [...new Set(found.notUnderstood)],
    };
  }

  #keep({ gap, start, end }: Piece, at: number): void {
    this.#kept.push({ text: gap + this.#text.slice(start, end).replace(OF_DISHES, '$1'), at });
  }

  readonly #before = (at: number) => refusalAt(this.#pieces, at);

  /** “without nuts or eggs”, “allergic to shellfish”: a phrase, then a list. */
  #refusal(at: number): number | undefined {
    const phrase = this.#before(at);
    if (phrase === undefined) return undefined;
    // “no, not nuts”, “allergic to: nuts”.
    let begin = at + phrase.length;
    for (let more = this.#before(begin); more !== undefined; more = this.#before(begin)) begin += more.length;
    // “No. Pizza, please.”
    if (SENTENCE_ENDS.test(this.#pieces[begin]?.gap ?? '')) return this.#leave(at, begin);
    const list = this.#lists.read(begin, this.#isAboutAllergies ? 'allergy' : phrase.value);
    // “not vegan”, “non-veg”: said of what there is, not of what is refused.
    if (list.items[0]?.isKnown !== true && NEGATING.has(this.#pieces[begin - 1]?.key ?? '')) {
      const diet = this.#dietAt(begin);
      if (diet?.diet === 'vegetarian') this.#found.wanted.push(MEAT_OR_FISH);
      if (diet !== undefined) return begin + diet.length;
    }
    if (list.items.length > 0) {
      this.#refuse(list.items, phrase.value, at, list.end);
      // “Peanuts and I do not get along”: what is not wanted may be something else that was named.
      const key = this.#pieces[at]?.key ?? '';
      if (list.items.every(isVague) && !PREPOSITIONS.has(key)) this.#leave(NOTHING.has(key) ? at : begin, list.end);
      return this.#skipPostponed(list.end);
    }
    // “I don't eat fish, I'm allergic to it”: that was said before.
    const isSaidBefore = PRONOUNS.has(this.#pieces[begin]?.key ?? '') && this.#found.phrases.length > 0;
    if (isSaidBefore) return begin;
    if (phrase.value === 'allergy')
      this.#allergyOf.push(this.#text.slice(this.#pieces[at]?.start, this.#pieces[begin - 1]?.end));
    // “no thanks”, “not more than”: the words stay out of the search all the same.
    return this.#leave(at, begin);
  }

  /** A phrase with nothing after it that can be read may refuse what stands elsewhere. */
  #leave(begin: number, end: number): number {
    for (let at = begin; at < end; at += 1) this.#unused.add(at);
    return end;
  }

  /** “allergic to nuts” may be followed by what says it again: “no nuts allergy”. */
  #skipPostponed(at: number): number {
    const phrase = AFTER_BOOK.at(this.#pieces, at);
    return phrase?.value === 'allergy' ? at + phrase.length : at;
  }

  /** “nut and egg allergy”, “nut-free”, “卵抜き”: a list, then a phrase. */
  #refusedAfterwards(at: number): number | undefined {
    if (at < this.#unrefusedUntil || this.#before(at) !== undefined) return undefined;
    const list = this.#lists.read(at, 'afterwards');
    const last = list.items.at(-1);
    if (last === undefined || list.end === at) return undefined;
    // “Dessert, egg allergy”.
    if (list.items.length > 1 && list.items[0]?.food?.isDish === true) return undefined;
    const phrase = AFTER_BOOK.at(this.#pieces, list.end);
    const following = this.#pieces[list.end];
    const isFreeOf = following?.key === 'free' && ['of', 'from'].includes(this.#pieces[list.end + 1]?.key ?? '');
    // “Ich bin allergisch gegen Milch”: what is refused comes after, and “bin” is no food.
    const opens = this.#before(list.end);
    const isOpening = !last.isKnown && opens !== undefined && opens.length > (phrase?.length ?? 0);
    if (phrase !== undefined && !isFreeOf && !isOpening && !CLAUSE_ENDS.test(following?.gap ?? '')) {
      // “sugar-free”, “fat-free”: only what is said without a word between, or harms, may be unknown.
      // “Ich bin allergisch gegen …”: what begins to refuse what follows refuses no word before it.
      const begins = this.#before(list.end) !== undefined;
      const isGlued = !begins && /^[-\s]$/u.test(following?.gap ?? '');
      if (last.isKnown || (isGlued && (phrase.value === 'allergy' || following?.key === 'free'))) {
        this.#refuse(list.items, phrase.value, at, list.end + phrase.length);
        return list.end + phrase.length;
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
      this.#refuse(list.items, severity, at, next);
      // “絶対に入れないで”: as above, what is meant was named before.
      if (list.items.every(isVague) && match[0].includes('ない')) this.#leave(at, next);
      return next;
    }
    this.#unrefusedUntil = list.end;
    return undefined;
  }

  #refuse(items: readonly Item[], said: Severity, begin: number, end: number): void {
    const found = this.#found;
    const severity: Severity = this.#isAboutAllergies ? 'allergy' : said;
    found.phrases.push(
      this.#pieces
        .slice(begin, end)
        .map(({ key }) => key)
        .join(' '),
    );
    for (const { codes, isAllergen, food, key, text, isKnown, member } of items) {
      if (NOT_AFTER_NO.has(key) && this.#pieces[begin]?.key === 'no') {
        this.#kept.push({ text: ` ${text}` });
        continue;
      }
      if (food?.key === 'meat') {
        found.diets.push('vegetarian');
        continue;
      }
      if (food !== undefined) found.foods.push(food.key);
      if (severity === 'allergy') {
        if (codes.length > 0) found.allergies.push(...codes);
        else if (food === undefined || !MEATS.has(food.key)) this.#giveUp(text);
        continue;
      }
      if (isAllergen && ALWAYS_HARMS.some((code) => codes.includes(code))) found.allergies.push(...codes);
      else if (isAllergen) found.unwanted.push(...codes);
      else if (food === undefined) found.words.push(member ?? key);
      if (!isAllergen && food?.isDish !== true && !codes.some((code) => IN_DISHES.has(code)))
        found.ofFoods.push(...codes);
      if (!isKnown) found.notUnderstood.push(text);
    }
  }

  /** The words around one, as they were said. */
  #clauseAt(at: number): string {
    const begin = Math.max(0, at - 2);
    return this.#text.slice(
      this.#pieces[begin]?.start,
      this.#pieces[Math.min(this.#pieces.length, begin + 6) - 1]?.end,
    );
  }

  #giveUp(text: string): void {
    this.#found.notUnderstood.push(text.trim());
    this.#found.isUnsafe = true;
  }

  /** “vegan”, “plant-based”, “for a coeliac”, “no meat”. */
  #diet(at: number): number | undefined {
    const found = this.#dietAt(at);
    if (found === undefined) return undefined;
    this.#takeDiet(found.diet, this.#pieces[at]?.start ?? 0, this.#pieces[at + found.length - 1]?.end ?? 0);
    const next = this.#pieces[at + found.length];
    if (next !== undefined && /^[\s-]$/u.test(next.gap) && !isCommonWord(next.key)) {
      const words = this.#pieces.slice(at, at + found.length + 1).map(({ key }) => key);
      this.#found.dietNames.push({ diet: found.diet, name: words.join(' ') });
    }
    return at + found.length;
  }

  #dietAt(at: number): { diet: DietCode; length: number } | undefined {
    const first = this.#pieces[at];
    // “My GF is hungry.”
    if (first?.key === 'gf' && POSSESSIVE.has(this.#pieces[at - 1]?.key ?? '')) return undefined;
    if (first?.mention?.isRefusal !== true && !mayBeginDiet(first?.key.split(' ')[0] ?? '')) return undefined;
    for (let length = DIET_WORDS; length > 0; length -= 1) {
      const last = this.#pieces[at + length - 1];
      const diet = last && filteringDiet(this.#text.slice(first?.start, last.end));
      if (diet !== undefined) return { diet, length };
    }
    return undefined;
  }

  #takeDiet(diet: DietCode, start: number, end: number): void {
    this.#found.phrases.push(fold(this.#text.slice(start, end)).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' '));
    const food = WITHOUT_FOOD[diet];
    if (food === undefined) this.#found.diets.push(diet);
    else this.#found.foods.push(food);
  }

  /** “eggless”, “laktosefrei”, “sütsüz”, “Nussallergie”. */
  #selfRefusing(at: number): number | undefined {
    const piece = this.#pieces[at];
    if (piece === undefined) return undefined;
    const food = piece.mention === undefined ? foodRefusedBy(piece.key) : undefined;
    if (food !== undefined) {
      this.#found.foods.push(food.key);
      this.#found.phrases.push(piece.key);
      return at + 1;
    }
    if (piece.mention?.isRefusal !== true) {
      // “Quittenallergie”.
      if (piece.mention !== undefined || !ALLERGY_COMPOUND.test(piece.key)) return undefined;
      this.#giveUp(this.#text.slice(piece.start, piece.end));
      return at + 1;
    }
    const { start, end, mention } = piece;
    const diet = dietNamed(this.#text.slice(start, end));
    this.#found.phrases.push(piece.key);
    if (diet !== undefined && !this.#isAboutAllergies) this.#found.diets.push(diet);
    else this.#found.allergies.push(...mention.codes);
    return at + 1;
  }

  /** “Which dishes contain nuts?” */
  #question(at: number): number | undefined {
    const piece = this.#pieces[at];
    if (piece === undefined) return undefined;
    if (CONTAINS.has(piece.key)) {
      const list = this.#lists.read(at + 1, 'afterwards');
      const codes = list.items.flatMap((item) => item.codes);
      if (codes.length === 0) return undefined;
      this.#found.contains.push(...codes);
      return list.end;
    }
    if (piece.mention !== undefined && CONTAINED_RUN.test(this.#text.slice(piece.end, piece.end + AFTER_CHARACTERS))) {
      this.#found.contains.push(...piece.mention.codes);
      return at + 1;
    }
    return undefined;
  }
}

/** “Grillgerichte”. */
const OF_DISHES = /^(\p{L}{4,})(?<!haupt|vor|nach|süß|suss|zwischen)(?:gerichte?n?|speisen?)$/u;
const POSSESSIVE = wordSet('my your his the a new');
const ALLERGY_COMPOUND = /^\p{L}{3,}(?:allergi\p{L}+|intoleran(?:z|tie)|unvertra?e?glichkeit)$/u;

/** The pieces that say that somebody has no allergy, with what they have none to: “I am not allergic to nuts”. */
function deniedIn(pieces: readonly Piece[], lists: ListReader): ReadonlySet<number> {
  const denied = new Set<number>();
  for (let at = 0; at < pieces.length; at += 1) {
    const length = denialAt(pieces, at);
    const end = length === 0 ? endOfNotHaving(pieces, lists, at) : lists.read(at + length, 'afterwards').end;
    for (let next = at; next < Math.max(end, at + length); next += 1) denied.add(next);
  }
  return denied;
}

/** “I don’t have a nut allergy”, “keine Nussallergie”. */
function endOfNotHaving(pieces: readonly Piece[], lists: ListReader, at: number): number {
  const whole = pieces[at + 1];
  const isCompound = whole?.mention?.isRefusal === true && ALLERGY_COMPOUND.test(whole.key) && whole.gap === ' ';
  if (KEIN.has(pieces[at]?.key ?? '') && isCompound) return at + 2;
  const begin = at + notHavingAt(pieces, at);
  const { end } = begin === at ? { end: at } : lists.read(begin, 'afterwards');
  const phrase = end <= begin || pieces[end]?.gap !== ' ' ? undefined : AFTER_BOOK.at(pieces, end);
  return phrase?.value === 'allergy' ? end + phrase.length : at;
}
const EXCEPTING = wordSet(
  'but only just except save though however aber nur sondern ausser mais seulement sauf ma solo soltanto tranne pero solo solamente salvo maar alleen behalve mas so apenas exceto ale tylko ama sadece lekin par sirf',
);
const KEIN = wordSet('keine keinerlei');

/** What is named beside one of these is wanted in a dish. */
const WITH = wordSet('with mit avec con met com z ze contain contains containing');
const WITH_AFTER = wordSet('wali wala wale ile वाला वाली वाले');
/** “non-veg”. */
const MEAT_OR_FISH: Wanted = {
  ...{ name: '', allergens: ['fish', 'crustaceans', 'molluscs'], isContained: true },
  foods: ['meat', 'chicken', 'lamb', 'beef', 'pork'],
};
const TURKISH_WITH = /l[iu]$/u;
/** Names in other languages: “et” is Turkish for meat. */
const MAX_PARTICLE = 2;
/** A dish is rarely known by having milk or gluten in it; it is by its fish or nuts. */
const TELLING: ReadonlySet<AllergenCode> = new Set(
  (['crustaceans', 'fish', 'peanuts', 'tree_nuts', 'sesame', 'molluscs'] as const).flatMap((code) => [
    code,
    ...membersOf(code),
  ]),
);

/** “No pasta” and “no cake” refuse a dish. */
const IN_DISHES: ReadonlySet<AllergenCode> = new Set(['gluten', ...membersOf('gluten')]);

const isVague = ({ isKnown, isGuess }: Item): boolean => !isKnown || isGuess;
/** Nobody refuses these for their taste. */
const ALWAYS_HARMS: readonly AllergenCode[] = ['gluten', 'lactose', 'sulphites', 'lupin'];
/** What vegetarians and religions refuse: the texts of a menu say it. */
const MEATS: ReadonlySet<string> = new Set(['pork', 'beef', 'chicken', 'lamb', 'alcohol', 'cheese']);
