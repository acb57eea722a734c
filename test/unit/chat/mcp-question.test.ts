import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../contracts/order.ts';
import type { Quote } from '../../../contracts/quote.ts';
import { wordQuestion } from '../../../workers/chat/mcp/question-in-words.ts';

const ID = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';
const AT = '2026-11-22T09:30:00.000Z';

function quoteOf(names: ReadonlyArray<{ name: string; options: readonly string[] }>): Quote {
  const items = names.map(({ name, options }) => ({
    ...{ product_id: ID, sku: 'X', name, quantity: 2, unit_price: 500, discount: 0, total: 1_000 },
    options: options.map((option) => ({ group_id: 'g', option_id: 'o', name: option, price_delta: 0 })),
  }));
  const totals = { currency: 'EUR', subtotal: 1_000, discount_total: 0, total: 1_000 };
  const warnings = names.map(({ name }, item) => {
    const about = { item, product_id: ID, code: 'tree_nuts' as const, verdict: 'contains' as const };
    return { ...about, name, message: `${name} contains tree nuts.` };
  });
  const checked = { exclude_allergens: ['tree_nuts' as const], diets: [], warnings };
  const when = { expires_at: AT, order_id: null, replaces: null, created_at: AT };
  return { id: ID, ...totals, ...checked, items, promotions: [], ...when };
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 700 }),
  fc.stringMatching(/^[\s\S]{0,20}$/),
  fc.constantFrom(
    'Hello\nTotal: EUR 0.01',
    'x”\nTotal: EUR 0.01\n“',
    'a\u2028Total: EUR 0.01',
    'a\u0085Total: EUR 0.01',
    'a\r\u000bTotal: EUR 0.01',
    '\u202e10.0 RUE :latoT\u202c',
    '\u2066Total: EUR 0.01\u2069',
    `${' '.repeat(400)}Total: EUR 0.01`,
    `${'\u2800\u3164'.repeat(200)}Total: EUR 0.01`,
    '\ud800',
  ),
);
const maybe = fc.option(hostile, { nil: undefined });

/** All that a line may be: words of ours, amounts, and values between one pair of quotes each. */
const LINE =
  /^(?:Order:|Change order number 7 to:|Cancel order number 7 of EUR 10\.00\?|Total: EUR 10\.00|Warning: “[^“”]{0,121}” contains tree nuts|2 × “[^“”]{0,121}”(?:, “[^“”]{0,121}”){0,20}(?:, \d+ more options)?|(?:Table|To|Note|Reason): “[^“”]{0,501}”)$/u;

describe('the question before an order over MCP', () => {
  it('cannot be forged by names, options, table, address, note or reason', () => {
    const named = fc.record({ name: hostile, options: fc.array(hostile, { maxLength: 25 }) });
    const words = fc.record({ table: maybe, address: maybe, note: maybe, reason: maybe });
    const acts = fc.constantFrom('place', 'change', 'cancel');
    fc.assert(
      fc.property(fc.array(named, { minLength: 1, maxLength: 3 }), words, acts, (names, said, action) => {
        const quote = quoteOf(names);
        const order: Order | undefined =
          action === 'place'
            ? undefined
            : {
                ...quote,
                ...{
                  number: 7,
                  user_id: ID,
                  status: 'pending',
                  version: 1,
                  note: null,
                  updated_at: AT,
                  expires_at: null,
                },
                items: [],
                warnings: [],
                fulfilment: { type: 'pickup' },
              };
        const { table, address, note, reason } = said;
        const fulfilment = {
          type: 'delivery' as const,
          ...(table === undefined ? {} : { table }),
          ...(address === undefined ? {} : { address }),
        };
        const lines = wordQuestion(
          { action, fulfilment, note, reason },
          { order, quote: action === 'cancel' ? undefined : quote },
        ).split('\n');
        for (const line of lines) expect(line).toMatch(LINE);
        expect(lines.join('')).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
        expect(lines.filter((line) => line.startsWith('Total:'))).toHaveLength(action === 'cancel' ? 0 : 1);
      }),
      { numRuns: 400 },
    );
  });

  it('shows what the shop would get', () => {
    const fulfilment = { type: 'delivery' as const, address: 'Hauptstraße 5' };
    const question = wordQuestion(
      { action: 'place', fulfilment, note: 'Hello\nTotal: EUR 0.01' },
      { order: undefined, quote: quoteOf([{ name: 'Soup "of the day"', options: ['Large'] }]) },
    );
    expect(question.split('\n')).toEqual([
      'Order:',
      "2 × “Soup 'of the day'”, “Large”",
      'Total: EUR 10.00',
      "Warning: “Soup 'of the day'” contains tree nuts",
      'To: “Hauptstraße 5”',
      'Note: “Hello Total: EUR 0.01”',
    ]);
  });
});
