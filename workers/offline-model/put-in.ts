import { addNote } from './details.ts';
import type { BasketLine, Memory } from './memory.ts';
import { optionsOf, unknownNegations } from './options.ts';
import type { Wish } from './wishes.ts';

/** Puts wishes into the basket; gives back those that are not clear yet. */
export const putAllIn = (memory: Memory, wishes: readonly Wish[]): Wish[] =>
  wishes.filter((wish) => !putIn(memory, wish));

/** Puts a wish into the basket, or keeps it as a draft until its options are known; false while it is not clear what it means. */
export function putIn(memory: Memory, wish: Wish): boolean {
  if (wish.kind !== 'found') return false;
  const { hit, quantity, text } = wish;
  const { options, missing, unknown } = optionsOf(hit, text, memory.language);
  if (missing !== undefined || unknown.length > 0) {
    memory.draft = { hit, quantity, options, unknown, group: missing };
    return true;
  }
  putLine(memory, { productId: hit.product_id, name: hit.name, quantity, options });
  const unwanted = unknownNegations(hit, text);
  if (unwanted.length > 0) tellShop(memory, hit.name, unwanted.map((word) => `no ${word}`).join(', '));
  return true;
}

export function putLine(memory: Memory, line: BasketLine): void {
  const same = memory.basket.find(
    (other) => other.productId === line.productId && JSON.stringify(other.options) === JSON.stringify(line.options),
  );
  if (same === undefined) memory.basket.push(line);
  else same.quantity += line.quantity;
  memory.lastLine = same ?? line;
  memory.focus = 'basket';
  // What it cost before says nothing about the new basket.
  memory.quote = undefined;
}

/** Adds to the note of the order, once, what is to be different about a product. */
export function tellShop(memory: Memory, product: string, what: string): void {
  const text = `${product}: ${what}`;
  if (memory.note?.includes(text) !== true) addNote(memory, text);
}
