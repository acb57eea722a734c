import type { MenuHit, ToolName } from '../../../contracts/chat-tool.ts';
import type { LineRequest } from '../../../contracts/quote.ts';
import type { BasketLine, DialogueState } from './dialogue-state.ts';
import {
  failureInWords,
  GREETING,
  IDENTITY,
  listOf,
  newQuoteInWords,
  orderPlaced,
  quoteSummary,
  UNCLEAR,
} from './replies.ts';
import { promoCodes, searchSlots } from './slots.ts';
import type { ToolOutcome } from './tool-outcome.ts';

export type Decision =
  | { text: string }
  | { calls: Array<{ tool: ToolName; input: Record<string, unknown> }>; text?: string };

const MAX_PARALLEL_SEARCHES = 3;

/** The next step: words, or calls to tools. */
export function decide(state: DialogueState): Decision {
  const last = state.outcomes.at(-1);
  return last === undefined ? answer(state) : proceed(state, last);
}

/** The first step after the person spoke. */
function answer(state: DialogueState): Decision {
  switch (state.intent) {
    case 'greet':
    case 'help':
      return { text: GREETING };
    case 'identity':
      return { text: IDENTITY };
    case 'thanks':
      return { text: 'You are welcome.' };
    case 'decline':
      return { text: 'All right. Tell me if you want anything else.' };
    case 'status':
      return { text: 'I cannot look up orders here. Your orders and their status are in the order list.' };
    case 'clear':
      return { text: 'Your basket is empty now. An order that is placed already stays: cancel it in the order list.' };
    case 'search':
      return search(state);
    case 'choose':
      return choose(state);
    case 'discount':
      return discount(state);
    case 'basket':
      if (state.quote !== undefined) return { text: quoteSummary(state.quote) };
      return state.basket.length === 0
        ? { text: 'Your basket is empty. What would you like?' }
        : price(state.basket, state.codes);
    case 'order':
      return order(state);
    case 'unclear':
      return { text: UNCLEAR };
  }
}

function search({ text }: DialogueState): Decision {
  const { query, diets, minPrice, maxPrice } = searchSlots(text);
  const limits = {
    ...(minPrice === undefined ? {} : { min_price: minPrice }),
    ...(maxPrice === undefined ? {} : { max_price: maxPrice }),
  };
  return { calls: [{ tool: 'retrieve_menu', input: { query: query.slice(0, 300), diets, ...limits } }] };
}

function choose(state: DialogueState): Decision {
  const unknown = state.open.flatMap((wish) => (wish.kind === 'unknown' && wish.words !== '' ? [wish.words] : []));
  if (unknown.length > 0 && state.outcomes.length === 0) {
    return {
      calls: unknown
        .slice(0, MAX_PARALLEL_SEARCHES)
        .map((words) => ({ tool: 'retrieve_menu', input: { query: words.slice(0, 300) } })),
    };
  }
  const question = openQuestion(state);
  if (question !== undefined) return { text: question };
  return state.basket.length === 0 ? { text: UNCLEAR } : price(state.basket, state.codes);
}

/** What must be asked before the basket is complete. */
function openQuestion({ open, draft, basket }: DialogueState): string | undefined {
  const kept =
    basket.length > 0 ? ` So far: ${basket.map((line) => `${line.quantity} × ${line.name}`).join(', ')}.` : '';
  const [wish] = open;
  if (wish?.kind === 'ambiguous') return `Which one do you mean?\n${wish.hits.map((hit) => hit.name).join('\n')}`;
  if (wish?.kind === 'unknown') {
    return wish.words === ''
      ? `I have no such place in the list.${kept}`
      : `I found nothing called "${wish.words}".${kept}`;
  }
  if (draft === undefined) return undefined;
  return `${draft.hit.name}: which ${draft.group.name.toLowerCase()}? ${draft.group.options.map((option) => option.name).join(', ')}.`;
}

function discount(state: DialogueState): Decision {
  const codes = promoCodes(state.original);
  if (state.basket.length > 0) return price(state.basket, codes);
  const [best] = state.lastHits;
  if (best === undefined)
    return { text: 'Tell me first what you would like, and I will look for the best discount on it.' };
  return {
    ...price([firstChoice(best)], codes),
    text: `You have not chosen yet, so I take the best match: ${best.name}.`,
  };
}

function order(state: DialogueState): Decision {
  if (state.quote !== undefined) return confirm(state.quote.id);
  if (state.basket.length > 0) return price(state.basket, state.codes);
  const [only, ...others] = state.lastHits;
  if (only === undefined) return { text: 'Your basket is empty. What would you like?' };
  if (others.length > 0) return { text: `Which one shall it be?\n${listOf(state.lastHits)}` };
  return price([firstChoice(only)], state.codes);
}

/** The step after a tool answered. */
function proceed(state: DialogueState, last: ToolOutcome): Decision {
  switch (last.kind) {
    case 'hits':
      if (state.intent === 'choose') return choose(state);
      return {
        text:
          last.hits.length === 0
            ? 'I found nothing that fits. Try fewer conditions.'
            : `Here is what I found:\n${listOf(last.hits)}`,
      };
    case 'quote':
      if (state.intent === 'order') return confirm(last.quote.id);
      return {
        text: `${discountInWords(state, last.quote.discount_total)}${quoteSummary(last.quote)}\nSay "order it" and I will ask for your approval.`,
      };
    case 'order':
      return { text: orderPlaced(last.order) };
    case 'denied':
      return { text: 'All right, I have not placed the order. Say "order it" when you want it after all.' };
    case 'failure':
      return {
        text:
          last.quote === undefined
            ? failureInWords(last.code, last.message)
            : `${newQuoteInWords(last.code, last.message)}\n${quoteSummary(last.quote)}\nSay "order it" and I will ask for your approval again.`,
      };
  }
}

function discountInWords(state: DialogueState, discountTotal: number): string {
  if (state.intent !== 'discount') return '';
  return discountTotal > 0 ? 'Yes, there is a discount:\n' : 'There is no discount for this now.\n';
}

const confirm = (quoteId: string): Decision => ({ calls: [{ tool: 'confirm', input: { quote_id: quoteId } }] });

function price(
  basket: readonly BasketLine[],
  codes: readonly string[],
): { calls: Array<{ tool: ToolName; input: Record<string, unknown> }> } {
  const items: LineRequest[] = basket.map(({ productId, quantity, options }) => ({
    product_id: productId,
    quantity,
    options,
  }));
  return { calls: [{ tool: 'apply_promos', input: { items, promo_codes: [...codes] } }] };
}

/** One of a product, with the first of the options that it cannot do without. */
function firstChoice(hit: MenuHit): BasketLine {
  const options = hit.option_groups.flatMap((group) =>
    group.options.slice(0, group.min).map((option) => ({ group_id: group.id, option_id: option.id })),
  );
  return { productId: hit.product_id, name: hit.name, quantity: 1, options };
}
