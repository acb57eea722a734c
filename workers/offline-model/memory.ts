import { ApplyPromosInput, type MenuHit, type OwnOrder } from '../../contracts/chat-tool.ts';
import type { KnowledgeHit } from '../../contracts/knowledge.ts';
import type { Fulfilment } from '../../contracts/order.ts';
import type { LineRequest, Quote } from '../../contracts/quote.ts';
import { type Reading, readMessage } from '../domain/query/understand-query.ts';
import type { Language } from './language.ts';
import { outcomeOf, parsed, type ToolOutcome, type ToolResult } from './tool-outcome.ts';

export interface BasketLine {
  productId: string;
  name: string;
  quantity: number;
  options: LineRequest['options'];
}

/** The part of a line that gives way to what is put in. */
export interface Replaced {
  key: string;
  count: number;
}

/**
 * A question that must be answered before a request can be carried out. Questions are asked one after the other, each
 * twice; then what they are about is left out, which is said. What changes a line is asked about until it is answered.
 */
export type Question = {
  /** How many times it was asked. */
  times?: number;
} & (
  | {
      /** A product still needs an option. */
      kind: 'option';
      hit: MenuHit;
      quantity: number;
      /** All that was said of its options. */
      text: string;
      /** The requested options that the product does not have. */
      unknown: string[];
      /** The group that needs a choice. */
      group: MenuHit['option_groups'][number] | undefined;
      replaces: Replaced | undefined;
    }
  /** Several products match, or none is known. `isGuess`: none of them has the requested name. */
  | {
      kind: 'which';
      hits: MenuHit[];
      words: string;
      quantity: number;
      text: string;
      isGuess: boolean;
      /** True if nothing else was requested with it, so that an order need not wait for the answer. */
      isPassing: boolean;
      replaces: Replaced | undefined;
    }
  /** Several lines of the basket fit. */
  | { kind: 'line'; keys: string[]; edit: 'remove' | 'adjust'; text: string }
);
export type Of<Kind extends Question['kind']> = Extract<Question, { kind: Kind }>;

/** The state of the offline model, rebuilt from the conversation at each step and never stored. */
export interface Memory {
  readonly nowMs: number;
  /** The tools that it may call. */
  readonly tools: ReadonlySet<string>;
  /** The language that the person spoke last. */
  language: Language;
  /** The reading of the person's last message. */
  reading: Reading;
  /** The hits of the last list shown. */
  lastHits: MenuHit[];
  /** The words of the last search. */
  sought: string;
  /** The person refuses something. */
  isRestricted: boolean;
  /** Allergens and diets that the person has named to be minded. */
  refused: ReadonlySet<string>;
  /** The category of the dish that was last said not to be safe. */
  warned: string | undefined;
  allHits: MenuHit[];
  basket: BasketLine[];
  codes: string[];
  quote: Quote | undefined;
  fulfilment: Fulfilment | undefined;
  note: string | undefined;
  /** What was added to the note since the basket was shown. */
  noted: Array<{ product: string; what: string }>;
  questions: Question[];
  /** The questions that were open before this message. */
  asked: ReadonlySet<Question>;
  /** The basket or a question has changed, and nothing has been said about it yet. */
  isTouched: boolean;
  /** The referent of "those" and "it": what was listed last, or the line that changed last. */
  focus: 'list' | 'basket';
  /** The line that was touched last. */
  lastLine: BasketLine | undefined;
  /** The line that this message has removed: what is named then takes its place. */
  gone: BasketLine | undefined;
  /** The same of the message before. */
  goneBefore: BasketLine | undefined;
  /** The one dish of several shown that the person has named. */
  about: MenuHit | undefined;
  orders: OwnOrder[];
  /** The placed order whose lines the basket shall replace. */
  changing: { id: string; number: number } | undefined;
  /** The order that the person was last asked to approve the cancelling of. */
  cancelling: OwnOrder | undefined;
  /** The last answer asked where to deliver. */
  isAddressAsked: boolean;
  /** True if delivery was requested without an address. */
  isDeliveryWanted: boolean;
  /** The last confirmation ended before its result was known: the quote may be an order already. */
  isUncertain: boolean;
  knowledge: KnowledgeHit[];
}

