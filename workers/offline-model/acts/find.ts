import { phraseKey } from '../../../contracts/allergens/vocabulary.ts';
import type { MenuHit, UnsafeHit } from '../../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../../contracts/fold.ts';
import type { UnderstoodQuery } from '../../domain/query/understood-query.ts';
import { asksWhatFits, isAskedOfDish } from '../intents.ts';
import { contentWords, isUnspaced, type Language } from '../language.ts';
import { productOf } from '../lines-meant.ts';
import type { Memory } from '../memory.ts';
import { bestNamed, isSameWord, nameWords } from '../names.ts';
import { phrase } from '../phrases.ts';
import { putAllIn } from '../put-in.ts';
import { declarationInWords, failureInWords, listOf, unsafeInWords } from '../replies.ts';
import { plain, SEEKING } from '../sayings.ts';
import { type Act, call, say } from '../steps.ts';
import { unexplainedBy } from '../wishes.ts';
import { askShop } from './ask-shop.ts';
import { priceBasket } from './checkout.ts';

const SHOWN = 6;
const ALL = 20;
const SORTED_SHOWN = 3;
const MORE =
  /(?<!\p{L})(?:more|else|all|everything|whole menu|what can i eat|alles|alle|sonst|noch|essen kann|kann ich .*(?:essen|nehmen)|tout|tutto|todo)(?!\p{L})|食べられ/u;

/** Searches the menu for what the clause asks for. The tool reads diets, refusals and prices out of its words. */
export function* find(memory: Memory, text: string): Act {
  const { language, reading } = memory;
  const understood = reading.of(text);
  const words = fold(text);
  const isSorted = understood.sort !== undefined;
  const refused = refusedIn(understood);
  const refusedBefore = memory.refused;
  if ((yield* heed(memory, understood)) && !SEEKING.test(plain(text))) return;
  // A question about one dish is answered by what it declares, also when that is not what was asked for.
  const isAsked = isAskedOfDish(text);
  const refusals = isAsked
    ? {}
    : { exclude_allergens: [...reading.all.allergies, ...reading.all.unwanted], diets: reading.all.diets };
  const isOfAnything = asksWhatFits(text, understood) || contentWords(understood.query, language).length === 0;
  const own = isOfAnything ? '' : understood.query;
  // “So which ones?”: of what was looked for before.
  const content = own === '' && refused.length > 0 ? memory.sought : own;
  memory.sought = content;
  const wantsMore = MORE.test(words) || refused.length + understood.doubts.length > 0;
  // What another clause leaves out: “No onions for me. Something with cheese?”
  const elsewhere = reading.all.phrases.filter((each) => !understood.phrases.includes(each));
  const input = {
    ...(isAsked || content !== own || isPlain(reading.all)
      ? { ...refusals, query: content.slice(0, 300) }
      : { query: [text, ...elsewhere].join('. ').slice(0, 300) }),
    ...(isSorted || wantsMore ? { limit: ALL } : {}),
  };
  let outcome = yield* call('retrieve_menu', input);
  const isName =
    outcome.kind === 'hits' &&
    outcome.hits.some((hit) => understood.dietNames.some(({ name }) => ` ${phraseKey(hit.name)}`.includes(` ${name}`)));
  if (isName) memory.refused = refusedBefore;
  else if (understood.dietNames.length > 0) yield* say(rememberedIn(understood, language));
  const unsafe = outcome.kind === 'hits' ? namedUnsafe(outcome.unsafe, content) : [];
  memory.isRestricted ||= refused.length > 0 && !isName;
  if (
    outcome.kind === 'hits' &&
    outcome.hits.length === 0 &&
    memory.isRestricted &&
    content !== '' &&
    !isAsked &&
    isPlain(understood)
  ) {
    // The dish of that name is not safe or not known: everything that fits is shown instead.
    yield* say([unsafeInWords(unsafe, language), phrase(language, 'nothingCalled', content)].join('\n').trim());
    outcome = yield* call('retrieve_menu', { ...refusals, query: '', limit: ALL });
  }
  if (outcome.kind !== 'hits') {
    yield* say(outcome.kind === 'failure' ? failureInWords(outcome.code, outcome.message) : failureInWords('', ''));
    return;
  }
  const hits = outcome.hits.slice(0, isSorted && own === '' ? SORTED_SHOWN : isAsked ? 1 : wantsMore ? ALL : SHOWN);
  memory.lastHits = hits;
  memory.focus = 'list';
  const isQuestion = isAsked || isSorted || SEEKING.test(plain(text));
  const named = bestNamed(contentWords(text, language), text, hits, ({ name }) => name);
  // A diet in it has to be a part of the name, as in “veggie burger”.
  const isWhole = ({ name }: MenuHit) =>
    nameWords(name).every((own) => wordsIn(text).some(({ word }) => isSameWord(word, own)));
  const isUnderWay = memory.basket.length + memory.questions.length > 0 && refused.length === 0;
  const isOnly = (hit: MenuHit) => named.length === 1 && named[0] === hit && (isUnderWay || isWhole(hit));
  const [called, ...others] = isQuestion
    ? []
    : hits.filter((hit) => isOnly(hit) && unexplainedBy(hit, contentWords(text, language)).length === 0);
  // A name that is one dish’s alone is an order for it; a part of one is, once something was ordered.
  if (called !== undefined && others.length === 0) {
    memory.refused = refusedBefore;
    return putAllIn(memory, [{ kind: 'found', hit: called, quantity: 1, text }]);
  }
  const isAboutAllergens = isAsked || understood.contains.length > 0;
  if (unsafe.length > 0 && outcome.unsafe.length > 0) yield* say(unsafeInWords(unsafe, language));
  const inDoubt = [...new Set(hits.flatMap(({ conflicts = [] }) => conflicts.map(({ refused: code }) => code)))];
  if (inDoubt.length > 0) yield* say(phrase(language, 'unconfirmed', inDoubt.join(', ').replaceAll('_', ' ')));
  if (hits.length > 0) {
    const minds = isAboutAllergens || understood.allergies.length + understood.unwanted.length > 0;
    yield* say(
      `${phrase(language, 'found')}\n${listOf(hits, language, isAboutAllergens)}${minds ? `\n${phrase(language, 'traces')}` : ''}`,
    );
  } else if (unsafe.length > 0 && isAsked) {
    return;
  } else if (/[?？]\s*$/u.test(text) && understood.query !== '' && memory.tools.has('search_knowledge')) {
    // The question may not be about the menu.
    yield* askShop(memory, text);
  } else {
    yield* say(phrase(language, 'nothingFits'));
  }
}

