import { fold, wordsIn } from '../../../contracts/fold.ts';
import { isCommonWord } from '../../domain/query/explained-words.ts';
import { refusesSomething } from '../../domain/query/understood-query.ts';
import { ALL_SHOWN } from '../from-list.ts';
import {
  contentWords,
  isMeasure,
  type Language,
  numberSaid,
  quantitiesBeside,
  quantitiesIn,
  quantityIn,
} from '../language.ts';
import { givenTo, linesMeant, optionsFor, productOf } from '../lines-meant.ts';
import { type BasketLine, keyOf, type Memory } from '../memory.ts';
import { bestNamed, isSameWord, nameWords } from '../names.ts';
import { namesChosen, optionsOf, unknownNegations, unwantedIn } from '../options.ts';
import { leftOut, phrase } from '../phrases.ts';
import { isPreparation } from '../preparations.ts';
import { ask, putAllIn, putIn, putLine, tellShop, touch } from '../put-in.ts';
import { said, WITHOUT } from '../said.ts';
import { ALSO, ONLY, ONLY_THE, PART_OF, PRONOUN, plain, SOME_WITH, YES } from '../sayings.ts';
import { placeIn, segmentsOf } from '../segments.ts';
import { type Act, call, say } from '../steps.ts';
import { unexplainedBy, type Wish } from '../wish.ts';
import { MAX_ASKED, wishesIn } from '../wishes.ts';
import { find } from './find.ts';

const FOR = 'with|for|by|to|into|gegen|durch|fur|für|par|contre|pour|con|per|por|pel[oa]s?|door|voor|tegen|met|na|se';
const VERB =
  'replace|swap|exchange|chang\\p{L}*|switch|tausch\\p{L}*|ersetz\\p{L}*|wechsel\\p{L}*|remplace\\p{L}*|echange\\p{L}*|échange\\p{L}*|c[aá]mbi\\p{L}*|sostitui\\p{L}+|reemplaz\\p{L}+|troc\\p{L}+|substitu\\p{L}+|vervang\\p{L}*|ruil\\p{L}*|wissel\\p{L}*|zamie[nń]\\p{L}*|wymie[nń]\\p{L}*|badal\\p{L}*';
/** “Make the cold brew a fresh orange juice.” */
const INTO =
  /^.*?(?:make|turn|mach\p{L}*|faites|fais) (?:the|my|aus d\p{L}+|de l[ae]s?|du) (.+?) (?:into )?((?:an?|ein\p{L}*|une?) .+)$/iu;
const INSTEAD_OF =
  "instead of|rather than|anstelle(?: von)?|anstatt|statt|au lieu d[eu'’]?|à la place d[eu'’]?|invece d\\p{L}+|al posto d\\p{L}+|en (?:lugar|vez) del?|in plaats van|em vez d[aeo]s?|zamiast";
