import type { Clause } from '../clauses.ts';
import type { Memory } from '../memory.ts';
import { putAllIn, tellShop } from '../put-in.ts';
import { listOf, UNCLEAR } from '../replies.ts';
import { matchingLines, optionsOf } from '../selection.ts';
import { contentWords, quantityOf } from '../slots.ts';
import { type Act, say } from '../steps.ts';
import { addToBasket, askOrPrice } from './basket.ts';
import { priceBasket } from './checkout.ts';

/** "without the cola", "remove one tiramisu", "tiramisu instead of the cake". */
export function* removeFromBasket(memory: Memory, { text, original }: Clause): Act {
  const swap =
    /^(?:please )?(?:replace|swap|exchange) (?:the )?(.+?) (?:with|for|by) (.+)$/.exec(text)?.slice(1) ??
    /^(.+?) instead of (?:the )?(.+)$/.exec(text)?.slice(1).toReversed();
  const [gone, added] = swap ?? [text];
  const tokens = (gone ?? '').split(' ');
  const words = contentWords(gone ?? '').filter((word) => quantityOf(word) === undefined && !REMOVAL_WORDS.has(word));
  const [line, ...others] = matchingLines(words, memory.basket);
  if (line === undefined) return yield* passOn(memory, gone ?? '', words);
  if (others.length > 0) {
    return yield* say(`Which one shall go?\n${[line, ...others].map(({ name }) => name).join('\n')}`);
  }
  const count = /\b(?:all|both)\b/.test(gone ?? '') ? undefined : tokens.flatMap((word) => explicitQuantity(word))[0];
  line.quantity = count === undefined || swap !== undefined ? 0 : Math.max(0, line.quantity - count);
  dropEmptyLines(memory);
  if (added !== undefined) return yield* addToBasket(memory, { text: added, original });
  yield* askOrPrice(memory, []);
}

const REMOVAL_WORDS: ReadonlySet<string> = new Set([
  'without',
  'no',
  'minus',
  'off',
  'out',
  'away',
  'leave',
  'forget',
  'not',
  "don't",
  'dont',
  'both',
  'from',
  'delete',
]);

/** "No onions" takes no line away: the shop is told, unless there is nothing that it could be about. */
function* passOn(memory: Memory, text: string, words: readonly string[]): Act {
  const isAboutLine = /^(?:and |but |please |with )*(?:no|without) (?!the\b)/.test(text);
  if (!isAboutLine || memory.lastLine === undefined || words.length === 0) {
    return yield* say(`There is no ${words.join(' ') || 'such thing'} in your basket.`);
  }
  tellShop(memory, memory.lastLine.name, `no ${words.join(' ')}`);
  yield* say(`I will pass this on with the order: "${memory.lastLine.name}: no ${words.join(' ')}".`);
  yield* priceBasket(memory);
}

/** "make it three", "two of those", "one more", "make it large". */
export function* adjustLine(memory: Memory, { text }: Clause): Act {
  const counts = text.split(/[^\p{L}\p{N}]+/u).flatMap((word) => quantityOf(word) ?? []);
  const count = counts.find((value) => value > 1) ?? counts[0];
  const isMore = /\bmore\b|\banother\b/.test(text);
  if (memory.focus === 'list' && !/\bmake\b/.test(text)) {
    const [only, ...others] = memory.lastHits;
    if (only === undefined) return yield* say(UNCLEAR);
    if (others.length > 0) return yield* say(`Which one do you mean?\n${listOf(memory.lastHits)}`);
    return yield* askOrPrice(memory, putAllIn(memory, [{ kind: 'found', hit: only, quantity: count ?? 1, text: '' }]));
  }
  const line = memory.lastLine;
  if (line === undefined) return yield* say(UNCLEAR);
  const hit = memory.allHits.find(({ product_id }) => product_id === line.productId);
  const { options } = hit === undefined ? { options: [] } : optionsOf(hit, text);
  if (count === undefined && options.length === 0) return yield* say(UNCLEAR);
  if (count !== undefined) line.quantity = isMore ? line.quantity + count : count;
  const groups = new Set(options.map(({ group_id }) => group_id));
  if (groups.size > 0) line.options = [...line.options.filter(({ group_id }) => !groups.has(group_id)), ...options];
  yield* priceBasket(memory);
}

function dropEmptyLines(memory: Memory): void {
  memory.basket = memory.basket.filter((line) => line.quantity > 0);
  if (memory.lastLine?.quantity === 0) memory.lastLine = memory.basket.at(-1);
  memory.focus = 'basket';
  memory.quote = undefined;
}

/** A number that was meant as one: "a" and "an" stand before any word. */
const explicitQuantity = (word: string): number[] =>
  word === 'a' || word === 'an' ? [] : [quantityOf(word)].filter((quantity) => quantity !== undefined);
