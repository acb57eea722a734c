import { ApplyPromosInput, type MenuHit } from '../../../contracts/chat-tool.ts';
import type { LineRequest, Quote } from '../../../contracts/quote.ts';
import { type Intent, intentOf } from './intents.ts';
import { optionsOf, type Wish, wishesOf } from './selection.ts';
import { normalise } from './slots.ts';
import { outcomeOf, parsed, type ToolOutcome, type ToolResult } from './tool-outcome.ts';

/** What happened in a conversation, in order, freed of the model interface's shapes. */
export type DialogueEvent = { kind: 'user'; text: string } | ({ kind: 'result' } & ToolResult);

export interface BasketLine {
  productId: string;
  name: string;
  quantity: number;
  options: LineRequest['options'];
}

/** All that the offline model knows: derived from the conversation each time, never kept. */
export interface DialogueState {
  intent: Intent;
  /** The last thing said, normalised and as written. */
  text: string;
  original: string;
  lastHits: MenuHit[];
  allHits: MenuHit[];
  basket: BasketLine[];
  codes: string[];
  quote: Quote | undefined;
  /** Wishes of the last message that are not in the basket yet. */
  open: Wish[];
  /** A chosen product that still needs an option. */
  draft: { hit: MenuHit; quantity: number; text: string; group: MenuHit['option_groups'][number] } | undefined;
  /** What tools answered since the person last spoke. */
  outcomes: ToolOutcome[];
}

/** Folds the conversation into what matters for the next step. */
export function dialogueState(events: readonly DialogueEvent[], nowMs: number): DialogueState {
  const state: DialogueState = {
    intent: 'unclear',
    text: '',
    original: '',
    lastHits: [],
    allHits: [],
    basket: [],
    codes: [],
    quote: undefined,
    open: [],
    draft: undefined,
    outcomes: [],
  };
  for (const event of events) {
    if (event.kind === 'user') hear(state, event.text);
    else learn(state, event);
  }
  if (state.quote !== undefined && Date.parse(state.quote.expires_at) <= nowMs) state.quote = undefined;
  return state;
}

function hear(state: DialogueState, original: string): void {
  state.original = original;
  state.text = normalise(original);
  state.outcomes = [];
  state.open = [];
  state.intent = intentOf(state.text, original, state.quote !== undefined);
  const { draft } = state;
  state.draft = undefined;
  if (
    draft !== undefined &&
    optionsOf(draft.hit, `${draft.text} ${state.text}`).options.length > optionsOf(draft.hit, draft.text).options.length
  ) {
    state.intent = 'choose';
    take(state, { kind: 'found', hit: draft.hit, quantity: draft.quantity, text: `${draft.text} ${state.text}` });
    return;
  }
  if (state.intent === 'clear') [state.basket, state.codes, state.quote] = [[], [], undefined];
  if (state.intent === 'choose') {
    for (const wish of wishesOf(state.text, state.lastHits, state.allHits)) take(state, wish);
  }
}

/** Puts a wish into the basket, or keeps it open until it is clear. */
function take(state: DialogueState, wish: Wish): void {
  if (wish.kind !== 'found') {
    state.open.push(wish);
    return;
  }
  const { options, missing } = optionsOf(wish.hit, wish.text);
  if (missing !== undefined) {
    state.draft = { hit: wish.hit, quantity: wish.quantity, text: wish.text, group: missing };
    return;
  }
  const line = { productId: wish.hit.product_id, name: wish.hit.name, quantity: wish.quantity, options };
  const same = state.basket.find(
    (other) => other.productId === line.productId && JSON.stringify(other.options) === JSON.stringify(options),
  );
  if (same === undefined) state.basket.push(line);
  else same.quantity += line.quantity;
  // What it cost before says nothing about the new basket.
  state.quote = undefined;
}

function learn(state: DialogueState, result: ToolResult): void {
  const outcome = outcomeOf(result);
  state.outcomes.push(outcome);
  if (outcome.kind === 'hits') {
    state.lastHits = outcome.hits;
    const known = new Set(outcome.hits.map((hit) => hit.product_id));
    state.allHits = [...outcome.hits, ...state.allHits.filter((hit) => !known.has(hit.product_id))];
    if (state.intent === 'choose' && state.open.length > 0) {
      const open = state.open;
      state.open = [];
      for (const wish of open) {
        const [again] =
          wish.kind === 'unknown' && wish.words !== '' ? wishesOf(wish.text, outcome.hits, state.allHits) : [];
        take(state, again ?? wish);
      }
    }
  }
  if (outcome.kind === 'quote') {
    state.quote = outcome.quote.order_id === null ? outcome.quote : undefined;
    state.codes = parsed(ApplyPromosInput, result.input)?.promo_codes ?? [];
    state.basket = basketOf(outcome.quote);
  }
  if (outcome.kind === 'order') [state.basket, state.codes, state.quote] = [[], [], undefined];
  if (outcome.kind === 'failure' && outcome.tool === 'confirm') {
    state.quote = outcome.quote;
    if (outcome.quote !== undefined) state.basket = basketOf(outcome.quote);
  }
  if (outcome.kind === 'failure' && outcome.code === 'invalid_promotion') state.codes = [];
}

const basketOf = (quote: Quote): BasketLine[] =>
  quote.items.map((item) => ({
    productId: item.product_id,
    name: item.name,
    quantity: item.quantity,
    options: item.options.map(({ group_id, option_id }) => ({ group_id, option_id })),
  }));
