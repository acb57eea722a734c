import { isCommonWord } from '../domain/query/explained-words.ts';
import { refusesSomething, type UnderstoodQuery } from '../domain/query/understood-query.ts';
import { fromList } from './from-list.ts';
import { helpKindOf } from './help-kinds.ts';
import {
  contentWords,
  isArticle,
  isMeasure,
  type Language,
  languageOf,
  numberSaid,
  placeOf,
  quantityIn,
  quantityOf,
} from './language.ts';
import { givenTo, isOfSome, linesMeant, namesOptions, optionsFor } from './lines-meant.ts';
import type { Memory } from './memory.ts';
import { openQuote } from './memory.ts';
import { bestNamed } from './names.ts';
import { unwantedIn } from './options.ts';
import { isPreparation } from './preparations.ts';
import { promoCodes } from './promo-codes.ts';
import { said, WITHOUT } from './said.ts';
import {
  ALSO,
  AND_FIRST,
  AND_THE,
  ANY,
  ASKED,
  ASKS_PRICE,
  ASKS_SAFETY,
  ASSENT,
  CAN_I,
  CANCEL_SOMETHING,
  CHEAPEST,
  CHOOSING,
  CLOSING,
  CONTAINS,
  CORRECTING,
  DEMONSTRATIVE,
  DOES_IT,
  FEWER,
  HAVING,
  INSTEAD,
  INSTEAD_ASKED,
  type Intent,
  MORE,
  OF_IT,
  OF_SHOWN,
  ONE_DISH,
  ONLY_THE,
  ORDER_VERB,
  PART_OF,
  PATTERNS,
  PRONOUN,
  plain,
  QUESTION,
  REMOVING,
  SEEKING,
  SOME_WITH,
  TAKING,
  WANTING,
  WHAT_CAN_BE_HAD,
  WHAT_IS,
  WHICH_DISHES,
  WHOLE_MENU,
  WITH_SOMETHING,
  YES,
} from './sayings.ts';
import { placeIn, segmentsOf } from './segments.ts';
import { besideTopics, isOfShop } from './shop-topics.ts';
import { ASIDE } from './wish.ts';

/** Decides what a person wants, from their words and the state of the conversation. */
export function intentOf(text: string, before: Memory): Intent {
  const words = plain(text);
  const language = languageOf(text, before.language);
  const memory = { ...before, language };
  const isQuoteOpen = openQuote(memory) !== undefined;
  const hasBasket = memory.basket.length > 0;
  const isCancel = patternOf('cancel').test(words);
  // “Yes pls mate.”
  const isYes = YES.test(words) && memory.focus !== 'list' && !NO.test(words) && isNothing(text, language);
  if (ASSENT.test(words) || (isQuoteOpen && isYes))
    return isQuoteOpen || memory.cancelling !== undefined ? 'assent' : 'unclear';
  if (hasBasket && CLOSING.test(words)) return 'order';
  if (hasBasket && isPreparation(text, language)) return 'adjust';
  if (hasBasket && FEWER.test(words) && !/[?？]/u.test(text)) return 'remove';
  const understood = memory.reading.of(text);
  if (asksWhatFits(text, understood) || asksInstead(text, memory)) return 'search';
  const isQuestion = QUESTION.test(words);
  const found =
    PATTERNS.find(([, pattern]) => pattern.test(words))?.[0] ?? (isOrdering(text, language) ? 'order' : undefined);
  if (found === 'order' && NOT_YET.test(words)) return 'decline';
  const help = helpKindOf(text);
  const isSwap = found === 'swap' && hasBasket;
  const isWish = help === 'human' || !isQuestion || WANTING.test(words);
  if (!isCancel && help !== undefined && isWish && !(isSwap && help === 'exchange')) return 'help';
  const isRemoving = REMOVING.test(words) && hasBasket;
  if (found === undefined && isAskedOfDish(text, understood)) return 'describe';
  // “Cancel the soup” takes one line away; what is being put together is nearer at hand than what was placed.
  if (isRemoving && (found === 'cancel' || found === 'clear' || CANCEL_SOMETHING.test(words))) {
    const { by, lines } = linesMeant(
      memory,
      text.replace(/cancel\p{L}*|annul\p{L}*|storn\p{L}*|kar\p{L}*|キャンセル(?:して)?/giu, ' '),
    );
    const isOption =
      by === 'last' && namesOptions(memory, text.replace(patternOf('cancel'), ' ').replace(CANCEL_SOMETHING, ' '));
    if (lines.length > 0 && (by === 'name' || by === 'place' || isOption)) return 'remove';
  }
  // “Steak and eggs, how much?”
  if (ASKS_PRICE.test(words) && !isOfShop(words) && contentWords(besidePrice(words), language).length > 0)
    return 'search';
  // “How much is the soup?” asks for a price on the menu.
  const isPriced = found === 'basket' && contentWords(words.replace(patternOf('basket'), ' '), language).length > 0;
  // “O que posso pedir?”
  const isAsking = found === 'order' && SEEKING.test(words) && (isQuestion || /[?？]/.test(text));
  if (found !== undefined && !(found === 'swap' && !hasBasket) && !isPriced && !isAsking) return found;
  // “One of each”, “both”: of what was shown. “One with mustard” is about the dish of the basket that has it to choose.
  if (!namesOptions(memory, text) && fromList(memory, text) !== undefined) return 'choose';
  // “I’ll take that”, “I’ll have one”: what was shown, or all that was priced.
  const isTakingSome =
    (CHOOSING.test(words) || (memory.focus === 'list' && YES.test(words))) &&
    memory.lastHits.length > 0 &&
    quantityIn(text, language) !== undefined &&
    placeIn(text, language) === undefined;
  if (
    (TAKING.test(words) || isTakingSome) &&
    contentWords(text, language).length === 0 &&
    (hasBasket || memory.lastHits.length > 0)
  )
    return memory.focus === 'list' || (numberSaid(text, language) ?? 1) > 1 ? 'adjust' : 'order';
  if (isAdjusting(text, words, memory, isRemoving)) return 'adjust';
  if (CANCEL_SOMETHING.test(words)) return isQuestion && !CAN_I.test(words) ? 'ask' : hasBasket ? 'clear' : 'cancel';
  if (promoCodes(text).length > 0) return 'discount';
  // “Prawns make my throat close up. What do you have?” does not ask when the shop closes.
  const isOfFood = isDish(words, language) || refusesSomething(understood);
  if ((isQuestion || /[?？]/.test(text)) && isOfShop(words) && !isOfFood) return 'ask';
  if (isRemoving && !isQuestion) return 'remove';
  // “No cheese please”, before anything is ordered.
  if (REMOVING.test(words) && !isQuestion && understood.ofFoods.length > 0) return 'search';
  return wishIn(text, words, understood, language);
}