/**
 * Confirms the new restrictions, and reprices the basket, which may conflict with them. @returns True if it did.
 */
export function* heed(memory: Memory, understood: UnderstoodQuery): Act<boolean> {
  const { language } = memory;
  for (const unknown of understood.isUnsafe ? understood.notUnderstood : [])
    yield* say(phrase(language, 'notUnderstood', unknown));
  if (understood.harmful.length > 0) yield* say(phrase(language, 'harmful', understood.harmful.join(', ')));
  const refused = refusedIn(understood);
  memory.refused = new Set([...memory.refused, ...refused]);
  // “Veggie burger” may be what a dish is called.
  if (refused.length + understood.ofFoods.length === 0 || understood.dietNames.length > 0) return false;
  memory.isRestricted ||= refused.length > 0;
  yield* say(rememberedIn(understood, language));
  if (memory.basket.length === 0) return false;
  yield* priceBasket(memory);
  return true;
}

const refusedIn = ({ allergies, unwanted, diets }: UnderstoodQuery) => [...allergies, ...unwanted, ...diets];

const rememberedIn = (understood: UnderstoodQuery, language: Language): string => {
  const kept = new Set([...refusedIn(understood), ...understood.ofFoods]);
  return phrase(language, 'remembered', [...kept].join(', ').replaceAll('_', ' '));
};

/** “What’s in it?”: describes the named dish, or the last one mentioned. */
export function* describe(memory: Memory, text: string): Act {
  const { language } = memory;
  const words = contentWords(text, language).filter(
    (word) => !/^(?:inside|enthalten|alles|darin|dedans|contain|kya|hota)$/.test(word),
  );
  const known = bestNamed(words, text, [...memory.lastHits, ...memory.allHits], ({ name }) => name);
  const last = memory.lastLine === undefined ? undefined : yield* productOf(memory, memory.lastLine);
  const spoken = memory.focus === 'list' || last === undefined ? memory.lastHits : [last];
  const hits = known.length > 0 ? known.slice(0, 1) : words.length > 0 && !isUnspaced(text) ? [] : spoken;
  if (hits.length === 0) return yield* find(memory, text);
  const told = hits.map((hit) =>
    [`${hit.name}: ${hit.description ?? hit.name}`, declarationInWords(hit, language)].join(' – '),
  );
  yield* say([...told, phrase(language, 'traces')].join('\n'));
}

/** Returns whether the tool’s own fields can express every condition of the request. */
const isPlain = ({ foods, words, contains, min, max, sort, isUnsafe, unexplained }: UnderstoodQuery): boolean =>
  foods.length + words.length + contains.length + unexplained.length === 0 &&
  (min ?? max ?? sort) === undefined &&
  !isUnsafe;

/** The dishes that were asked for by name: for a whole category, the safe ones are enough. */
const namedUnsafe = (unsafe: readonly UnsafeHit[], content: string): UnsafeHit[] =>
  unsafe.filter((hit) => bestNamed(content.split(' '), content, [hit], ({ name }) => name).length > 0);
