import type { MenuHit } from '../../../contracts/chat-tool.ts';
import { addNote } from './details.ts';
import type { BasketLine, Memory } from './memory.ts';
import { optionsOf, type Wish } from './selection.ts';

/** Puts wishes into the basket; gives back those that are not clear yet. */
export const putAllIn = (memory: Memory, wishes: readonly Wish[]): Wish[] =>
  wishes.filter((wish) => !putIn(memory, wish));

/** Puts a wish into the basket, or keeps it as a draft until its option is known; false while it is not clear what it means. */
export function putIn(memory: Memory, wish: Wish): boolean {
  if (wish.kind !== 'found') return false;
  const { options, missing } = optionsOf(wish.hit, wish.text);
  if (missing !== undefined) {
    memory.draft = { hit: wish.hit, quantity: wish.quantity, text: wish.text, group: missing };
    return true;
  }
  const line = lineOf(wish.hit, wish.quantity, options);
  const same = memory.basket.find(
    (other) => other.productId === line.productId && JSON.stringify(other.options) === JSON.stringify(options),
  );
  if (same === undefined) memory.basket.push(line);
  else same.quantity += line.quantity;
  memory.lastLine = same ?? line;
  memory.focus = 'basket';
  // What it cost before says nothing about the new basket.
  memory.quote = undefined;
  const unwanted = unknownNegations(wish.hit, wish.text);
  if (unwanted.length > 0) tellShop(memory, line.name, unwanted.map((word) => `no ${word}`).join(', '));
  return true;
}

/** What a wish says no to, where no option of the product stands for it. */
function unknownNegations(hit: MenuHit, text: string): string[] {
  const optionNames = hit.option_groups.flatMap((group) => group.options.map(({ name }) => name.toLowerCase()));
  return [...text.matchAll(/\b(?:no|without) (?:the )?(\p{L}{3,})\b/gu)].flatMap(([, word = '']) =>
    optionNames.some((name) => name.includes(word)) ? [] : [word],
  );
}

/** Adds to the note of the order, once, what is to be different about a product. */
export function tellShop(memory: Memory, product: string, what: string): void {
  const text = `${product}: ${what}`;
  if (memory.note?.includes(text) !== true) addNote(memory, text);
}

const lineOf = (hit: MenuHit, quantity: number, options: BasketLine['options']): BasketLine => ({
  productId: hit.product_id,
  name: hit.name,
  quantity,
  options,
});
