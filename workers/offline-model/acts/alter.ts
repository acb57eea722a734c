import { contentWords, isArticle, quantityOf } from '../language.ts';
import type { Memory } from '../memory.ts';
import { bestNamed } from '../names.ts';
import { optionsOf } from '../options.ts';
import { phrase } from '../phrases.ts';
import { putAllIn, tellShop } from '../put-in.ts';
import { listOf } from '../replies.ts';
import { type Act, say } from '../steps.ts';
import { quantityIn } from '../wishes.ts';
import { addToBasket, askOrPrice } from './basket.ts';
import { priceBasket } from './checkout.ts';

const FOR = 'with|for|by|to|gegen|fur|par|con|por|met';
/** What goes, and what comes in its place. */
const GONE_FIRST = [
  new RegExp(
    `^.*?(?:replace|swap|exchange|change|switch|tausch\\p{L}*|remplace\\p{L}*|cambi\\p{L}+|troc\\p{L}+)\\s+(.+?)\\s+(?:${FOR})\\s+(.+)$`,
    'iu',
  ),
  /^(?:an)?statt(?: de[rsmn]| einer?s?)?\s+(.+?)\s+(?:lieber|bitte|doch|möchte ich|hätte ich gerne?|nehme ich)\s+(.+)$/iu,
  /^(?:instead of|anstelle|au lieu d\p{L}*|invece d\p{L}+|en (?:lugar|vez) de|in plaats van|em vez de|zamiast)\s+(.+?),?\s+(?:lieber|plut[oô]t|liever)?\s*(?:i(?:'d| would) (?:like|have)|i(?:'ll| will) (?:take|have)|give me|take|prefiero|je voudrais|vorrei)?\s*(?=(?:an?|the|ein\p{L}*|une?|una?|un)\s)(.+)$/iu,
  /^(.+?)(?:はやめて|をやめて|じゃなくて|ではなく|の代わりに|を|から)、?(.+?)(?:に(?:して|変え).*|を?ください|で)$/u,
];
const GONE_LAST = [
  /^(.+?)\s+(?:instead of|statt|anstatt|anstelle|au lieu de|invece di|en (?:lugar|vez) de|in plaats van|em vez de|zamiast)\s+(.+)$/iu,
];

/** “swap the tiramisu for a sorbet”, “lieber Linzer statt Apfelkuchen”: of lines, or of the last line's options. */
export function* swap(memory: Memory, text: string): Act {
  const first = GONE_FIRST.map((pattern) => pattern.exec(text)).find((match) => match !== null);
  const last = GONE_LAST.map((pattern) => pattern.exec(text)).find((match) => match !== null);
  const [gone, added] = first !== undefined ? [first?.[1] ?? '', first?.[2] ?? ''] : [last?.[2] ?? '', last?.[1] ?? ''];
  const line = lineNamed(memory, gone)[0];
  const hit = memory.allHits.find(({ product_id }) => product_id === memory.lastLine?.productId);
  if (hit !== undefined && memory.lastLine !== undefined) {
    const out = optionsOf(hit, gone, memory.language).options;
    const { options } = optionsOf(hit, added, memory.language);
    const chosen = memory.lastLine.options.filter((each) => !out.some(({ option_id }) => option_id === each.option_id));
    if (options.length > 0 && chosen.length < memory.lastLine.options.length) {
      memory.lastLine.options = [...chosen, ...options];
      return yield* priceBasket(memory);
    }
  }
  if (line === undefined)
    return yield* say(phrase(memory.language, 'notInBasket', gone || phrase(memory.language, 'suchThing')));
  const quantity = line.quantity;
  line.quantity = 0;
  dropEmptyLines(memory);
  yield* addToBasket(
    memory,
    quantityIn(added, memory.language) === undefined && quantity > 1 ? `${quantity} ${added}` : added,
  );
}

const lineNamed = (memory: Memory, text: string) =>
  bestNamed(contentWords(text, memory.language), text, memory.basket, ({ name }) => name);

