import { expect } from 'vitest';
import { playAll, type Scenario } from '../support/dialogue/scenario.ts';
import { postOrder } from '../support/tenant.ts';

const APPROVALS: Scenario[] = [
  {
    name: 'orders nothing before the approval, and what was approved after it',
    steps: [
      { say: '1 tiramisu' },
      { say: 'order it' },
      { do: async (world) => expect(await world.orders()).toEqual([]) },
      { decide: true, hears: /is placed/ },
    ],
    after: {
      orders: [{ lines: ['1 TIRAMISU'] }],
      stock: { TIRAMISU: -1 },
      tools: ['retrieve_menu', 'apply_promos', 'confirm'],
    },
  },
  {
    name: 'orders nothing when it is declined, and can be asked again',
    steps: [
      { say: '1 tiramisu' },
      { say: 'order it' },
      { decide: false, hears: /not placed/ },
      { do: async (world) => expect(await world.orders()).toEqual([]) },
      { say: 'order it' },
      { decide: true, hears: /is placed/ },
    ],
    after: { orders: [{ lines: ['1 TIRAMISU'] }], events: ['order_created'] },
  },
  {
    name: 'takes words for a no, and a later approval needs a new question',
    steps: [
      { say: '1 tiramisu' },
      { say: 'order it' },
      { say: 'yes', hears: /^/ },
      { do: async (world) => expect(await world.orders()).toEqual([]) },
      { decide: true, hears: /is placed/ },
    ],
    after: { orders: [{ lines: ['1 TIRAMISU'] }] },
  },
  {
    name: 'is asked anew when the basket changes after the question',
    steps: [
      { say: '1 tiramisu' },
      { say: 'order it' },
      { say: 'and an espresso', hears: /Espresso/ },
      { say: 'order it' },
      { decide: true, hears: /is placed/ },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO', '1 TIRAMISU'] }] },
  },
  {
    name: 'places a second order only when asked a second time',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      { decide: true },
      { say: 'order it', hears: /empty/ },
      { say: '1 espresso' },
      { say: 'order it' },
      { decide: true },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }, { lines: ['1 ESPRESSO'] }] },
  },
];

const MEANWHILE: Scenario[] = [
  {
    name: 'a price that rose after the quote does not touch it',
    steps: [
      { say: '1 panna cotta', hears: /EUR 6\.20/ },
      { do: (world) => world.patchProduct('PANNA-COTTA', { price: { amount: 900, currency: 'EUR' } }) },
      { say: 'order it' },
      { decide: true, hears: /Total: EUR 6\.20/ },
      { do: (world) => world.patchProduct('PANNA-COTTA', { price: { amount: 620, currency: 'EUR' } }) },
    ],
    after: { orders: [{ lines: ['1 PANNA-COTTA'], total: 620 }] },
  },
  {
    name: 'an expired quote is shown anew at the price of today, and asked about again',
    steps: [
      { say: '1 panna cotta', hears: /EUR 6\.20/ },
      { say: 'order it' },
      { do: (world) => world.patchProduct('PANNA-COTTA', { price: { amount: 900, currency: 'EUR' } }) },
      { do: (world) => world.letQuotesExpire() },
      { decide: true, hears: [/no longer valid/, /EUR 9\.00/], lacks: /is placed/ },
      { do: async (world) => expect(await world.orders()).toEqual([]) },
      { say: 'order it' },
      { decide: true, hears: /is placed/ },
      { do: (world) => world.patchProduct('PANNA-COTTA', { price: { amount: 620, currency: 'EUR' } }) },
    ],
    after: { orders: [{ lines: ['1 PANNA-COTTA'], total: 900 }] },
  },
  {
    name: 'an expired quote can be let go',
    steps: [
      { say: '1 panna cotta' },
      { say: 'order it' },
      { do: (world) => world.letQuotesExpire() },
      { decide: true, hears: /no longer valid/ },
      { say: 'no thanks' },
    ],
    after: { orders: [] },
  },
  {
    name: 'what was sold to another meanwhile is not promised',
    steps: [
      { say: '2 sea bass' },
      { say: 'order it' },
      { do: (world) => world.patchProduct('BRANZINO', { stock: 1 }) },
      { decide: true, hears: /not enough left/, lacks: /is placed/ },
      { say: 'make it one' },
      { say: 'order it' },
      { decide: true, hears: /is placed/ },
      { do: async (world) => expect(await world.stockOf('BRANZINO')).toBe(0) },
      { do: (world) => world.patchProduct('BRANZINO', { stock: 8 }) },
    ],
    after: {
      orders: [{ lines: ['1 BRANZINO'] }],
      tools: ['retrieve_menu', 'apply_promos', 'confirm insufficient_stock', 'apply_promos', 'confirm'],
    },
  },
  {
    name: 'what went off sale is left out of the new quote',
    steps: [
      { say: '1 minestrone and 1 gelato' },
      { say: 'order it' },
      { do: (world) => world.patchProduct('GELATO', { is_active: false }) },
      { decide: true, hears: [/Something has changed/, /Minestrone/], lacks: /× Pistachio/ },
      { say: 'order it' },
      { decide: true, hears: /is placed/ },
      { do: (world) => world.patchProduct('GELATO', { is_active: true }) },
    ],
    after: { orders: [{ lines: ['1 MINESTRONE'] }] },
  },
  {
    name: 'sold out is not found at all',
    steps: [
      { do: (world) => world.patchProduct('LASAGNE', { stock: 0 }) },
      { say: 'do you have lasagne?', lacks: /Lasagne al forno/ },
      { do: (world) => world.patchProduct('LASAGNE', { stock: 18 }) },
    ],
    after: { orders: [] },
  },
  {
    name: 'a quote that was ordered by click is not ordered again by chat',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      {
        do: async (world) => {
          const input = world.chat.toolParts('confirm').at(-1)?.input as { quote_id: string };
          expect((await postOrder(world.customer, { quote_id: input.quote_id })).status).toBe(201);
        },
      },
      { decide: true, hears: /is placed/ },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }], events: ['order_created'] },
  },
];

playAll('approvals', APPROVALS);
playAll('while the person thinks', MEANWHILE);