const besidePrice = (words: string): string => words.replace(new RegExp(ASKS_PRICE.source, 'gu'), ' ');

/** Returns whether a text names nothing, not even a number or a place. */
const isNothing = (text: string, language: Language): boolean =>
  contentWords(text, language).length === 0 &&
  quantityIn(text, language) === undefined &&
  placeIn(text, language) === undefined;

/** “Can I have the garden salad?” wants a dish, which has a word that shops write about. */
const isDish = (words: string, language: Language): boolean =>
  CAN_I.test(words) && HAVING.test(words) && contentWords(besideTopics(words), language).length > 0;

/** Returns whether a text says that the order is complete, or to be placed, and names nothing. */
export function isOrdering(text: string, language: Language = 'en'): boolean {
  const words = plain(text);
  const isNothing = (rest: string) =>
    contentWords(rest, language).every((word) => isCommonWord(word) || /^(?:jo|jep|jup|sim)$/u.test(word));
  if (patternOf('order').test(words)) return isNothing(words.replace(patternOf('order'), ' '));
  const isRefused =
    QUESTION.test(words) || /[?？]/u.test(text) || NO.test(words) || numberSaid(text, language) !== undefined;
  return !isRefused && ORDER_VERB.test(words) && isNothing(words.replace(ORDER_VERB, ' '));
}
const POLITE =
  / (?:please|pls|plz|svp|stp|porfa|porfi|xfa|bitte|graag|prosze|por favor|per favore|s il vous plait|lutfen)$/u;
/** Words that add to what is there: “and two saveloys”. */
const FURTHER = new RegExp(
  `${AND_FIRST.source}|(?<!\\p{L})(?:de plus|en plus|in piu|mas|mehr|more|extra|erbij|dazu|weitere\\p{L}*)(?!\\p{L})|${ALSO.source}`,
  'u',
);
/** “Don’t order yet”, “noch nicht bestellen”. */
const NOT_YET = said(
  '(?:don t|do not|nicht|niet|nao|nie|non|no|pas)(?: \\p{L}+)? (?:order|place|confirm|bestell?\\p{L}*|command\\p{L}*|ordin\\p{L}*|pid\\p{L}*|pedir|zamawia\\p{L}*)',
);
const NO = said(`${WITHOUT}|don|t|ne|non|nao|nie|niet|yet|noch|pas`);