/** Sentences that first name the line to remove, then its replacement. */
const GONE_FIRST = [
  new RegExp(`^.*?(?:${VERB})\\s+(?:sie |bitte |mir |moi )*(.+?)\\s+(?:${FOR})\\s+(.+)$`, 'iu'),
  INTO,
  // “Cámbialas por el mole”: what goes is in the verb.
  new RegExp(`^.*?(?:${VERB})(?:[-’'](?:l[ae]s?|l[eo]|moi))?()\\s+(?:${FOR}|a)\\s+(.+)$`, 'iu'),
  /^.*?(?<!\p{L})(?:den |die |das )(.+?) (?:zu|in) ((?:ein\p{L}*|'?ne[nrm]?) .+?) (?:um)?(?:ändern|machen|wandeln)\W*$/iu,
  /^(?:bitte )?(?:den |die |das )?(.+?)\s+(?:gegen|durch)\s+(.+?)\s+(?:aus)?(?:tausch|ersetz|wechsel)\p{L}*\W*$/iu,
  new RegExp(`^(?:${INSTEAD_OF})\\s*(.+?),\\s*(.+)$`, 'iu'),
  new RegExp(
    `^(?:${INSTEAD_OF})\\s*(.+?)\\s+(?:lieber|plut[oô]t|liever|bitte|doch|möchte ich|hätte ich gerne?|nehme ich|i(?:'d| would) (?:like|have)|i(?:'ll| will) (?:take|have)|give me|take|prefiero|quiero|je voudrais|je prends|vorrei|prendo|graag|doe maar|quero|queria|poproszę|wolę|wezmę|(?=(?:an?|the|der|die|das|den|le|la|les|il|lo|el|los|las|ein\\p{L}*|une?|una?|uno|zwei|deux|due|dos|two|three|een|uma?|twee|dois|duas|\\d+)\\s))(.+)$`,
    'iu',
  ),
  /^(?:not|no|nicht|kein\p{L}*|pas(?: de)?|non|niente|sin|geen|niet)\s+(.+?),?\s+(?:but|sondern|mais|ma|sino|maar)\s+(.+)$/iu,
  /^(.+?)\s+(?:ki jagah|yerine)\s+(.+)$/iu,
  /^(.+?)(?:はやめて|をやめて|じゃなくて|ではなくて?|の代わりに|を|から)、?(.+?)(?:に(?:して|変え|変更).*|を?(?:ください|お願い.*)|で)$/u,
];
/** “Plutôt un far breton que la mousse.” */
const RATHER =
  /^(?:rather|plut[oô]t|(?:toch )?liever|mejor|piuttosto|lieber)\s+(.+?)\s+(?:than|que|dan|che|als)\s+(?:the|la|le|les|l['’]|de|het|el|los|las|il|der|die|das|den)\s*(.+)$/iu;
/** “Statt der Suppe Hummus.” */
const GONE_ARTICLE = new RegExp(
  `^(?:${INSTEAD_OF})\\s+(?:de[rmsn]|die|das|the|les?|la|il|lo|el|los|las|het)\\s+(\\S+)\\s+(.+)$`,
  'iu',
);
const GONE_LAST = new RegExp(`^(.+?),?\\s+(?:${INSTEAD_OF})\\s*(.+)$`, 'iu');
/** “I meant the tiramisu”, “lieber einen Tee”: instead of the last. */
const BARE =
  /(?<!\p{L})(?:instead|i meant|i mean|rather|(?:make|change) (?:it|that|them|(?:one|two|three|\d+) of (?:them|those|these))(?: to)?|stattdessen|à la place(?! d)|en su lugar|al suo posto|in plaats daarvan|em vez disso|doch lieber|lieber|eher|ich meinte|plut[oô]t|je voulais dire|finalement|alla fine|al final|afinal|piuttosto|anzi|invece|intendevo|mejor|quise decir|liever|(?:doe )?toch maar|melhor|em vez disso|antes|raczej|(?:jednak )?wol[eę]|jednak)(?!\p{L})|やっぱり|やはり/iu;
const withoutBare = (text: string): string => text.replace(new RegExp(BARE, 'giu'), ' ');
/** “No onions”, “but without bacon”. */
export const BARE_NO = new RegExp(
  `^\\W*(?:(?:and|but|please|also|und|aber|bitte|et|mais|y|pero|e|ma|en|maar|mas|i|ale) )*(?:(?:with|mit|avec|con|met|com) )?(?:${WITHOUT})(?!\\p{L})|(?:抜き|なし)(?:で|に)?`,
  'iu',
);
const MORE = said(
  'more|another|additional|noch|weitere\\w*|encore|autre|ancora|altr[oaie]|mas|otr[oa]s?|mais|outr[oa]s?|nog|jeszcze|daha|aur|phir se',
  'もう|追加|おかわり',
);
const OF_SHOWN = said(
  '(?:of )?(?:those|these|them|that|it|this)|that one|both|davon|von denen|das|die|den|beide\\w*|de ceux|de celles|les deux|ca|di quell\\w+|questo|de es[oa]s|wahi|yahi',
  'それ|これ|両方',
);

/**
 * “two margherita, large, and the second one”: adds the named dishes to the basket, and looks up unknown ones. An
 * apparent request in a clause with a refusal counts only if a dish has that name, or if it is counted.
 */
export function* addToBasket(memory: Memory, text: string): Act {
  const wishes = yield* wishesIn(memory, withoutBare(text));
  const understood = memory.reading.of(text);
  const isWish = (wish: Wish): boolean =>
    wish.kind === 'found' ||
    (wish.hits.length > 0 && wish.isGuess !== true) ||
    numberSaid(wish.text, memory.language) !== undefined;
  const named = refusesSomething(understood) ? wishes.filter(isWish) : wishes;
  // “We don’t eat pork, what’s for dinner”: it names nothing.
  if (named.length === 0 && wishes.length > 0) return yield* find(memory, text);
  const { lastLine } = memory;
  const isElliptic = (wish: Wish) => lastLine !== undefined && ONE_OF_THEM.test(fold(wish.text));
  putAllIn(
    memory,
    named.map((wish) => (lastLine !== undefined && isElliptic(wish) ? ofSameName(wish, lastLine) : wish)),
  );
}

/** “And a chicken one”, “y otra de queso”: what it is, the line before says. */
const ONE_OF_THEM = said(
  'ones?|l[ao]s? de|el de|otr[oa]s?|un[ao] (?:de|con)|celui|celle|quell[ao]|altr[oa]|(?:noch )?ein(?:e[nrs]?|mal)? mit',
);

/** Reads the line to remove and the dish to add, where a text names both. */
export function goneAndAdded(text: string): [gone: string, added: string] | undefined {
  const first = [...GONE_FIRST, GONE_ARTICLE].map((pattern) => pattern.exec(text)).find((match) => match !== null);
  if (first) return [first[1] ?? '', first[2] ?? ''];
  const last = RATHER.exec(text) ?? GONE_LAST.exec(text);
  return last === null ? undefined : [last[2] ?? '', last[1] ?? ''];
}

/** “swap the tiramisu for a sorbet”, “lieber Linzer statt Apfelkuchen”: of lines, or of a line's options. */
export function* swap(memory: Memory, text: string): Act {
  const { language, basket } = memory;
  const pair = goneAndAdded(text);
  if (pair === undefined) {
    const added = withoutBare(text);
    // “I meant four.”
    if (/^\W*\d{1,2}\W*$/u.test(added)) return yield* adjustLine(memory, added.trim());
    if ((memory.gone ?? memory.goneBefore) === undefined)
      return yield* replace(memory, lineInsteadOf(memory, added), undefined, added);
    return void (yield* addToBasket(memory, added));
  }
  const [gone, added] = pair;
  const { lines, by } = linesMeant(memory, gone);
  const ofOption = by === 'last' ? basket.find((line) => optionsFor(memory, line, gone).own.length > 0) : undefined;
  if (ofOption !== undefined && optionsFor(memory, ofOption, added).options.length > 0) {
    setOptions(memory, ofOption, withoutOptions(ofOption, optionsFor(memory, ofOption, gone).own));
    return void adjust(memory, ofOption, added);
  }
  const [line, ...others] = lines;
  if (line === undefined) return yield* say(phrase(language, 'notInBasket', gone));
  if (others.length > 0 && by === 'name') {
    const names = lines.map(({ name }) => name);
    return yield* say([phrase(language, 'whichOne'), ...names].join('\n'));
  }
  yield* replace(memory, line, quantityIn(gone, language), added, by === 'name');
}

/** Replaces a line, or some units of it, with the named dish. The line stays until the new product is known. */
function* replace(
  memory: Memory,
  line: BasketLine | undefined,
  count: number | undefined,
  added: string,
  isTold = false,
): Act {
  const { language } = memory;
  if (line === undefined) return void (yield* addToBasket(memory, added));
  const hit = yield* productOf(memory, line);
  const own = hit === undefined ? undefined : { ...hit, name: '', category: null };
  // Another option of the same product.
  const isPlace = placeIn(added, language) !== undefined;
  if (own !== undefined && !isPlace && unexplainedBy(own, contentWords(added, language)).length === 0)
    return yield* adjustOne(memory, line, added);
  // “I meant two naans” corrects the line that is called so.
  const { by, lines } = linesMeant(memory, added);
  const isCounted = quantityIn(added, language) !== undefined;
  if (by === 'name' && lines.length === 1 && !isTold && (isCounted || lines[0] === line))
    return yield* adjustLine(memory, added);
  // What is replaced is not what replaces it.
  const [wish, ...others] = (yield* wishesIn(memory, added)).map((each) => withoutProduct(each, line.productId));
  if (wish === undefined) return yield* offerInstead(memory, line, added);
  const first = ofSameName(wish, line);
  const wishes = [first, ...others];
  const gone = Math.min(count ?? line.quantity, line.quantity);
  if (numberSaid(first.text, language) === undefined) first.quantity = gone;
  if (first.kind === 'found' && hit !== undefined)
    first.text = withSameOptions(first, namesChosen(hit, line.options), language);
  putAllIn(memory, wishes, { key: keyOf(line), count: gone });
}

const withoutProduct = (wish: Wish, productId: string): Wish =>
  wish.kind === 'unclear' && wish.hits.length > 1
    ? { ...wish, hits: wish.hits.filter(({ product_id }) => product_id !== productId) }
    : wish;

/** “The cheese one instead”, of a chicken quesadilla: the one of several that shares its name. */
function ofSameName(wish: Wish, { name }: BasketLine): Wish {
  const [hit, ...others] = wish.kind === 'unclear' ? wish.hits.filter((each) => sharesWord(each, name)) : [];
  return hit === undefined || others.length > 0 ? wish : { ...wish, kind: 'found', hit };
}

const sharesWord = (hit: { name: string }, name: string): boolean => {
  const own = nameWords(name).filter((word) => !isCommonWord(word) && !isMeasure(word));
  return nameWords(hit.name).some((word) => own.some((each) => isSameWord(word, each)));
};

/** “A tea instead”: the line that it replaces, of those of its name or category, else the last. */
function lineInsteadOf(memory: Memory, added: string): BasketLine | undefined {
  const { lastLine, basket, allHits, language } = memory;
  const lines = [...(lastLine === undefined ? [] : [lastLine]), ...basket.toReversed()];
  const hitOf = ({ productId }: BasketLine) => allHits.find(({ product_id }) => product_id === productId);
  const named = bestNamed(contentWords(added, language), added, allHits, ({ name }) => name);
  const alike = [
    ({ name }: BasketLine) => sharesWord({ name: added }, name),
    (line: BasketLine) => named.some(({ category }) => category !== null && category === hitOf(line)?.category),
  ];
  return alike.map((isAlike) => lines.find(isAlike)).find((line) => line !== undefined) ?? lastLine;
}

/** “Swap the green curry for a red one” keeps the tofu: what was chosen before, where the new dish has it too. */
function withSameOptions(
  { hit, text }: Extract<Wish, { kind: 'found' }>,
  chosen: string[],
  language: Language,
): string {
  const { options } = optionsOf(hit, text, language);
  const open = hit.option_groups.filter(({ id }) => !options.some(({ group_id }) => group_id === id));
  const same = chosen.filter((name) => open.some((group) => group.options.some((option) => option.name === name)));
  return [text, ...same].join(', ');
}

/** “Something without nuts instead”: which of those of the line’s category it shall be has to be asked. */
function* offerInstead(memory: Memory, line: BasketLine, text: string): Act {
  const { allergies, unwanted, diets, foods, words, query: written } = memory.reading.all;
  const category = (yield* productOf(memory, line))?.category ?? undefined;
  const query = foods.length + words.length > 0 ? text.trim() : contentWords(written, memory.language).join(' ');
  const refusals = { exclude_allergens: [...allergies, ...unwanted], diets };
  const outcome = yield* call('retrieve_menu', { query, ...refusals, category });
  const hits = outcome.kind === 'hits' ? outcome.hits.filter(({ product_id }) => product_id !== line.productId) : [];
  if (hits.length === 0) return yield* say(phrase(memory.language, 'nothingFits'));
  // “Alcohol-free”, of a beer.
  const own = nameWords(line.name);
  const alike = hits.filter(({ name }) => nameWords(name).some((word) => own.some((each) => isSameWord(word, each))));
  const nearest = alike.length > 0 ? alike : hits;
  const [hit, ...others] = nearest;
  const wish = { quantity: line.quantity, text: '' };
  putAllIn(
    memory,
    hit !== undefined && others.length === 0 && alike.length > 0
      ? [{ kind: 'found', hit, ...wish }]
      : [{ kind: 'unclear', hits: nearest.slice(0, MAX_ASKED), words: '', ...wish }],
    { key: keyOf(line), count: line.quantity },
  );
}

const withoutOptions = (line: BasketLine, out: BasketLine['options']): BasketLine['options'] =>
  line.options.filter((each) => !out.includes(each));

function setOptions(memory: Memory, line: BasketLine, options: BasketLine['options']): void {
  line.options = options;
  memory.lastLine = line;
  touch(memory);
}

/** “No onions in the soup” is about the soup, and takes none away. */
const ABOUT_LINE = new RegExp(
  `^(.*?(?:${WITHOUT})\\s+.+?)\\s+(?:in|on|with|for|auf|bei|im|zu[mr]?|dans|sur|nel\\p{L}*|sul\\p{L}*|en|sobre|op|bij|no|na|do|w|na)\\s+(.+)$`,
  'iu',
);
/** “Leave out the onion in the toastie.” */
const FROM_LINE =
  /^.*?(?:leave out|remove|take (?:off|out)|drop|skip|omit|enlev\p{L}*|retir\p{L}*|nimm|lass\p{L}*|togl\p{L}*|quit\p{L}*)\s+(.+?)\s+(?:in|on|from|off|auf|bei|aus|vo[nm]|im|dans|du|sur|dal\p{L}*|nel\p{L}*|del|de la)\s+(.+)$/iu;
const ARTICLE = /(?<!\p{L})(?:the|den|die|das|le|la|les|il|lo|el|los|las)(?!\p{L})/iu;

/** “without the cola”, “remove one tiramisu”, “no bacon”. */
export function* removeFromBasket(memory: Memory, text: string): Act {
  const { language, lastLine } = memory;
  const words = contentWords(text, language);
  const isBareNo = BARE_NO.test(text);
  const [, what = '', of = ''] = (isBareNo ? ABOUT_LINE : FROM_LINE).exec(text) ?? [];
  const about = of === '' ? undefined : linesMeant(memory, of);
  if (about?.by === 'name' && about.lines[0] !== undefined) return takeOff(memory, about.lines[0], what);
  const { lines, by, words: unknown } = linesMeant(memory, text);
  // An option goes, of the last line that has it.
  const recent = [...(lastLine === undefined ? [] : [lastLine]), ...memory.basket.toReversed()];
  const line = recent.find((each) => optionsFor(memory, each, text).own.length > 0);
  if (line !== undefined && words.length > 0 && (by === 'last' || lines.length === 0)) {
    const { own, hit } = optionsFor(memory, line, text);
    const isNeeded = ({ group_id }: BasketLine['options'][number]) =>
      hit?.option_groups.some(({ id, min }) => id === group_id && min > 0) === true;
    // “Cancel the soy one”: a latte without milk is none.
    if (own.some(isNeeded)) remove(memory, line, text);
    else setOptions(memory, line, withoutOptions(line, own));
    return;
  }
  // An option that is itself called “no bacon”.
  const called = recent.find((each) => optionsFor(memory, each, text).options.length > 0);
  if (called !== undefined && isBareNo && (lines.length === 0 || by === 'last')) {
    adjust(memory, called, text);
    return;
  }
  if (lines.length === 0 || (by === 'last' && words.length > 0)) {
    if (isBareNo && !ARTICLE.test(text) && lastLine !== undefined && words.length > 0)
      return void noteAbout(memory, lastLine, words);
    yield* say(
      phrase(language, 'notInBasket', [...unknown, ...words][0] ? words.join(' ') : phrase(language, 'suchThing')),
    );
    return;
  }
  if (lines.length > 1 && by === 'name') {
    ask(memory, { kind: 'line', keys: lines.map(keyOf), edit: 'remove', text });
    return;
  }
  const gone = lines.map((each) => ({ ...each }));
  for (const each of lines) remove(memory, each, text);
  [memory.gone] = gone;
}

/** Removes a line, or as many units as a text says. */
export function remove(memory: Memory, line: BasketLine, text: string): void {
  const [count] = quantitiesIn(text, memory.language).filter((amount) => !amount.isArticle || !BARE_NO.test(text));
  line.quantity = count === undefined || ALL_SHOWN.test(fold(text)) ? 0 : line.quantity - count.value;
  if (line.quantity > 0) memory.lastLine = line;
  touch(memory);
}

/** Takes an option off a line, or has the kitchen leave out what is none. */
function takeOff(memory: Memory, line: BasketLine, what: string): void {
  const { own } = optionsFor(memory, line, what);
  if (own.length > 0) setOptions(memory, line, withoutOptions(line, own));
  else noteAbout(memory, line, contentWords(what, memory.language));
}

/** Adds a note about an ingredient that is not wanted in a product. */
function noteAbout(memory: Memory, line: BasketLine, words: readonly string[]): undefined {
  tellShop(memory, line.name, leftOut(words.join(' '), memory.language));
  memory.isTouched = true;
}

/** “Three, not two”: the rejected number is ignored. */
const NOT_SO_MANY = /,?\s*(?:not|nicht|statt|instead of|pas|au lieu de|non|no)\s+(?:\d+|\p{L}+)\s*$/iu;

/** “make it three”, “two of those”, “one more”, “make it large”, “二つにして”. */
export function* adjustLine(memory: Memory, written: string): Act {
  const { language, basket, focus, lastHits } = memory;
  const text = written.replace(NOT_SO_MANY, (run) => (quantityIn(run, language) === undefined ? run : ''));
  const words = fold(text);
  const isOne = (lastHits.length === 1 || memory.about !== undefined) && !MORE.test(words);
  const isShown =
    (OF_SHOWN.test(words) || YES.test(plain(text)) || isOne) && contentWords(text, language).every(isMeasure);
  if (focus === 'list' && (basket.length === 0 || isShown)) {
    if (lastHits.length === 0) return yield* say(phrase(language, 'unclear'));
    const wish = { quantity: quantityIn(text, language) ?? 1, text };
    const [hit, ...others] = memory.about === undefined ? lastHits : [memory.about];
    if (hit !== undefined && others.length === 0) return putIn(memory, { hit, ...wish });
    return putAllIn(memory, [{ kind: 'unclear', hits: lastHits, words: '', ...wish }]);
  }
  const to = givenTo(memory, text);
  const { lines: meant, by } = linesMeant(memory, to ?? text);
  const withIt =
    to === undefined || by !== 'last' ? [] : basket.filter((line) => optionsFor(memory, line, to).own.length > 0);
  const last = meant.length === 0 && SOME_WITH.test(plain(text)) ? [memory.lastLine ?? []].flat() : meant;
  const lines = withIt.length > 0 ? withIt : last;
  if (lines.length === 0) {
    const count = PART_OF.test(plain(text)) ? quantityIn(text, language) : undefined;
    const added = withoutBare(text);
    return yield* replace(memory, lineInsteadOf(memory, added), count, added);
  }
  for (const line of lines) yield* productOf(memory, line);
  // “No still water, just the coconut.”
  if (by === 'name' && ONLY.test(plain(text)) && quantityIn(text, language) === undefined) {
    if (memory.isTouched) return;
    if (ONLY_THE.test(plain(text)) && basket.some((line) => !lines.includes(line))) {
      for (const line of basket.filter((each) => !lines.includes(each))) line.quantity = 0;
      return touch(memory);
    }
  }
  // Without a named line, an option identifies it.
  const fits = (line: BasketLine) => optionsFor(memory, line, text).named.size > 0;
  const isTold = by === 'last' && !lines.some(fits) && basket.some(fits);
  const fitting = isTold ? basket.filter(fits) : lines;
  if (fitting.length > 1 && by !== 'all')
    return ask(memory, { kind: 'line', keys: fitting.map(keyOf), edit: 'adjust', text });
  const [line, ...others] = fitting;
  const part = PART_OF.test(plain(text)) ? quantityIn(text, language) : undefined;
  // “Make three of the cokes diet”: another dish that shares the name.
  if (line !== undefined && others.length === 0 && part !== undefined && part < line.quantity && !fits(line)) {
    const own = nameWords(line.name);
    const rest = contentWords(text, language).filter((word) => !own.some((each) => isSameWord(word, each)));
    if (rest.length > 0 && unwantedIn(text).length === 0)
      return yield* replace(memory, line, part, [...rest, line.name].join(' '));
  }
  for (const each of fitting) yield* adjustOne(memory, each, text);
}

function* adjustOne(memory: Memory, line: BasketLine, text: string): Act {
  if (adjust(memory, line, text)) return;
  // “Plain”, of a plain naan: it is so.
  const words = wordsIn(text).flatMap(({ word }) => (isCommonWord(word) ? [] : [word]));
  const names = new Set(wordsIn(line.name).map(({ word }) => word));
  if (words.length > 0 && words.every((word) => names.has(word))) return touch(memory);
  yield* say(phrase(memory.language, 'whatAbout', line.name));
}

/** Words for “more” that may also be “as well”. */
const STILL = said('noch|nog|encore|ancora|jeszcze');

/** Sets quantity and options of a line as a text says; false when it says neither. */
export function adjust(memory: Memory, line: BasketLine, text: string): boolean {
  const { language } = memory;
  const { options: added, refused, unknown, hit } = optionsFor(memory, line, text);
  const to = givenTo(memory, text);
  const isAboutOptions = added.length + refused.length > 0;
  // “Noch Käse drauf” is no further dish.
  const isOnTop = isAboutOptions && STILL.test(fold(text)) && quantityIn(text, language) === undefined;
  const isMore = to === undefined && MORE.test(fold(text)) && !isOnTop;
  const one = isMore ? 1 : undefined;
  // The twelve of “la douzaine” is the option's.
  const names = hit === undefined ? [] : namesChosen(hit, added);
  const isOnePlace =
    line.quantity > 1 && placeIn(text, language) !== undefined && contentWords(text, language).length > 0;
  // “Uno que sea de pastor”, of two.
  const isSome =
    added.length > 0 &&
    (quantityIn(text, language) ?? line.quantity) < line.quantity &&
    !ONLY.test(plain(text)) &&
    !PRONOUN.test(plain(text));
  const isPart = isOnePlace || isSome || [PART_OF, SOME_WITH].some((part) => part.test(plain(text)));
  const counted = quantitiesBeside(names, to ?? text, language).findLast((amount) => !amount.isArticle)?.value;
  const said = isOnePlace ? 1 : counted;
  const count = said ?? (added.length > 0 && !isPart ? undefined : (quantityIn(text, language) ?? one));
  // In a group with a single or a necessary choice, the new options replace the old.
  const isOut = ({ group_id, option_id }: BasketLine['options'][number]) => {
    const group = hit?.option_groups.find(({ id }) => id === group_id);
    // Two flavours take the place of two others, but for “and lemon too”.
    const isOnly = group?.max === 1 || ((group?.min ?? 0) > 0 && !ALSO.test(plain(text)));
    return (
      refused.some((each) => each.option_id === option_id) ||
      added.some((each) => each.option_id === option_id || (isOnly && each.group_id === group_id))
    );
  };
  const changed = ({ options: own }: BasketLine) => [...own.filter((each) => !isOut(each)), ...added];
  const options = changed(line);
  // “Another one with rice” leaves the first as it is.
  if (isMore && added.length > 0) {
    putLine(memory, { ...line, quantity: quantityIn(text, language) ?? 1, options });
    return true;
  }
  // “Dressing on the side.”
  const prepared = segmentsOf(text, language).filter((part) => isPreparation(part, language));
  for (const part of prepared) tellShop(memory, line.name, part);
  memory.isTouched ||= prepared.length > 0;
  if (prepared.length > 0 && !isAboutOptions && count === undefined) return true;
  const replaces = { key: keyOf(line), count: line.quantity };
  if (hit !== undefined && unknown.length > 0) {
    const chosen = namesChosen(hit, options).join(', ');
    ask(memory, { kind: 'option', hit, quantity: line.quantity, text: chosen, unknown, group: undefined, replaces });
    return true;
  }
  const unwanted = hit === undefined ? unwantedIn(text) : unknownNegations(hit, text, [...line.options, ...added]);
  // “One without olives”, of two, changes no number.
  const some = added.length === 0 && count !== undefined && count < line.quantity ? `${count} × ` : '';
  for (const each of unwanted) tellShop(memory, line.name, `${some}${leftOut(each, memory.language)}`);
  memory.isTouched ||= unwanted.length > 0;
  if (count === undefined && !isAboutOptions) return unwanted.length > 0;
  if (isPart && count !== undefined && isAboutOptions && adjustPart(memory, line, count, changed)) return true;
  if (unwanted.length > 0 && some !== '') return true;
  if (count !== undefined) line.quantity = (isMore ? line.quantity : 0) + count;
  setOptions(memory, line, options);
  return true;
}

/** “Two of them large”: of all lines of the product so many in the named options, the others as they are. */
function adjustPart(
  memory: Memory,
  { productId }: BasketLine,
  count: number,
  changed: (line: BasketLine) => BasketLine['options'],
): boolean {
  const alike = memory.basket.filter((line) => line.productId === productId);
  const isSo = (line: BasketLine) => keyOf({ productId, options: changed(line) }) === keyOf(line);
  const [so, others] = [alike.filter(isSo), alike.filter((line) => !isSo(line))];
  const quantityOf = (lines: readonly BasketLine[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (count > quantityOf(alike)) return false;
  let missing = count - quantityOf(so);
  const [plain, ...rest] = others.toSorted((a, b) => b.quantity - a.quantity);
  // “No, only one of them”: those too many are as the others again.
  if (missing < 0 && plain !== undefined && so[0] !== undefined) {
    so[0].quantity += missing;
    plain.quantity -= missing;
  }
  for (const other of plain === undefined ? [] : [plain, ...rest]) {
    const quantity = Math.min(Math.max(missing, 0), other.quantity);
    missing -= quantity;
    if (quantity > 0)
      putLine(memory, { ...other, quantity, options: changed(other) }, { key: keyOf(other), count: quantity });
  }
  touch(memory);
  return true;
}
