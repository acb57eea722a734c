import { phraseKey } from '../../../contracts/allergens/vocabulary.ts';
import type { MenuHit, UnsafeHit } from '../../../contracts/chat-tool.ts';
import { refusedBy } from '../../../contracts/diets.ts';
import { fold, wordsIn } from '../../../contracts/fold.ts';
import { hasWanted } from '../../domain/query/left-out.ts';
import { refusesSomething, type UnderstoodQuery } from '../../domain/query/understood-query.ts';
import { asksInstead, asksWhatFits, intentOf } from '../intents.ts';
import { contentWords, isArticle, isMeasure, isUnspaced, type Language } from '../language.ts';
import { productOf } from '../lines-meant.ts';
import type { Memory } from '../memory.ts';
import { bestNamed, isSameWord, nameWords } from '../names.ts';
import { freeOptionsIn } from '../options.ts';
import { codesInWords, phrase } from '../phrases.ts';
import { leaveOut, putAllIn } from '../put-in.ts';
import { choiceInWords, declaredOf, failureInWords, listOf, priceInWords } from '../replies.ts';
import { said } from '../said.ts';
import { ASKS_PRICE, CHOOSING, plain, SEEKING } from '../sayings.ts';
import { type Act, call, say } from '../steps.ts';
import { unexplainedBy } from '../wish.ts';
import { FOR_WHOM, isMeant, sayUnsafe, wishesIn } from '../wishes.ts';
import { askShop } from './ask-shop.ts';
import { priceBasket } from './checkout.ts';

