import { type MenuHit, TOOL_NAMES } from '../../../contracts/chat-tool.ts';
import { fold } from '../../../contracts/fold.ts';
import { type DialogueEvent, decide } from '../../../workers/offline-model/decide.ts';
import { bestNamed, nameWords } from '../../../workers/offline-model/names.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');
const uuid = (n: number) => `019ab0c4-6f1e-7c3a-9d55-${String(n).padStart(12, '0')}`;

/** A dish by its name; options by group, a group with `!` must be chosen from. */
export type PaperDish = readonly [name: string, groups?: Readonly<Record<string, readonly string[]>>];

interface Line {
  product_id: string;
  quantity: number;
  options: Array<{ group_id: string; option_id: string }>;
}

/** The outcome of a conversation. */
export interface Played {
  /**
   * The lines of the last quote, such as `2 Latte (Large)`; empty when the last answer is a question or the basket is
   * empty.
   */
  lines: string[];
  /** All that was said to the last message. */
  answer: string;
  tools: string[];
}

/** Plays a conversation with the offline model against a menu on paper: no search but by words, no database. */
export function playOnPaper(dishes: readonly PaperDish[], turns: readonly string[]): Played {
  const menu = dishes.map(hitOf);
  const events: DialogueEvent[] = [];
  let played: Played = { lines: [], answer: '', tools: [] };
  for (const text of turns) {
    events.push({ kind: 'user', text });
    const tools: string[] = [];
    let answer = '';
    for (let step = 0; step < 8; step++) {
      const decision = decide(events, { nowMs: NOW, tools: new Set(TOOL_NAMES) });
      answer = `${answer}\n${decision.text ?? ''}`.trim();
      if (!('calls' in decision)) break;
      for (const { tool, input } of decision.calls) {
        tools.push(tool);
        const output = answerOf(menu, tool, input);
        if (output.lines !== undefined) played = { ...played, lines: output.lines };
        events.push({ kind: 'result', tool, input, output: output.json, denied: tool === 'confirm' });
      }
    }
    played = { lines: tools.includes('apply_promos') ? played.lines : [], answer, tools };
  }
  return played;
}

function hitOf([name, groups = {}]: PaperDish, index: number): MenuHit {
  const declared = { allergens: [], may_contain: [], free_of: [] };
  return {
    ...declared,
    product_id: uuid(index + 1),
    sku: `SKU-${index + 1}`,
    name,
    description: `${name} of the house`,
    category: null,
    dietary: [],
    price: { amount: 1000, currency: 'EUR' },
    in_stock: true,
    option_groups: Object.entries(groups).map(([group, options]) => ({
      id: group,
      name: group.replace('!', ''),
      min: group.endsWith('!') ? 1 : 0,
      max: group.endsWith('+') ? options.length : 1,
      options: options.map((option) => ({ id: option, name: option, price_delta: 0, allergens: [], may_contain: [] })),
    })),
    score: 1,
  };
}

function answerOf(menu: readonly MenuHit[], tool: string, input: Record<string, unknown>) {
  if (tool === 'apply_promos') {
    const items = (input.items as Line[]).map((line) => pricedLine(menu, line));
    const amounts = { currency: 'EUR', subtotal: 0, discount_total: 0, total: 0, promotions: [], order_id: null };
    const times = { created_at: '2026-11-22T10:00:00.000Z', expires_at: '2026-11-22T10:10:00.000Z' };
    const lines = items.map(({ quantity, name, options }) => {
      const chosen = options.map((option) => option.name).join(', ');
      return `${quantity} ${name}${chosen === '' ? '' : ` (${chosen})`}`;
    });
    return { json: { quote: { id: uuid(900), ...amounts, ...times, items } }, lines };
  }
  if (tool !== 'retrieve_menu') return { json: { error: { code: 'not_found', message: 'There is none.' } } };
  const query = String(input.query ?? '');
  const named = menu.filter((hit) => bestNamed(nameWords(query), fold(query), [hit], ({ name }) => name).length > 0);
  return { json: { untrusted: true, hits: query === '' ? menu : named } };
}

function pricedLine(menu: readonly MenuHit[], { product_id, quantity, options }: Line) {
  const hit = menu.find((each) => each.product_id === product_id);
  const named = options.map(({ group_id, option_id }) => ({ group_id, option_id, name: option_id, price_delta: 0 }));
  const { sku, name } = hit ?? { sku: '?', name: '?' };
  return { product_id, sku, name, quantity, unit_price: 1000, discount: 0, total: 1000 * quantity, options: named };
}
