import type { OwnOrder } from '../../../contracts/chat-tool.ts';
import { helpKindOf } from '../help-kinds.ts';
import { contentWords } from '../language.ts';
import type { Memory } from '../memory.ts';
import { bestNamed } from '../names.ts';
import { outcomeInWords } from '../replies.ts';
import { type Act, call, say } from '../steps.ts';

const MAX_REASON = 500;

/** Creates a help request for the staff, with the newest order and the lines that were named. */
export function* askForHelp(memory: Memory, text: string): Act {
  const kind = helpKindOf(text) ?? 'other';
  const looked = yield* call('order_status', { limit: 1 });
  const [order] = looked.kind === 'orders' ? looked.orders : [];
  const about = order === undefined ? {} : { order_id: order.id, items: linesNamed(memory, text, order) };
  const outcome = yield* call('request_help', { kind, reason: text.slice(0, MAX_REASON), ...about });
  yield* say(outcomeInWords(outcome, memory.language));
}

function linesNamed(memory: Memory, text: string, order: OwnOrder): Array<{ sku: string; quantity: number }> {
  const named = bestNamed(contentWords(text, memory.language), text, order.items, ({ name }) => name);
  const skus = new Set(named.map(({ sku }) => sku));
  return [...skus].map((sku) => ({
    sku,
    quantity: order.items.filter((item) => item.sku === sku).reduce((sum, item) => sum + item.quantity, 0),
  }));
}
