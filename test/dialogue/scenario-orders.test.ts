import { expect } from 'vitest';
import { playAll, type Scenario } from '../support/dialogue/scenario.ts';

const ordered = (what: string) => [{ say: what }, { say: 'order it' }, { decide: true, hears: /is placed/ }];

const CHANGE: Scenario[] = [
  {
    name: 'adds to an order that was placed',
    steps: [
      ...ordered('1 minestrone'),
      { say: 'add a tiramisu to my order', hears: [/Minestrone/, /Tiramisù/, /change it/] },
      { do: async (world) => expect((await world.orders())[0]?.lines).toEqual(['1 MINESTRONE']) },
      { say: 'change it' },
      { decide: true, hears: /order number \d+ is changed/ },
    ],
    after: {
      orders: [{ lines: ['1 MINESTRONE', '1 TIRAMISU'], version: 2, status: 'pending' }],
      stock: { TIRAMISU: -1 },
      events: ['order_created', 'order_updated'],
    },
  },
  {
    name: 'takes from an order, over several messages, and gives stock back',
    steps: [
      ...ordered('2 sea bass and 1 minestrone'),
      { say: 'I want to change my order', hears: [/holds/, /What shall be different/] },
      { say: 'remove one sea bass', hears: /1 × Grilled sea bass/ },
      { say: 'yes' },
      { decide: true, hears: /is changed/ },
    ],
    after: { orders: [{ lines: ['1 BRANZINO', '1 MINESTRONE'], version: 2 }], stock: { BRANZINO: -1 } },
  },
  {
    name: 'leaves the order as it is when the change is declined',
    steps: [
      ...ordered('1 minestrone'),
      { say: 'add a tiramisu to my order' },
      { say: 'change it' },
      { decide: false },
      { say: 'never mind', hears: /stays as it is/ },
      { say: 'order it', hears: /empty/ },
    ],
    after: { orders: [{ lines: ['1 MINESTRONE'], version: 1 }], stock: { TIRAMISU: 0 } },
  },
  {
    name: 'changes nothing that the shop has begun with',
    steps: [
      ...ordered('1 minestrone'),
      { do: (world) => world.advance('confirmed', 'preparing') },
      { say: 'add a tiramisu to my order', hears: /can no longer be changed/ },
    ],
    after: { orders: [{ lines: ['1 MINESTRONE'], status: 'preparing' }] },
  },
  {
    name: 'asks again when the order went on between question and approval',
    steps: [
      ...ordered('1 minestrone'),
      { say: 'add a tiramisu to my order' },
      { say: 'change it' },
      { do: (world) => world.advance('confirmed') },
      { decide: true, hears: /can no longer be changed/, lacks: /is changed/ },
    ],
    after: { orders: [{ lines: ['1 MINESTRONE'], status: 'confirmed' }], stock: { TIRAMISU: 0 } },
  },
  {
    name: 'does not change an order to nothing',
    steps: [
      ...ordered('1 minestrone'),
      { say: 'I want to change my order' },
      { say: 'remove the minestrone', hears: /cancel my order/ },
    ],
    after: { orders: [{ lines: ['1 MINESTRONE'] }] },
  },
];

const CANCEL: Scenario[] = [
  {
    name: 'cancels the newest order once approved, with the reason, and gives stock back',
    steps: [
      ...ordered('2 tiramisu'),
      { say: 'cancel my order because I am ill' },
      { do: async (world) => expect((await world.orders())[0]?.status).toBe('pending') },
      { decide: true, hears: /is cancelled/ },
    ],
    after: {
      orders: [{ status: 'cancelled', version: 2 }],
      stock: { TIRAMISU: 0 },
      events: ['order_created', 'order_cancelled'],
    },
  },
  {
    name: 'cancels the order that was named, not the newest',
    steps: [
      ...ordered('1 espresso'),
      ...ordered('2 espresso'),
      {
        do: async (world) => {
          const [, first] = await world.orders();
          await world.say(`cancel order number ${first?.number}`);
        },
      },
      { decide: true, hears: /is cancelled/ },
    ],
    after: {
      orders: [
        { lines: ['2 ESPRESSO'], status: 'pending' },
        { lines: ['1 ESPRESSO'], status: 'cancelled' },
      ],
    },
  },
  {
    name: 'keeps the order when it is declined, and cancels on a later yes',
    steps: [
      ...ordered('1 espresso'),
      { say: 'cancel it' },
      { decide: false, hears: /stays/ },
      { do: async (world) => expect((await world.orders())[0]?.status).toBe('pending') },
      { say: 'yes, cancel it' },
      { decide: true, hears: /is cancelled/ },
    ],
    after: { orders: [{ status: 'cancelled' }] },
  },
  {
    name: 'cancels nothing that the shop has begun with',
    steps: [
      ...ordered('1 espresso'),
      { do: (world) => world.advance('confirmed', 'preparing') },
      { say: 'cancel my order', hears: /can no longer be cancelled/ },
    ],
    after: { orders: [{ status: 'preparing' }] },
  },
  {
    name: 'does not cancel an order that went on between question and approval',
    steps: [
      ...ordered('1 espresso'),
      { say: 'cancel my order' },
      { do: (world) => world.advance('confirmed') },
      { decide: true, hears: /has just changed/ },
    ],
    after: { orders: [{ status: 'confirmed' }] },
  },
  {
    name: 'takes the basket for what is meant while there is one',
    steps: [...ordered('1 espresso'), { say: '2 minestrone' }, { say: 'cancel it', hears: /basket is empty/ }],
    after: { orders: [{ lines: ['1 ESPRESSO'], status: 'pending' }] },
  },
  {
    name: 'has nothing to cancel, and no number of another',
    steps: [
      { say: 'cancel my order', hears: /no order yet/ },
      { say: 'cancel order 1', hears: /no order with the number 1/ },
    ],
    after: { orders: [] },
  },
];

const STATUS: Scenario[] = [
  {
    name: 'tells where the newest order stands, as it goes on',
    steps: [
      { say: 'where is my order?', hears: /no order yet/ },
      ...ordered('2 espresso'),
      { say: 'where is my order?', hears: [/pending/, /2 × Espresso/, /changed or cancelled/] },
      { do: (world) => world.advance('confirmed') },
      { say: 'status of my order', hears: /is confirmed/ },
      { do: (world) => world.advance('preparing', 'ready') },
      { say: 'is my food ready?', hears: /is ready/, lacks: /can still/ },
    ],
    after: { orders: [{ status: 'ready' }] },
  },
  {
    name: 'tells of an order by its number, and not of another person’s',
    steps: [
      ...ordered('1 espresso'),
      ...ordered('1 minestrone'),
      {
        do: async (world) => {
          const [, first] = await world.orders();
          expect(await world.say(`what about order number ${first?.number}?`)).toMatch(/1 × Espresso/);
        },
      },
      { say: 'show order number 1', hears: /no order with the number 1|number 1 / },
    ],
    after: { orders: [{}, {}] },
  },
];

playAll('changing an order', CHANGE);
playAll('cancelling an order', CANCEL);
playAll('the status of an order', STATUS);