const patternOf = (intent: Intent): RegExp => PATTERNS.find(([each]) => each === intent)?.[1] ?? /(?!)/u;

/** Returns whether it asks to change something in the basket: more, fewer, or other options. */
function isAdjusting(text: string, words: string, memory: Memory, isRemoving: boolean): boolean {
  // “I’m allergic to eggs” adds none to a dish that has them to choose.
  const { allergies, harmful, isUnsafe } = memory.reading.of(text);
  if (allergies.length + harmful.length > 0 || isUnsafe) return false;
  if (ONLY_THE.test(words) && memory.basket.length > 1 && linesMeant(memory, text).by === 'name') return true;
  if (givenTo(memory, text) !== undefined) return true;
  if (/[?？]/u.test(text) && !CAN_I.test(words)) return false;
  const { basket, language, focus } = memory;
  const content = contentWords(text, language);
  const isBare = content.every(isMeasure);
  // “Three, then”, of the one dish that was shown.
  if (
    content.length === 0 &&
    focus === 'list' &&
    !MORE.test(words) &&
    (memory.lastHits.length === 1 || memory.about !== undefined) &&
    numberSaid(text, language) !== undefined
  )
    return true;
  if (basket.length === 0) {
    // “Two of those”, “one more”, “one bowl”.
    const isCounted = content.length > 0 && quantityIn(text, language) !== undefined;
    const isOfShown = OF_SHOWN.test(words) && segmentsOf(text, language).length < 2;
    return focus === 'list' && (isOfShown || (isBare && (isCounted || MORE.test(words))));
  }
  if (OF_SHOWN.test(words) && contentWords(text, language).length === 0) return true;
  // “Three.” after a price is how many.
  const isCount = isBare && focus === 'basket' && numberSaid(text, language) !== undefined;
  if (isCount && !isRemoving && memory.questions.length === 0) return true;
  if (isRemoving) return false;
  const isOfOptions = () => basket.some((line) => optionsFor(memory, line, text).named.size > 0);
  const some = SOME_WITH.test(words) ? (quantityIn(text, language) ?? 0) : 0;
  if (some > 0 && some < (memory.lastLine?.quantity ?? 0)) {
    const meant = linesMeant(memory, text);
    if (meant.by === 'last' || (meant.lines.length === 0 && unwantedIn(text).length > 0)) return true;
  }
  // “The second one scrambled”, of two.
  if (focus === 'basket' && placeIn(text, language) !== undefined && isOfOptions()) return true;
  if (PART_OF.test(words) && (CORRECTING.test(words) || isOfOptions())) return true;
  const { by, lines, words: unknown } = linesMeant(memory, text);
  // “And the noodles without onions”: of those that are there.
  const count = quantityIn(text, language);
  const isAside =
    ASIDE.test(text) && by === 'name' && (count === undefined || lines.every(({ quantity }) => count < quantity));
  if (isAside && lines.length > 0 && !CHOOSING.test(words.replace(POLITE, ''))) return true;
  const isAbout = lines.length > 0;
  if (PRONOUN.test(words) || (INSTEAD.test(words) && unknown.length > 0 && !ALSO.test(words))) return true;
  if (CORRECTING.test(words) && isAbout && (by !== 'last' || unknown.length === 0)) {
    // “Just a coke” beside an order of it would count twice; a greeting with “just” says nothing.
    return by !== 'last' || contentWords(text, language).length > 0 || quantityIn(text, language) !== undefined;
  }
  if (MORE.test(words) && isAbout) return true;
  // “The carbonara twice”, “two smoothies”: the one that is there.
  const called = bestNamed(content, text, memory.allHits, ({ name }) => name);
  const isMeant = called.some(({ product_id }) => product_id === lines[0]?.productId);
  const isAlone = called.length === 1 || (lines.length === 1 && isMeant);
  const isOne = isAlone && !FURTHER.test(words) && by === 'name' && segmentsOf(text, language).length === 1;
  if (isOne && isAbout && numberSaid(text, language) !== undefined) return true;
  // “Large, please”: nothing but options of what is there.
  const isOfAll = by === 'all' && !refusesSomething(memory.reading.of(text));
  const isOfLast = isAbout && (by === 'last' || isOfAll) && contentWords(text, language).length > 0;
  // “One large”, after three of a dish.
  return isOfLast && (numberSaid(text, language) === undefined || isOfSome(memory, text));
}

