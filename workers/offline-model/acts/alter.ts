import { fold } from '../../../contracts/fold.ts';
import { contentWords, numberSaid, quantitiesIn, quantityIn } from '../language.ts';
import { hitOf, linesMeant, productOf } from '../lines-meant.ts';
import { type BasketLine, keyOf, type Memory } from '../memory.ts';
import { optionsOf, unknownNegations, unwantedIn } from '../options.ts';
import { phrase } from '../phrases.ts';
import { ask, putAllIn, putIn, putLine, tellShop, touch } from '../put-in.ts';
import { said } from '../said.ts';
import { type Act, say } from '../steps.ts';
import { ALL_SHOWN, unexplainedBy, wishesIn } from '../wishes.ts';
import { addToBasket, tellUnknown } from './add.ts';

const FOR = 'with|for|by|to|into|gegen|fur|par|contre|con|por|met|se';
const VERB =
  'replace|swap|exchange|change|switch|tausch\\p{L}*|ersetz\\p{L}*|wechsel\\p{L}*|remplace\\p{L}*|echange\\p{L}*|échange\\p{L}*|cambi\\p{L}+|sostitui\\p{L}+|reemplaz\\p{L}+|troc\\p{L}+|badal\\p{L}*';
const INSTEAD_OF =
  "instead of|rather than|anstelle(?: von)?|anstatt|statt|au lieu d[eu'’]?|à la place d[eu'’]?|invece d\\p{L}+|al posto d\\p{L}+|en (?:lugar|vez) de|in plaats van|em vez de|zamiast";
/** What goes, and what comes in its place. */
const GONE_FIRST = [
  new RegExp(`^.*?(?:${VERB})\\s+(?:sie |bitte |mir |moi )*(.+?)\\s+(?:${FOR})\\s+(.+)$`, 'iu'),
  new RegExp(`^(?:${INSTEAD_OF})\\s*(.+?),\\s*(.+)$`, 'iu'),
  new RegExp(
    `^(?:${INSTEAD_OF})\\s*(.+?)\\s+(?:lieber|plut[oô]t|liever|bitte|doch|möchte ich|hätte ich gerne?|nehme ich|i(?:'d| would) (?:like|have)|i(?:'ll| will) (?:take|have)|give me|take|prefiero|quiero|je voudrais|je prends|vorrei|prendo|(?=(?:an?|the|ein\\p{L}*|une?|una?|uno|zwei|deux|due|dos|two|three|\\d+)\\s))(.+)$`,
    'iu',
  ),
  /^(?:not|nicht|pas|non|no)\s+(.+?),?\s+(?:but|sondern|mais|ma|sino)\s+(.+)$/iu,
  /^(.+?)\s+ki jagah\s+(.+)$/iu,
  /^(.+?)(?:はやめて|をやめて|じゃなくて|ではなくて?|の代わりに|を|から)、?(.+?)(?:に(?:して|変え|変更).*|を?(?:ください|お願い.*)|で)$/u,
];
const GONE_LAST = new RegExp(`^(.+?),?\\s+(?:${INSTEAD_OF})\\s*(.+)$`, 'iu');
/** “I meant the tiramisu”, “lieber einen Tee”: instead of the last. */
const BARE =
  /(?<!\p{L})(?:instead|i meant|i mean|rather|make (?:it|that|them)|change (?:it|that|them) to|stattdessen|doch lieber|lieber|ich meinte|plut[oô]t|je voulais dire|finalement|piuttosto|anzi|invece|intendevo|mejor|quise decir|liever|melhor|raczej)(?!\p{L})|やっぱり|やはり/iu;
const withoutBare = (text: string): string => text.replace(new RegExp(BARE, 'giu'), ' ');
const BARE_NO =
  /^\W*(?:(?:and|but|please|also|und|aber|bitte|et|mais|y|pero|e|ma) )*(?:with |mit |avec |con )?(?:no|without|not|ohne|kein\p{L}*|sans|pas de|senza|sin|zonder|sem|bez|bina)(?!\p{L})|(?:抜き|なし)(?:で|に)?/iu;
