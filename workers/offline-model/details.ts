import type { Fulfilment } from '../../contracts/order.ts';
import type { Memory } from './memory.ts';
import { phrase } from './phrases.ts';

const MAX_ADDRESS = 500;
const MAX_NOTE = 500;

const NOTE =
  /\b(?:note(?: (?:for|to) the \w+)?\s*[:,-]|(?:please )?tell the (?:kitchen|shop|driver|courier|cook)(?: that)?)\s*(.+)$/is;
const DELIVER_TO =
  /\b(?:(?:please )?(?:deliver(?:ed|y)?|bring|send|ship)(?: (?:it|them|that|this|everything|my order))?|for delivery|delivery) (?:to|at)\s+(.+)$/is;
const DELIVER =
  /\b(?:for delivery|(?:i(?:'d| would)? (?:like|want) (?:it )?|as a? ?)deliver(?:ed|y)|deliver it|have it delivered)\b/i;
const PICKUP =
  /\b(?:(?:i(?:'ll| will) )?(?:pick (?:it|them) up|collect (?:it|them)|come by)|for pick-?up|as pick-?up|take-?away)\b|\bto go(?=\s*(?:please)?[.!]*$)/i;
const TABLE =
  /\b(?:(?:i(?:'m| am)|we(?:'re| are)) (?:sitting )?(?:at|on) table|(?:for|to|at) table|table(?: number)?) ([a-z]?\d{1,4}[a-z]?)\b/i;
const DINE_IN = /\b(?:dine in|dining in|eat(?:ing)? (?:in|here)|for here)\b/i;

/**
 * Takes how an order shall be handed over, and what the shop shall know, out of a message.
 * @returns What to say about it, what must be asked, and the rest of the message.
 */
export function takeDetails(
  memory: Memory,
  message: string,
): { said: string[]; asks: string | undefined; rest: string } {
  const said: string[] = [];
  let asks: string | undefined;
  let rest = message;
  const isQuestion = /\?\s*$/.test(message);
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest);
    if (match === null) return undefined;
    rest = `${rest.slice(0, match.index)}${rest.slice(match.index + match[0].length)}`.replace(/\b(?:and|,)\s*$/i, '');
    return match;
  };
  const choose = (fulfilment: Fulfilment, text: string) => {
    memory.fulfilment = fulfilment;
    memory.isDeliveryWanted = false;
    said.push(text);
  };

  const isAddressAsked = memory.isAddressAsked;
  memory.isAddressAsked = false;
  if (isAddressAsked && /\d/.test(rest) && !isQuestion) {
    const address = addressOf(rest);
    choose({ type: 'delivery', address }, `Delivery to ${address}.`);
    return { said, asks, rest: '' };
  }
  const [, note] = isQuestion ? [] : (take(NOTE) ?? []);
  if (note !== undefined) {
    addNote(memory, note);
    said.push(`I will pass this on with the order: "${note.trim()}".`);
  }
  // "Do you deliver to Potsdam?" asks; "can you deliver it to 5 Main Street?" tells.
  const target = DELIVER_TO.exec(rest)?.[1];
  if (target !== undefined && (!isQuestion || /\d/.test(target))) {
    take(DELIVER_TO);
    const address = addressOf(target);
    choose({ type: 'delivery', address }, `Delivery to ${address}.`);
  } else if (!isQuestion) {
    const [, table] = take(TABLE) ?? [];
    if (table !== undefined) choose({ type: 'dine_in', table }, `For table ${table}.`);
    else if (take(DINE_IN) !== undefined) choose({ type: 'dine_in' }, 'To eat here.');
    else if (take(PICKUP) !== undefined) choose({ type: 'pickup' }, 'To be picked up.');
    else if (take(DELIVER) !== undefined) {
      memory.isAddressAsked = true;
      memory.isDeliveryWanted = true;
      asks = phrase(memory.language, 'whereTo');
    }
  }
  return { said, asks, rest: rest.trim() };
}

/** Adds a line to what the shop is told. */
export function addNote(memory: Memory, text: string): void {
  const lines = [...(memory.note === undefined ? [] : [memory.note]), text.trim()];
  memory.note = lines.join('; ').slice(0, MAX_NOTE);
}

const addressOf = (text: string): string =>
  text
    .trim()
    .replace(/[,.!?]*\s*(?:please)?[.!?]*$/i, '')
    .slice(0, MAX_ADDRESS);