const HEAD =
  /^…(?:s|n|en)?(?: (?:of|de|du|des|a|au|aux|al|alla|del|della|di|con|com|mit|with|von|met|van|z) |$)|(?<= )…(?:s|n|en)?$/u;
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
  // “Pizza tonno without onions” names a dish, and what is to be left out of it.
  if (understood.phrases.length > 0 && refused.length === 0 && !SEEKING.test(plain(text)) && !/[?？]/u.test(text)) {
    const wishes = yield* wishesIn(memory, text);
    if (wishes.length > 0 && wishes.every(({ kind }) => kind === 'found')) return putAllIn(memory, wishes);
  }
  // “A confit with fries, I am allergic to eggs.”
  const isOrder = !SEEKING.test(plain(text)) && !/[?？]/u.test(text) && understood.diets.length === 0;
  if (refused.length > 0 && isOrder && intentOf(understood.query, memory) === 'choose') {
    const wishes = yield* wishesIn(memory, understood.query);
    if (wishes.length > 0 && wishes.every(({ kind }) => kind === 'found')) return putAllIn(memory, wishes);
  }
  if (ASKS_PRICE.test(plain(text)) && !isSorted) {
    const wishes = yield* wishesIn(memory, text);
    const found = wishes.flatMap((wish) => (wish.kind === 'found' ? [wish] : []));
    if (found.length > 0 && found.length === wishes.length) {
      memory.lastHits = found.map(({ hit }) => hit);
      memory.focus = 'list';
      return yield* say(found.map((wish) => priceInWords(wish, language)).join('\n'));
    }
  }
  const refusals = { exclude_allergens: [...reading.all.allergies, ...reading.all.unwanted], diets: reading.all.diets };
  const isInstead = asksInstead(text, memory);
  const isOfAnything =
    isInstead || asksWhatFits(text, understood) || contentWords(understood.query, language).length === 0;
  const own = isOfAnything ? '' : understood.query.replace(FOR_WHOM, ' ');
  // “So which ones?”: of what was looked for before.
  const content = own === '' && refused.length > 0 ? memory.sought : own;
  memory.sought = content;
  const wantsMore = MORE.test(words) || refused.length + understood.doubts.length > 0;
  // What another clause leaves out: “No onions for me. Something with cheese?”
  const elsewhere = reading.all.phrases.filter((each) => !understood.phrases.includes(each));
  const input = {
    ...(content !== own || isPlain(reading.all)
      ? { ...refusals, query: content.slice(0, 300) }
      : { query: [text, ...elsewhere].join('. ').slice(0, 300) }),
    ...(isSorted || wantsMore ? { limit: ALL } : {}),
    ...(isInstead ? { category: memory.warned } : {}),
  };
  let outcome = yield* call('retrieve_menu', input);
  const isName =
    outcome.kind === 'hits' &&
    outcome.hits.some((hit) => understood.dietNames.some(({ name }) => ` ${phraseKey(hit.name)}`.includes(` ${name}`)));
  if (isName) memory.refused = refusedBefore;
  else if (understood.dietNames.length > 0) yield* say(rememberedIn(understood, language));
  const unsafe =
    outcome.kind !== 'hits'
      ? []
      : isMissed(outcome.hits, understood) && !isPlain(understood)
        ? outcome.unsafe
        : namedUnsafe(outcome.unsafe, content);
  memory.isRestricted ||= refused.length > 0 && !isName;
  if (
    outcome.kind === 'hits' &&
    outcome.hits.length === 0 &&
    memory.isRestricted &&
    content !== '' &&
    isPlain(understood)
  ) {
    // The dish of that name is not safe or not known: everything that fits is shown instead.
    if (unsafe.length > 0) yield* sayUnsafe(memory, unsafe);
    else if (isNameAlone(content, language))
      yield* say(phrase(language, 'nothingCalled', contentWords(content, language).join(' ')));
    const category = unsafe[0]?.category ?? undefined;
    outcome = yield* call('retrieve_menu', { ...refusals, query: '', category, limit: ALL });
  }
  if (outcome.kind !== 'hits') {
    yield* say(failureInWords(outcome.kind === 'failure' ? outcome : { code: '', message: '' }, language));
    return;
  }
  const hits = ofKind(outcome.hits, contentWords(own, language)).slice(
    0,
    isSorted && own === '' ? SORTED_SHOWN : wantsMore ? ALL : SHOWN,
  );
  memory.lastHits = hits;
  memory.focus = 'list';
  const isQuestion = isSorted || SEEKING.test(plain(text));
  const named = bestNamed(contentWords(text, language), text, hits, ({ name }) => name);
  memory.about = named.length === 1 ? named[0] : undefined;
  // A diet in it has to be a part of the name, as in “veggie burger”.
  const isWhole = ({ name }: MenuHit) =>
    nameWords(name).every((own) => isMeasure(own) || wordsIn(text).some(({ word }) => isSameWord(word, own)));
  const isUnderWay = memory.basket.length + memory.questions.length > 0 && refused.length === 0;
  // “Burger”, of which there is one, as “burger of the house”; “lentil” is no soup.
  const isHead = ({ name }: MenuHit) => HEAD.test(fold(name).replace(contentWords(text, language).join(' '), '…'));
  const isLone = hits.length === 1 && isNameAlone(text, language) && hits.every(isHead);
  const isOnly = (hit: MenuHit) => named.length === 1 && named[0] === hit && (isUnderWay || isLone || isWhole(hit));
  const [called, ...others] = isQuestion
    ? []
    : hits.filter((hit) => isOnly(hit) && unexplainedBy(hit, contentWords(text, language)).length === 0);
  // A name that is one dish’s alone is an order for it; a part of one is, once something was ordered.
  if (called !== undefined && others.length === 0) {
    // “A galette, and I am allergic to eggs” has no egg added.
    const isRefusing = understood.allergies.length + understood.unwanted.length > 0;
    if (!isRefusing) memory.refused = refusedBefore;
    const said = isRefusing ? [understood.query, ...freeOptionsIn(called, text)].join(', ') : text;
    return putAllIn(memory, [{ kind: 'found', hit: called, quantity: 1, text: said }]);
  }
  const isAboutAllergens = understood.contains.length > 0;
  if (unsafe.length > 0 && outcome.unsafe.length > 0) yield* sayUnsafe(memory, unsafe);
  const inDoubt = [...new Set(hits.flatMap(({ conflicts = [] }) => conflicts.map(({ refused: code }) => code)))];
  if (inDoubt.length > 0) yield* say(phrase(language, 'unconfirmed', codesInWords(inDoubt, language)));
  // “Which flavours of ice cream?”
  const isAskedFor = ({ name }: MenuHit['option_groups'][number]) =>
    nameWords(name).every((own) => contentWords(text, language).some((word) => isSameWord(word, own)));
  for (const hit of SEEKING.test(plain(text)) ? hits : [])
    for (const group of hit.option_groups.filter(isAskedFor)) yield* say(`${hit.name}: ${choiceInWords(group)}`);
  if (hits.length > 0) {
    const minds = isAboutAllergens || refusals.exclude_allergens.length > 0 || refusals.diets.some(refusedBy);
    yield* say(
      `${phrase(language, 'found')}\n${listOf(hits, language, isAboutAllergens)}${minds ? `\n${phrase(language, 'traces')}` : ''}`,
    );
  } else if (/[?？]\s*$/u.test(text) && understood.wanted.length > 0 && !refusesSomething(understood)) {
    // “Do you serve oysters?”
    yield* say(phrase(language, 'nothingCalled', contentWords(understood.query, language).join(' ')));
  } else if (
    /[?？]\s*$/u.test(text) &&
    understood.query !== '' &&
    memory.tools.has('search_knowledge') &&
    !refusesSomething(understood)
  ) {
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
  memory.refused = new Set([...memory.refused, ...mustNotHave(understood)]);
  // What was asked about before may not be safe now.
  for (const question of refused.length > 0 ? memory.questions.filter(({ kind }) => kind === 'which') : [])
    yield* leaveOut(memory, question);
  // “Veggie burger” may be what a dish is called.
  if (refused.length + understood.ofFoods.length === 0 || understood.dietNames.length > 0) return false;
  memory.isRestricted ||= refused.length > 0;
  yield* say(rememberedIn(understood, language));
  if (memory.basket.length === 0) return false;
  yield* priceBasket(memory);
  return true;
}

