import { z } from 'zod';
import type { ChatMessage } from '../../contracts/chat.ts';

type Part = ChatMessage['parts'][number];

/** The most orders that are carried; the list of orders has the rest. */
const MAX_ORDERS = 3;

/**
 * The tool calls, with their results, that still count when the messages around them are left out: the newest quote
 * unless a newer one was kept, and the newest orders. Records of the shop, not a summary in a model's words.
 */
export function carriedParts(leftOut: readonly ChatMessage[], kept: readonly ChatMessage[]): Part[] {
  const calls = toolParts(leftOut);
  const quote = toolParts(kept).some(showsQuote) ? -1 : calls.findLastIndex(showsQuote);
  const orders = new Set(calls.flatMap((part, index) => (hasOrder(part) ? [index] : [])).slice(-MAX_ORDERS));
  return calls.filter((_part, index) => index === quote || orders.has(index));
}

const toolParts = (messages: readonly ChatMessage[]): Part[] =>
  messages.flatMap((message) => message.parts.filter((part) => part.state === 'output-available'));

/** Recognises an output; the rest of it may come from an earlier release. */
const WithQuote = z.object({ quote: z.object({ id: z.string() }) });
const WithOrder = z.object({ order: z.object({ id: z.string() }) });

/** A quote is shown by `apply_promos`, and by a `confirm` that could not keep the one before. */
const showsQuote = (part: Part): boolean =>
  (part.type === 'tool-apply_promos' || part.type === 'tool-confirm') && WithQuote.safeParse(part.output).success;

const hasOrder = (part: Part): boolean => part.type === 'tool-confirm' && WithOrder.safeParse(part.output).success;