export const newMemory = (nowMs: number, tools: ReadonlySet<string>): Memory => ({
  nowMs,
  tools,
  language: 'en',
  reading: readMessage(''),
  lastHits: [],
  sought: '',
  isRestricted: false,
  refused: new Set(),
  warned: undefined,
  allHits: [],
  basket: [],
  codes: [],
  quote: undefined,
  fulfilment: undefined,
  note: undefined,
  noted: [],
  questions: [],
  asked: new Set(),
  isTouched: false,
  focus: 'list',
  lastLine: undefined,
  gone: undefined,
  goneBefore: undefined,
  about: undefined,
  orders: [],
  changing: undefined,
  cancelling: undefined,
  isAddressAsked: false,
  isDeliveryWanted: false,
  isUncertain: false,
  knowledge: [],
});

/** The quote that can be confirmed now. */
export function openQuote(memory: Memory): Quote | undefined {
  const { quote, nowMs, isUncertain } = memory;
  // Confirming a spent quote again only reports its order, so where that may be, age does not matter.
  return quote !== undefined && (isUncertain || Date.parse(quote.expires_at) > nowMs) ? quote : undefined;
}

/** Empties the basket. */
export function emptyBasket(memory: Memory): void {
  memory.basket = [];
  memory.codes = [];
  memory.quote = undefined;
  memory.fulfilment = undefined;
  memory.note = undefined;
  memory.questions = [];
  memory.isTouched = false;
  memory.lastLine = undefined;
  memory.changing = undefined;
  memory.isUncertain = false;
  memory.isDeliveryWanted = false;
}

/** Updates the memory with a tool's result. */
export function learn(memory: Memory, result: ToolResult): ToolOutcome {
  const outcome = outcomeOf(result);
  switch (outcome.kind) {
    case 'hits': {
      const known = new Set(outcome.hits.map((hit) => hit.product_id));
      memory.allHits = [...outcome.hits, ...memory.allHits.filter((hit) => !known.has(hit.product_id))];
      break;
    }
    case 'quote':
      memory.codes = parsed(ApplyPromosInput, result.input)?.promo_codes ?? [];
      takeQuote(memory, outcome.quote);
      memory.warned = warnedOf(memory, outcome.quote) ?? memory.warned;
      break;
    case 'orders':
      memory.orders = outcome.orders;
      break;
    case 'done':
      if (outcome.action !== 'cancel') emptyBasket(memory);
      memory.cancelling = undefined;
      memory.focus = 'basket';
      break;
    case 'knowledge':
      memory.knowledge = outcome.hits;
      break;
    case 'failure':
      if (outcome.tool === 'confirm' && memory.cancelling === undefined) learnRefusal(memory, outcome);
      if (outcome.code === 'invalid_promotion') memory.codes = [];
      break;
    case 'denied':
    case 'help':
      break;
  }
  return outcome;
}

function learnRefusal(memory: Memory, { code, quote }: Extract<ToolOutcome, { kind: 'failure' }>): void {
  if (quote !== undefined) takeQuote(memory, quote);
  else if (code === 'internal') memory.isUncertain = true;
  else memory.quote = undefined;
}

function takeQuote(memory: Memory, quote: Quote): void {
  memory.quote = quote.order_id === null ? quote : undefined;
  memory.isUncertain = false;
  const last = memory.lastLine === undefined ? undefined : keyOf(memory.lastLine);
  memory.basket = linesOf(quote.items);
  memory.lastLine = memory.basket.find((line) => keyOf(line) === last) ?? memory.basket.at(-1);
}

const warnedOf = ({ allHits }: Memory, { warnings }: Quote): string | undefined =>
  allHits.find((hit) => hit.product_id === warnings.at(-1)?.product_id)?.category ?? undefined;

/** A line by its product and options. */
export const keyOf = ({ productId, options }: Pick<BasketLine, 'productId' | 'options'>): string =>
  [productId, ...options.map(({ group_id, option_id }) => `${group_id}=${option_id}`).toSorted()].join(' ');

export const linesOf = (items: Quote['items']): BasketLine[] =>
  items.map((item) => ({
    productId: item.product_id,
    name: item.name,
    quantity: item.quantity,
    options: item.options.map(({ group_id, option_id }) => ({ group_id, option_id })),
  }));