const refusedIn = ({ allergies, unwanted, diets }: UnderstoodQuery) => [...allergies, ...unwanted, ...diets];
/** What the person must not have, besides diets that were only looked for. */
const mustNotHave = ({ allergies, unwanted, ownDiets }: UnderstoodQuery) => [...allergies, ...unwanted, ...ownDiets];

const rememberedIn = (understood: UnderstoodQuery, language: Language): string => {
  const kept = new Set([...refusedIn(understood), ...understood.ofFoods]);
  return phrase(language, 'remembered', codesInWords([...kept], language));
};

const IT = said(
  'it|this|that|they|these|those|es|das|da|darin|drin|dies\\w*|ca|c|dedans|questo|dentro|esto|eso|het|dat|er|isso|isto|to|tym|bu\\w*|icinde|isme|usme',
  'それ|これ',
);

/** “What’s in it?”, “is the lasagne vegan?”: tells what the named dish declares, or the last one mentioned. */
export function* describe(memory: Memory, text: string): Act {
  const { language } = memory;
  const { query, diets, allergies, unwanted, contains, wanted } = memory.reading.of(text);
  const asked = wanted.filter(({ allergens, foods }) => allergens.length + foods.length > 0);
  const isAsked = (word: string) => asked.some(({ name }) => name.split(' ').some((each) => isSameWord(word, each)));
  const words = contentWords(query, language).filter(
    (word) =>
      !/^(?:inside|enthalten|enthalt|alles|darin|drin|dedans|contain\p{L}*|contien\p{L}*|lleva|kya|hota)$/u.test(word),
  );
  const others = words.filter((word) => !isAsked(word));
  const named = (hits: readonly MenuHit[]) => {
    const all = bestNamed(words, text, hits, ({ name }) => name);
    return all.length > 1 && others.length > 0 ? bestNamed(others, text, all, ({ name }) => name) : all;
  };
  const last = memory.lastLine === undefined ? undefined : yield* productOf(memory, memory.lastLine);
  const spoken = memory.focus === 'list' || last === undefined ? memory.lastHits : [last];
  const isOfIt =
    others.length === 0 && (words.length === 0 || IT.test(plain(text)) || isUnspaced(text)) && spoken.length > 0;
  let hits = isOfIt ? spoken : named(memory.allHits);
  if (hits.length === 0 && words.length > 0) {
    const outcome = yield* call('retrieve_menu', { query: (others.length > 0 ? others : words).join(' ') });
    const unsafe = outcome.kind === 'hits' ? namedUnsafe(outcome.unsafe, words.join(' ')) : [];
    if (outcome.kind === 'hits') hits = named(outcome.hits);
    // “Is the fish soup ok?” is not about the vegetable soup.
    const asksFor = unsafe.filter(({ name }) => isMeant(words.join(' '), name, hits));
    if (asksFor.length === 1) return yield* sayUnsafe(memory, asksFor);
  }
  const [hit] = hits;
  if (hit === undefined || (hits.length > 1 && !isOfIt)) return yield* find(memory, text);
  memory.lastHits = isOfIt ? memory.lastHits : [hit];
  if (!isOfIt) memory.focus = 'list';
  const ofName = nameWords(hit.name);
  const codes = asked.flatMap(({ name, allergens }) =>
    ofName.some((word) => isSameWord(word, name)) ? [] : allergens,
  );
  const refusals = { codes: [...new Set([...contains, ...allergies, ...unwanted, ...codes])], diets };
  const told = (isOfIt ? hits : [hit]).map((each) => declaredOf(each, refusals, language));
  yield* say([...told, phrase(language, 'traces')].join('\n'));
}