const MORE = said(
  'more|another|additional|again|noch|weitere\\w*|encore|autre|ancora|altr[oaie]|mas|otr[oa]s?|mais|outr[oa]s?|nog|jeszcze|daha|aur|phir se',
  'もう|追加|おかわり',
);
const FEWER = said('less|fewer|weniger|moins|meno|menos|minder|mniej|kam', '減ら|少なく');
const PART =
  /(?<!\p{L})(?:of (?:them|those|these|the|my)|davon|von den\p{L}*|d['’]entre|dei|delle|de (?:ellos|ellas|los|las)|mein se|me se)(?!\p{L})|のうち/iu;
const OF_SHOWN = said(
  '(?:of )?(?:those|these|them|that|it|this)|that one|both|davon|von denen|das|die|den|beide\\w*|de ceux|de celles|les deux|ca|di quell\\w+|questo|de es[oa]s|wahi|yahi',
  'それ|これ|両方',
);

/** What a text names to go and to come, where it names both. */
export function goneAndAdded(text: string): [gone: string, added: string] | undefined {
  const first = GONE_FIRST.map((pattern) => pattern.exec(text)).find((match) => match !== null);
  if (first) return [first[1] ?? '', first[2] ?? ''];
  const last = GONE_LAST.exec(text);
  return last === null ? undefined : [last[2] ?? '', last[1] ?? ''];
}

/** “swap the tiramisu for a sorbet”, “lieber Linzer statt Apfelkuchen”: of lines, or of a line's options. */
export function* swap(memory: Memory, text: string, removed?: BasketLine): Act {
  const pair = goneAndAdded(text);
  if (pair === undefined) {
    const added = withoutBare(text);
    if (removed !== undefined) return yield* addToBasket(memory, withQuantity(added, removed.quantity, memory));
    return yield* replace(memory, memory.lastLine ?? memory.basket.at(-1), undefined, added);
  }
  const [gone, added] = pair;
  const { lines, by } = linesMeant(memory, gone);
  const isOption =
    by !== 'last' || contentWords(gone, memory.language).length === 0
      ? []
      : memory.basket.filter((line) => optionsMeant(memory, line, gone).length > 0);
  const [line, ...others] = isOption.length > 0 ? isOption : lines;
  if (line === undefined) return yield* say(phrase(memory.language, 'notInBasket', gone));
  if (others.length > 0 && by === 'name')
    return ask(memory, { kind: 'line', keys: lines.map(keyOf), edit: 'adjust', text: added });
  if (isOption.length > 0) {
    const out = optionsMeant(memory, line, gone);
    const hit = hitOf(memory, line);
    const { options } = hit === undefined ? { options: [] } : optionsOf(hit, added, memory.language);
    if (options.length > 0)
      return setOptions(memory, line, [...line.options.filter((each) => !out.includes(each)), ...options]);
  }
  const count = numberSaid(gone, memory.language);
  yield* replace(memory, line, count, added);
}

/** Puts what is named in the place of a line, or of so many of it; the line stays until the new product is known. */
function* replace(memory: Memory, line: BasketLine | undefined, count: number | undefined, added: string): Act {
  const { language } = memory;
  const named = linesMeant(memory, added);
  const hit = line === undefined ? undefined : yield* productOf(memory, line);
  const words = contentWords(added, language);
  if (
    line !== undefined &&
    hit !== undefined &&
    unexplainedBy({ ...hit, name: '', category: null }, words).length === 0
  )
    return yield* adjustLast(memory, line, added);
  // “I meant two naans” corrects the line that is called so.
  if (
    named.by === 'name' &&
    named.lines.length === 1 &&
    (quantityIn(added, language) !== undefined || named.lines[0] === line)
  )
    return yield* adjustLine(memory, added);
  const wishes = yield* wishesIn(memory, added);
  const gone = Math.min(count ?? line?.quantity ?? 0, line?.quantity ?? 0);
  const replaces = line === undefined ? undefined : { key: keyOf(line), count: gone };
  const [first] = wishes;
  if (first !== undefined && numberSaid(first.text, language) === undefined && gone > 0) first.quantity = gone;
  yield* tellUnknown(memory, putAllIn(memory, wishes, replaces));
}

const withQuantity = (text: string, quantity: number, { language }: Memory): string =>
  numberSaid(text, language) === undefined && quantity > 1 ? `${quantity} ${text}` : text;

/** Of the options that a line has, those that a text names. */
function optionsMeant(memory: Memory, line: BasketLine, text: string): BasketLine['options'] {
  const hit = hitOf(memory, line);
  if (hit === undefined) return [];
  const { options, refused } = optionsOf(hit, text, memory.language);
  const meant = [...options, ...refused].map(({ option_id }) => option_id);
  return line.options.filter(({ option_id }) => meant.includes(option_id));
}

function setOptions(memory: Memory, line: BasketLine, options: BasketLine['options']): void {
  line.options = options;
  memory.lastLine = line;
  touch(memory);
}

/** “without the cola”, “remove one tiramisu”, “no bacon”. Gives the line that went. */
export function* removeFromBasket(memory: Memory, text: string): Act<BasketLine | undefined> {
  const { language } = memory;
  const words = contentWords(text, language);
  const isBareNo = BARE_NO.test(text);
  // “No onions in the soup” is about the soup, and takes none away.
  const aside =
    /^(.*?(?:no|without|ohne|kein\p{L}*|sans|senza|sin)\s+.+?)\s+(?:in|on|with|for|auf|bei|im|zu[mr]?|dans|sur|nel\p{L}*|sul\p{L}*|en|sobre)\s+(.+)$/iu.exec(
      text,
    );
  if (isBareNo && aside !== null) {
    const { lines, by } = linesMeant(memory, aside[2] ?? '');
    if (by === 'name' && lines[0] !== undefined)
      return yield* noteAbout(memory, lines[0], contentWords(aside[1] ?? '', language));
  }
  const { lines, by, words: unknown } = linesMeant(memory, text);
  const without = memory.basket.toReversed().find((line) => optionsMeant(memory, line, text).length > 0);
  if (by !== 'name' || lines.length === 0) {
    const line =
      memory.lastLine !== undefined && optionsMeant(memory, memory.lastLine, text).length > 0
        ? memory.lastLine
        : without;
    if (line !== undefined && words.length > 0 && by !== 'place') {
      const out = optionsMeant(memory, line, text);
      setOptions(
        memory,
        line,
        line.options.filter((each) => !out.includes(each)),
      );
      return undefined;
    }
  }
  if (lines.length === 0 || (by === 'last' && words.length > 0)) {
    const isArticled = /(?<!\p{L})(?:the|den|die|das|le|la|les|il|lo|el|los|las)(?!\p{L})/iu.test(text);
    const about = memory.lastLine;
    if (isBareNo && !isArticled && about !== undefined && words.length > 0)
      return yield* noteAbout(memory, about, words);
    yield* say(phrase(language, 'notInBasket', unknown.join(' ') || words.join(' ') || phrase(language, 'suchThing')));
    return undefined;
  }
  if (lines.length > 1 && by === 'name')
    return void ask(memory, { kind: 'line', keys: lines.map(keyOf), edit: 'remove', text });
  const gone = lines.map((line) => ({ ...line }));
  for (const line of lines) remove(memory, line, text);
  return gone[0];
}

/** Takes a line, or so many of it as a text says. */
export function remove(memory: Memory, line: BasketLine, text: string): void {
  const [count] = quantitiesIn(text, memory.language).filter((amount) => !amount.isArticle || !BARE_NO.test(text));
  const isAll = count === undefined || ALL_SHOWN.test(fold(text));
  line.quantity = isAll ? 0 : Math.max(0, line.quantity - count.value);
  if (line.quantity > 0) memory.lastLine = line;
  touch(memory);
}

/** Tells the shop what is not wanted in a product. */
function* noteAbout(memory: Memory, line: BasketLine, words: readonly string[]): Act<undefined> {
  const what = `no ${words.join(' ')}`;
  tellShop(memory, line.name, what);
  yield* say(phrase(memory.language, 'passOn', `${line.name}: ${what}`));
  memory.isTouched = true;
}

/** “make it three”, “two of those”, “one more”, “make it large”, “二つにして”. */
export function* adjustLine(memory: Memory, written: string): Act {
  const { language } = memory;
  // “Three, not two”: what it is not says nothing.
  const text = written.replace(
    /,?\s*(?:not|nicht|statt|instead of|pas|au lieu de|non|no)\s+(?:\d+|\p{L}+)\s*$/iu,
    (run) => (quantityIn(run, language) === undefined ? run : ''),
  );
  const words = fold(text);
  if (
    memory.focus === 'list' &&
    (memory.basket.length === 0 || (OF_SHOWN.test(words) && contentWords(text, language).length === 0))
  ) {
    const [only, ...others] = memory.lastHits;
    if (only === undefined) return yield* say(phrase(language, 'unclear'));
    const quantity = quantityIn(text, language) ?? 1;
    if (others.length === 0) return putIn(memory, { hit: only, quantity, text });
    return ask(memory, {
      kind: 'which',
      hits: memory.lastHits,
      words: '',
      quantity,
      text,
      isGuess: false,
      replaces: undefined,
    });
  }
  const { lines, by } = linesMeant(memory, text);
  if (lines.length === 0)
    return MORE.test(words) || !BARE.test(text)
      ? yield* addToBasket(memory, text)
      : yield* replace(memory, memory.lastLine, undefined, withoutBare(text));
  for (const line of lines) yield* productOf(memory, line);
  // Where no line is named, an option tells which is meant.
  const fitting =
    by === 'last' && !fits(memory, lines[0], text) ? memory.basket.filter((line) => fits(memory, line, text)) : lines;
  const [line, ...others] = fitting;
  if (line === undefined) return yield* adjustLast(memory, lines[0], text);
  if (others.length > 0 && by !== 'all')
    return ask(memory, { kind: 'line', keys: fitting.map(keyOf), edit: 'adjust', text });
  for (const each of fitting) if (!adjust(memory, each, text)) yield* say(phrase(language, 'whatAbout', each.name));
}

function* adjustLast(memory: Memory, line: BasketLine | undefined, text: string): Act {
  if (line === undefined || !adjust(memory, line, text)) yield* say(phrase(memory.language, 'unclear'));
}

/** Whether a line can be what a text says: it has the options that it names. */
function fits(memory: Memory, line: BasketLine | undefined, text: string): boolean {
  const hit = line === undefined ? undefined : hitOf(memory, line);
  if (hit === undefined) return false;
  const { options, refused } = optionsOf(hit, text, memory.language);
  return options.length + refused.length > 0;
}

/** Sets quantity and options of a line as a text says; false when it says neither. */
export function adjust(memory: Memory, line: BasketLine, text: string): boolean {
  const { language } = memory;
  const hit = hitOf(memory, line);
  const {
    options: added,
    refused,
    unknown,
  } = hit === undefined ? { options: [], refused: [], unknown: [] } : optionsOf(hit, text, language);
  const words = fold(text);
  const isMore = MORE.test(words);
  const number = numberSaid(text, language) ?? (added.length === 0 ? quantityIn(text, language) : undefined);
  const count = number ?? (isMore && added.length === 0 ? 1 : undefined);
  const groups = new Map(hit?.option_groups.map((group) => [group.id, group]) ?? []);
  const isOut = ({ group_id, option_id }: BasketLine['options'][number]) =>
    [...added, ...refused].some(
      (each) => each.option_id === option_id || (each.group_id === group_id && groups.get(group_id)?.max === 1),
    );
  const options = [...line.options.filter((each) => !isOut(each)), ...added];
  const isPart = PART.test(text) && count !== undefined && count < line.quantity && added.length + refused.length > 0;
  if (hit !== undefined && unknown.length > 0) {
    const quantity = isPart ? count : line.quantity;
    ask(memory, {
      kind: 'option',
      hit,
      quantity,
      options,
      unknown,
      group: undefined,
      replaces: { key: keyOf(line), count: quantity },
    });
    return true;
  }
  const unwanted = hit === undefined ? unwantedIn(text) : unknownNegations(hit, text);
  for (const each of unwanted) tellShop(memory, line.name, `no ${each}`);
  memory.isTouched ||= unwanted.length > 0;
  if (count === undefined && added.length + refused.length === 0) return unwanted.length > 0;
  if (isPart) {
    putLine(memory, { ...line, quantity: count, options }, { key: keyOf(line), count });
    return true;
  }
  if (count !== undefined)
    line.quantity = isMore ? line.quantity + count : FEWER.test(words) ? line.quantity - count : count;
  setOptions(memory, line, options);
  return true;
}