/** Returns the intent of a request: to choose from what was shown, to search, or to order. */
function wishIn(text: string, words: string, understood: UnderstoodQuery, language: Language): Intent {
  const { diets, allergies, unwanted, harmful, contains, min, max, sort, isUnsafe } = understood;
  const isFiltered =
    diets.length + allergies.length + unwanted.length + harmful.length + contains.length > 0 ||
    isUnsafe ||
    (min ?? max ?? sort) !== undefined;
  const tokens = words.split(/[^\p{L}\p{M}\p{N}#]+/u).filter((token) => token !== '');
  const content = contentWords(text, language);
  const segments = segmentsOf(text, language);
  const isPlaces = segments.length > 0 && segments.every((segment) => placeIn(segment, language) !== undefined);
  if (!isFiltered && (isPlaces || tokens.some((token) => placeOf(token, language) !== undefined))) return 'choose';
  const isCounted = numberSaid(text, language) !== undefined && min === undefined && max === undefined;
  const isSeeking = SEEKING.test(words) || /\?/.test(text);
  // “Give me the cheapest pasta” is an order for one dish.
  const isExtreme = sort !== undefined && content.length > 0 && !ANY.test(words) && !QUESTION.test(words);
  if (isExtreme && !SEEKING.test(words.replace(CHEAPEST, ' ')) && (CHOOSING.test(words) || AND_THE.test(words)))
    return 'choose';
  // “I want a vegan dessert” still looks for one; “I’ll take the vegan burger” has found it.
  if (isFiltered && (isSeeking || !DEMONSTRATIVE.test(words)) && !isCounted) return 'search';
  if (isFiltered && isSeeking) return 'search';
  if (content.length === 0 && !isFiltered) {
    return WHOLE_MENU.test(words) ? 'search' : 'unclear';
  }
  if (
    (CHOOSING.test(words) || (CAN_I.test(words) && HAVING.test(words))) &&
    !ANY.test(words) &&
    !(
      isSeeking &&
      (segmentsOf(text, language).some((part) => ASKED.test(plain(part))) ||
        (/[?？]|ですか|ますか/u.test(text) && !(CAN_I.test(words) || isCounted)))
    )
  )
    return 'choose';
  if (startsWithQuantity(tokens, language) && !/[?？]/u.test(text)) return 'choose';
  if (numberSaid(text, language) !== undefined && !isSeeking && !isFiltered) return 'choose';
  if (!isSeeking && !isFiltered && WITH_SOMETHING.test(words)) return 'choose';
  // “Bowl of chili”.
  const isPortion = isMeasure(tokens[0] ?? '') && OF.test(tokens[1] ?? '');
  if (!isSeeking && (ONE_DISH.test(words) || (isPortion && !isFiltered))) return 'choose';
  return !isSeeking && !isFiltered && segmentsOf(text, language).length > 1 ? 'choose' : 'search';
}

/** Returns whether a person names a refusal and asks what is left. */
export const asksWhatFits = (text: string, understood: UnderstoodQuery): boolean =>
  WHAT_CAN_BE_HAD.test(plain(text)) && refusesSomething(understood);

/** Returns whether a person asks what there is instead of a dish that is not safe. */
export const asksInstead = (text: string, { warned, language }: Memory): boolean =>
  warned !== undefined &&
  INSTEAD_ASKED.test(plain(text)) &&
  contentWords(plain(text).replace(INSTEAD_ASKED, ' '), language).length === 0;

const OF = /^(?:of|de|di|van|von)$/u;

const startsWithQuantity = (tokens: readonly string[], language: Language): boolean => {
  const first =
    tokens.find((token) => !['hi', 'hello', 'and', 'und', 'ok', 'please', 'bitte', 'then', 'dann'].includes(token)) ??
    '';
  return quantityOf(first, language) !== undefined && (!isArticle(first, language) || language !== 'en');
};

/** “Does the carbonara contain egg?”, “ist da Ei drin?”, “is it vegetarian?”: a question about one dish. */
function isAskedOfDish(text: string, { diets, allergies, unwanted, contains, wanted, sort }: UnderstoodQuery): boolean {
  const words = plain(text);
  if (!/[?？]/u.test(text) && !QUESTION.test(words)) return false;
  const asked = words.replace(CAN_I, ' ');
  const isOfProperty = diets.length + allergies.length + unwanted.length + contains.length + wanted.length > 0;
  return (
    (WHAT_IS.test(words) && sort === undefined && !isOfShop(words)) ||
    ASKS_SAFETY.test(words) ||
    (isOfProperty && OF_IT.test(asked)) ||
    (CONTAINS.test(words) && DOES_IT.test(asked) && !WHICH_DISHES.test(words))
  );
}