/** Returns whether the tool’s own fields can express every condition of the request. */
const isPlain = ({ foods, words, contains, min, max, sort, isUnsafe, unexplained }: UnderstoodQuery): boolean =>
  foods.length + words.length + contains.length + unexplained.length === 0 &&
  (min ?? max ?? sort) === undefined &&
  !isUnsafe;

/** Of the category that is asked for, those alone, and what has its word in the name. */
function ofKind(hits: readonly MenuHit[], words: readonly string[]): readonly MenuHit[] {
  const isSaid = (text: string | null) =>
    nameWords(text ?? '').some((each) => words.some((word) => isSameWord(word, each)));
  return hits.some(({ category }) => isSaid(category))
    ? hits.filter(({ category, name }) => isSaid(category) || isSaid(name))
    : hits;
}

/** Returns whether a text is a name, as “a sushi platter please” is, and no sentence. */
function isNameAlone(text: string, language: Language): boolean {
  const names = contentWords(text, language);
  const rest = wordsIn(plain(text).replace(new RegExp(CHOOSING.source, 'gu'), ' ')).map(({ word }) => word);
  return names.length > 0 && rest.every((word) => names.includes(word) || isArticle(word, language));
}

/** Returns whether nothing that was found is what was named, but perhaps what there is instead. */
const isMissed = (hits: readonly MenuHit[], { wanted }: UnderstoodQuery): boolean =>
  hits.length === 0 || (wanted.length > 0 && !hits.some((hit) => wanted.some((each) => hasWanted(hit, each))));

/** The dishes that were asked for by name: for a whole category, the safe ones are enough. */
const namedUnsafe = (unsafe: readonly UnsafeHit[], content: string): UnsafeHit[] =>
  unsafe.filter((hit) => bestNamed(content.split(' '), content, [hit], ({ name }) => name).length > 0);
