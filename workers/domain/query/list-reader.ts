import type { AllergenCode } from '../../../contracts/allergens/codes.ts';
import { nearestAllergen } from '../../../contracts/allergens/resolve.ts';
import { meaningOf } from '../../../contracts/allergens/vocabulary.ts';
import { remembered } from '../../../contracts/remembered.ts';
import { isCommonWord } from './explained-words.ts';
import { type Food, foodNamed, foodsMentioned, foodsOfCompound, isOwnDish } from './foods.ts';
import { AFTER_BOOK, EITHERS, refusalAt, wordSet } from './phrase-books.ts';
import { isNumberWord } from './prices.ts';
import { AND, NOT_REFUSED, OR, PADDING, type Severity, TRAILING } from './refusal-phrases.ts';
import { isWanting } from './refusal-signs.ts';
import { CLAUSE_ENDS, isUnparted, isUnspaced, type Piece } from './words-of.ts';

const PADS = wordSet(PADDING);
const TRAILS = wordSet(TRAILING);
const STOPS = wordSet(NOT_REFUSED);
const ANDS = wordSet(AND);
const ORS = wordSet(OR);
const EXAMPLES = wordSet('like as including especially wie etwa comme come como zoals gibi');
const HAVING = wordSet('have having has');
const CONTAINS = wordSet('contient contiennent contain contains enthalt contiene contengono bevat contem zawiera');
const DEFINITE = wordSet('the el la los las le les il lo der die das den het de o a os as');
const JOINING_RUN = /^(?:と|や|・|、|または|及び|和|或)$/u;
const MAX_ITEMS = 40;
const MAX_MODIFIERS = 2;
/**
 * Whole dishes that have an allergen. They are ordered, praised and complained about in any words, and count as harmful
 * only with an explicit statement.
 */
const DISHES = wordSet(
  `pizza pizzas pizze lasagne lasagna lasagnes lasagnas lasana lasanha lazanya pasta spaghetti penne macaroni tagliatelle
  ravioli noodles noodle nudeln pates makaron makaronu massa makarna cake cakes waffle waffles pancake pancakes muffin muffins
  croissant croissants bagel bagels samosa samosas ramen udon quiche omelette milkshake milkshakes cappuccino gelato
  baklava couscous tiramisu carbonara パスタ ラーメン うどん ピザ 天ぷら`,
);
export const isWholeDish = (key: string): boolean => DISHES.has(key);

/** Something that may be refused. */
export interface Item {
  codes: readonly AllergenCode[];
  /** The allergen itself was named, and not a dish or an ingredient that has it. */
  isAllergen: boolean;
  food: Food | undefined;
  text: string;
  key: string;
  /** The thing that a compound is named for. */
  member?: string;
  isKnown: boolean;
  /** True if it is known only by a misspelt name. */
  isGuess: boolean;
}

/** Reads lists of what may be refused, such as “nuts, eggs or any dairy products”. */
export class ListReader {
  readonly #text: string;
  readonly #pieces: readonly Piece[];

  constructor(text: string, pieces: readonly Piece[]) {
    this.#text = text;
    this.#pieces = pieces;
  }

