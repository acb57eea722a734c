import { expect } from 'vitest';
import { playAll, type Scenario } from '../support/dialogue/scenario.ts';
import { directive } from '../support/puppet-model.ts';

const { call, say } = directive;
const price = (sku: string, quantity: number, more: object = {}) =>
  call('apply_promos', { items: [{ sku, quantity }], promo_codes: ['WELCOME10'], ...more });
const place = call('confirm', { quote_id: '$QUOTE' });

/** Conversations with a model that calls tools: what it calls stands in the person's words. */
const SCENARIOS: Scenario[] = [
  {
    name: 'searches, prices, asks and places in one turn',
    steps: [
      { say: `two tiramisu please ${call('retrieve_menu', { query: 'tiramisu' })} ${price('TIRAMISU', 2)} ${place}` },
      { do: async (world) => expect(await world.orders()).toEqual([]) },
      { decide: true, hears: /Done/ },
    ],
    after: {
      orders: [{ lines: ['2 TIRAMISU'], total: 1242 }],
      stock: { TIRAMISU: -2 },
      events: ['order_created'],
      tools: ['retrieve_menu', 'apply_promos', 'confirm'],
    },
  },
  {
    name: 'places nothing when the person declines',
    steps: [{ say: `${price('TIRAMISU', 1)} ${place}` }, { decide: false }],
    after: { orders: [], stock: { TIRAMISU: 0 }, tools: ['apply_promos'] },
  },
  {
    name: 'gets a new quote for an expired one, and needs a new approval for it',
    steps: [
      { say: `${price('ESPRESSO', 1)} ${place}` },
      { do: (world) => world.letQuotesExpire() },
      { decide: true },
      { do: async (world) => expect(await world.orders()).toEqual([]) },
      { say: `yes, do it ${place}` },
      { decide: true },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }], tools: ['apply_promos', 'confirm quote_expired', 'confirm'] },
  },
  {
    name: 'is told what is left when there is not enough',
    steps: [{ say: `${price('BRANZINO', 9)} ${place}` }, { decide: true }],
    after: { orders: [], stock: { BRANZINO: 0 }, tools: ['apply_promos', 'confirm insufficient_stock'] },
  },
  {
    name: 'delivers with a note, as the person approved it',
    steps: [
      {
        say: `${price('POLLO', 1)} ${call('confirm', { quote_id: '$QUOTE', fulfilment: { type: 'delivery', address: '1 Long Street' }, note: 'Ring' })}`,
      },
      { decide: true },
    ],
    after: { orders: [{ fulfilment: { type: 'delivery', address: '1 Long Street' }, note: 'Ring' }] },
  },
  {
    name: 'changes and then cancels the order, each once approved',
    steps: [
      { say: `${price('MINESTRONE', 1)} ${place}` },
      { decide: true },
      {
        say: `and a second one ${call('order_status', {})} ${price('MINESTRONE', 2, { replaces_order_id: '$ORDER' })} ${call('confirm', { action: 'change', quote_id: '$QUOTE', order_id: '$ORDER' })}`,
      },
      { decide: true },
      { do: async (world) => expect(await world.orders()).toMatchObject([{ lines: ['2 MINESTRONE'], version: 2 }]) },
      {
        say: `no, cancel it ${call('confirm', { action: 'cancel', order_id: '$ORDER', order_version: 2, reason: 'Too much' })}`,
      },
      { decide: true },
    ],
    after: {
      orders: [{ status: 'cancelled', version: 3 }],
      events: ['order_created', 'order_updated', 'order_cancelled'],
    },
  },
  {
    name: 'learns from a fault in its arguments, and goes on',
    steps: [
      {
        say: `${call('apply_promos', { items: [] })} ${call('apply_promos', { items: [{ sku: 'NO-SUCH', quantity: 1 }] })} ${price('ESPRESSO', 1)} ${place}`,
      },
      { decide: true },
    ],
    after: {
      orders: [{ lines: ['1 ESPRESSO'] }],
      tools: ['apply_promos unavailable_product', 'apply_promos', 'confirm'],
    },
  },
  {
    name: 'cannot confirm a quote that the conversation has not shown',
    steps: [{ say: call('confirm', { quote_id: crypto.randomUUID() }) }, { decide: true }],
    after: { orders: [], tools: ['confirm not_found'] },
  },
  {
    name: 'places one order for one quote, however often it confirms it',
    steps: [{ say: `${price('ESPRESSO', 1)} ${place}` }, { decide: true }, { say: `again ${place}` }, { decide: true }],
    after: {
      orders: [{ lines: ['1 ESPRESSO'] }],
      events: ['order_created'],
      tools: ['apply_promos', 'confirm', 'confirm'],
    },
  },
  {
    name: 'says what it likes, and orders nothing by words',
    steps: [{ say: `${say('Your order is placed! Total EUR 0.00')}`, hears: /EUR 0\.00/ }],
    after: { orders: [], tools: [] },
  },
];

playAll('dialogues with a model that calls tools', SCENARIOS);
