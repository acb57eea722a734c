import type { Reply } from './openai-server.ts';

/** A model's part in an order: it prices two espressos, then asks to confirm the quote that the tools gave. */
export const ORDER_TWO_ESPRESSOS: Reply[] = [
  { kind: 'tool_call', name: 'apply_promos', pieces: ['{"items":[{"sku":"ESPRESSO","quantity":2}]}'] },
  {
    kind: 'answering',
    reply: (request) => ({
      kind: 'tool_call',
      name: 'confirm',
      pieces: [JSON.stringify({ quote_id: quoteIn(request) })],
    }),
  },
  { kind: 'text', deltas: ['It is ', 'placed.'] },
];

function quoteIn(request: Record<string, unknown>): string {
  const messages = request.messages as Array<{ role: string; content: string }>;
  const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => JSON.parse(content));
  return results.findLast((result) => 'quote' in result).quote.id;
}