  /** @param said How what comes before it refuses; `afterwards`: what comes after it may. */
  read(begin: number, said: Severity | 'afterwards'): { items: Item[]; end: number } {
    const items: Item[] = [];
    const mayBeUnknown = said !== 'afterwards';
    let at = begin;
    let end = begin;
    for (let isFirst = true; items.length < MAX_ITEMS; isFirst = false) {
      for (; PADS.has(this.#pieces[at]?.key ?? '') && this.#pieces[at]?.mention === undefined; at += 1) {
        // “just so you know, I have a nut allergy”.
        if (!isFirst && !mayBeUnknown && HAVING.has(this.#pieces[at]?.key ?? '')) return { items, end };
      }
      const begun = at;
      at = this.#pastModifiers(at);
      const item = this.#item(at, mayBeUnknown);
      const isTaken =
        item !== undefined &&
        (isFirst || !this.#isAskedFor(at, item)) &&
        (isFirst ||
          (item.isKnown &&
            item.food?.isDish !== true &&
            (item.isAllergen ||
              said !== 'taste' ||
              (item.food !== undefined && at + item.length === this.#pieces.length))) ||
          (mayBeUnknown && this.#isEnumerated(begun, at) && !isCommonWord(item.key)));
      if (!isTaken || item === undefined) return { items, end };
      items.push(item);
      at += item.length;
      if (items.at(-1)?.isKnown !== true && mayBeUnknown) at = this.#restOfUnknown(at, items);
      while (TRAILS.has(this.#pieces[at]?.key ?? '')) at += 1;
      // “Sans oignons rouges et noix.”
      if (mayBeUnknown && this.#isLoneWord(at) && this.#item(at) !== undefined && isJoint(this.#pieces[at + 1]))
        at += 1;
      end = at;
      const joined = this.#afterJoint(at);
      if (joined === undefined) return { items, end };
      at = joined;
    }
    return { items, end };
  }

  /** Past the words that say of what sort a known food is: “crushed peanuts”, “dried red onions”. */
  #pastModifiers(begin: number): number {
    // “Non-veg biryani.”
    if (this.#pieces[begin]?.gap === '-') return begin;
    for (let at = begin; at <= begin + MAX_MODIFIERS; at += 1) {
      const item = this.#item(at);
      if (item === undefined || (at > begin && this.#pieces[at]?.gap.trim() !== '')) return begin;
      if (item.isKnown && !item.isGuess) return at;
      if (item.isKnown || isCommonWord(item.key) || isNumberWord(item.key)) return begin;
    }
    return begin;
  }

  /** Past “, ”, “and”, “or no”; undefined where the list is over. */
  #afterJoint(at: number): number | undefined {
    const piece = this.#pieces[at];
    if (piece === undefined || CLAUSE_ENDS.test(piece.gap)) return undefined;
    const isComma = /[,、/&+·・]/u.test(piece.gap);
    let next = at;
    // “Can’t do oysters, I blow up”: “i” is an “and” of Polish, and stands after no comma.
    while (isJoint(this.#pieces[next]) && !(isComma && this.#pieces[next]?.key === 'i')) next += 1;
    // “海老蟹”: two names, with nothing between.
    const isRun = piece.gap === '' && piece.mention !== undefined && isUnspaced(piece.key);
    // “nightshades like tomatoes”.
    if (next === at && this.#isExample(at)) return at + (piece.key === 'such' ? 2 : 1);
    if (next === at && !isComma && !isRun) return undefined;
    const again = refusalAt(this.#pieces, next);
    return next + (again?.length ?? 0);
  }

  #isExample(at: number): boolean {
    const isSuch = this.#pieces[at]?.key === 'such' && this.#pieces[at + 1]?.key === 'as';
    return (
      (isSuch || EXAMPLES.has(this.#pieces[at]?.key ?? '')) &&
      this.#item(at + (isSuch ? 2 : 1), false)?.isKnown === true
    );
  }

  /**
   * “no nuts, pizza” asks for pizza: an item that is not an allergen is refused only if the list continues, or if a
   * word joined it.
   */
  #isEnumerated(begin: number, at: number): boolean {
    const before = this.#pieces[begin - 1];
    if (before !== undefined && isJoint(before) && !(before.key === 'i' && before.gap.includes(','))) return true;
    return isJoint(this.#pieces[at + 1]) || /,/u.test(this.#pieces[at + 1]?.gap ?? '');
  }

  /** “I cannot eat garlic, some pasta?”: the last item after a comma is a request. */
  #isAskedFor(at: number, { isAllergen, length }: Item & { length: number }): boolean {
    const rest = this.#pieces.slice(at + length).map(({ key }) => key);
    let first = at;
    while (first > 0 && (isJoint(this.#pieces[first - 1]) || PADS.has(this.#pieces[first - 1]?.key ?? ''))) first -= 1;
    const isParted = this.#pieces.slice(first, at + 1).some(({ gap }) => gap.includes(','));
    const isAsked = rest.some(isWanting) || /[?？]\s*$/u.test(this.#text);
    // “…, el pollo con mole se puede?”
    const isDishAsked = DEFINITE.has(this.#pieces[at - 1]?.key ?? '') && /[?？]\s*$/u.test(this.#text);
    const isLast = this.#pieces.slice(at + length).every((piece) => !isJoint(piece) && piece.gap.trim() === '');
    if (isParted && !isAllergen && isDishAsked && isLast && rest.some(isWanting)) return true;
    return (
      isParted &&
      !isAllergen &&
      isAsked &&
      rest.every((key) => isWanting(key) || isCommonWord(key) || CONTAINS.has(key) || ANDS.has(key))
    );
  }

  #item(at: number, isRefused = true): (Item & { length: number }) | undefined {
    const piece = this.#pieces[at];
    if (piece === undefined) return undefined;
    const text = this.#text.slice(piece.start, piece.end);
    const known = { text, key: piece.key, isKnown: true, isGuess: false };
    const food = this.foodAt(at);
    if (piece.mention?.isRefusal) return undefined;
    if (piece.mention !== undefined) {
      const { codes, kind, members = [] } = piece.mention;
      // “Käsefüllung” has cheese; “Käsekuchen” is a dish.
      const [only = '', ...more] = members;
      const isOf = more.length === 0 && only !== '' ? { member: only } : {};
      return {
        ...known,
        ...isOf,
        codes,
        isAllergen: kind === 'name',
        food: food?.food ?? foodNamed(isOf.member ?? ''),
        length: 1,
      };
    }
    if (food !== undefined) return { ...known, codes: [], isAllergen: false, ...food };
    // “Three eggs, not two.”
    if (isNumberWord(piece.key) && this.#pieces[at + 1]?.mention === undefined) return undefined;
    if (STOPS.has(piece.key) || isJoint(piece) || !/\p{L}/u.test(piece.key)) return undefined;
    if (/^[\p{Script=Latin}\p{Script=Hiragana}]$/u.test(piece.key)) return undefined;
    if (AFTER_BOOK.at(this.#pieces, at)?.value === 'allergy' || PADS.has(piece.key)) return undefined;
    // “Tarte” is no slip for “tarwe”.
    const isFood = foodsMentioned(piece.key).length > 0;
    const mayBeSlip = !isFood && (isRefused || AFTER_BOOK.at(this.#pieces, at + 1) !== undefined);
    const codes = mayBeSlip ? misspelt(piece.key) : [];
    const isMeant = codes.length > 0 || isFood;
    const isGuess = codes.length > 0;
    return { text, key: piece.key, codes, isAllergen: isGuess, food: undefined, isKnown: isMeant, isGuess, length: 1 };
  }

  foodAt(at: number): { food: Food; length: number } | undefined {
    for (const [key, length] of this.#phrasesAt(at)) {
      const food = foodNamed(key);
      if (food !== undefined) return { food, length };
    }
    return undefined;
  }

  /** The food that is named, or a kind of it: “porcini” are mushrooms. */
  foodMentionedAt(at: number): { food: Food; length: number } | undefined {
    if (isParticle(this.#pieces[at]?.key ?? '')) return undefined;
    const named = this.foodAt(at);
    if (named !== undefined) return named;
    for (const [key, length] of this.#phrasesAt(at)) {
      const [food] = foodsMentioned(key);
      if (food !== undefined) return { food, length };
    }
    return undefined;
  }

  /**
   * The foods that a phrase names; those that it is a kind of where it names none, each with what may stand for it. Of a
   * dish of its own there are none.
   */
  foodsAt(at: number): ReadonlyArray<readonly Food[]> {
    for (const [key] of this.#phrasesAt(at)) {
      if (isOwnDish(key)) return [];
      const food = foodNamed(key);
      const foods = food === undefined ? foodsMentioned(key) : [food];
      if (foods.length > 0) return [foods];
    }
    return foodsOfCompound(this.#pieces[at]?.key ?? '');
  }

  /** The longest first. */
  #phrasesAt(at: number): Array<[key: string, length: number]> {
    const between = isUnspaced(this.#pieces[at]?.key ?? '') ? '' : ' ';
    return [3, 2, 1]
      .filter((length) => at + length <= this.#pieces.length && isUnparted(this.#pieces, at, length))
      .map((length) => [
        this.#pieces
          .slice(at, at + length)
          .map(({ key }) => key)
          .join(between),
        length,
      ]);
  }

  /** More words of something unknown, up to the end of its clause: “hot sauce”. */
  #restOfUnknown(begin: number, items: Item[]): number {
    let at = begin;
    while (this.#isLoneWord(at) && this.#reachesEnd(at)) {
      const item = this.#item(at);
      if (item === undefined) break;
      items.push(item);
      at += 1;
    }
    return at;
  }

  readonly #isLoneWord = (at: number): boolean => {
    const piece = this.#pieces[at];
    return (
      piece !== undefined && piece.mention === undefined && /^[\s-]$/u.test(piece.gap) && this.foodAt(at) === undefined
    );
  };

  #reachesEnd(at: number): boolean {
    for (let next = at; next < this.#pieces.length; next += 1) {
      const piece = this.#pieces[next];
      if (piece === undefined || isJoint(piece) || /[^\s-]/u.test(piece.gap) || STOPS.has(piece.key)) return true;
      if (next - at >= 2) return false;
    }
    return true;
  }
}

const MAX_PARTICLE = 2;
/** “et” is Turkish for meat, and French for and. “Ui”, the Dutch onion, is nothing else. */
const isParticle = (key: string): boolean => key.length <= MAX_PARTICLE && isCommonWord(key);

/**
 * The names that a word may be a misspelling of. Comparing with every name takes a millisecond.
 * @param key Folded.
 */
export const misspelt = remembered((key): readonly AllergenCode[] => {
  // “nutz”, “nutt”.
  const single = key.replace(/z$/, 's').replace(/(.)\1$/, '$1');
  return (single === key ? undefined : meaningOf(single)?.refused) ?? nearestAllergen(key);
});

const isJoint = (piece: Piece | undefined): boolean =>
  piece !== undefined &&
  piece.mention === undefined &&
  (ANDS.has(piece.key) || ORS.has(piece.key) || EITHERS.has(piece.key) || JOINING_RUN.test(piece.key));