/** “without the cola”, “remove one tiramisu”. */
export function* removeFromBasket(memory: Memory, text: string): Act {
  const { language } = memory;
  const words = contentWords(text, language).filter((word) => !REMOVAL_WORDS.has(word));
  const [line, ...others] = bestNamed(words, text, memory.basket, ({ name }) => name);
  if (line === undefined) return yield* passOn(memory, text, words);
  if (others.length > 0) {
    return yield* say(`${phrase(language, 'whichGo')}\n${[line, ...others].map(({ name }) => name).join('\n')}`);
  }
  const tokens = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const counts = tokens.flatMap((word) => (isArticle(word, language) ? [] : (quantityOf(word, language) ?? [])));
  const count = /(?<!\p{L})(?:all|both|alle|beide)(?!\p{L})/iu.test(text) ? undefined : counts[0];
  line.quantity = count === undefined ? 0 : Math.max(0, line.quantity - count);
  dropEmptyLines(memory);
  yield* askOrPrice(memory, []);
}

const REMOVAL_WORDS: ReadonlySet<string> = new Set(
  'remove delete drop minus forget leave take off out away ohne entfernen entferne streichen streiche weg raus'.split(
    ' ',
  ),
);

/** “No onions” takes no line away: the shop is told, unless there is nothing that it could be about. */
function* passOn(memory: Memory, text: string, words: readonly string[]): Act {
  const isAboutLine =
    /^(?:and |but |please |with |und |bitte )*(?:no|without|ohne|kein\p{L}*) (?!the(?!\p{L})|den(?!\p{L})|die(?!\p{L})|das(?!\p{L}))/iu.test(
      text,
    );
  if (!isAboutLine || memory.lastLine === undefined || words.length === 0) {
    return yield* say(phrase(memory.language, 'notInBasket', words.join(' ') || phrase(memory.language, 'suchThing')));
  }
  const what = `no ${words.join(' ')}`;
  tellShop(memory, memory.lastLine.name, what);
  yield* say(phrase(memory.language, 'passOn', `${memory.lastLine.name}: ${what}`));
  yield* priceBasket(memory);
}

/** “make it three”, “two of those”, “one more”, “make it large”, “二つにして”. */
export function* adjustLine(memory: Memory, text: string): Act {
  const { language } = memory;
  const count = quantityIn(text, language);
  const isMore = /(?<!\p{L})(?:more|another|noch|encore|ancora|más|mais|jeszcze)(?!\p{L})|もう/iu.test(text);
  if (memory.focus === 'list' && memory.basket.length === 0) {
    const [only, ...others] = memory.lastHits;
    if (only === undefined) return yield* say(phrase(language, 'unclear'));
    if (others.length > 0) return yield* say(`${phrase(language, 'whichOne')}\n${listOf(memory.lastHits, language)}`);
    return yield* askOrPrice(memory, putAllIn(memory, [{ kind: 'found', hit: only, quantity: count ?? 1, text: '' }]));
  }
  const line = memory.lastLine;
  if (line === undefined) return yield* say(phrase(language, 'unclear'));
  const hit = memory.allHits.find(({ product_id }) => product_id === line.productId);
  const { options, refused } = hit === undefined ? { options: [], refused: [] } : optionsOf(hit, text, language);
  if (count === undefined && options.length === 0) return yield* say(phrase(language, 'unclear'));
  if (count !== undefined) line.quantity = isMore ? line.quantity + count : count;
  const groups = new Set([...options, ...refused].map(({ group_id }) => group_id));
  if (groups.size > 0) line.options = [...line.options.filter(({ group_id }) => !groups.has(group_id)), ...options];
  yield* priceBasket(memory);
}

function dropEmptyLines(memory: Memory): void {
  memory.basket = memory.basket.filter((line) => line.quantity > 0);
  if (memory.lastLine?.quantity === 0) memory.lastLine = memory.basket.at(-1);
  memory.focus = 'basket';
  memory.quote = undefined;
}
