import { expect } from 'vitest';
import { playAll, type Scenario } from '../support/dialogue/scenario.ts';

const APPROVE = { decide: true, hears: /is placed/ };
/** The answer that asks for approval, with a yes to it, as a client posts it. */
const yesTo = (message: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(message), (_key, value) =>
    value?.state === 'approval-requested'
      ? { ...value, state: 'approval-responded', approval: { ...value.approval, approved: true } }
      : value,
  );

const GUESTS: Scenario[] = [
  {
    name: 'a guest orders, looks, changes and cancels',
    asGuest: true,
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      APPROVE,
      { say: 'where is my order?', hears: /1 × Espresso/ },
      { say: 'add a minestrone to my order' },
      { say: 'change it' },
      { decide: true, hears: /is changed/ },
      { say: 'cancel my order' },
      { decide: true, hears: /is cancelled/ },
    ],
    after: { orders: [{ status: 'cancelled', version: 3, lines: ['1 ESPRESSO', '1 MINESTRONE'] }] },
  },
  {
    name: 'a guest does not see the order of another guest',
    asGuest: true,
    steps: [{ say: 'where is my order?', hears: /no order yet/ }],
    after: { orders: [] },
  },
];

const TABS: Scenario[] = [
  {
    name: 'what is said in one tab counts in the other',
    steps: [
      { say: '1 espresso' },
      {
        do: async (world) => {
          const other = await world.openTab();
          expect(await other.say('and a minestrone')).toMatch(/Minestrone/);
          world.chat = await world.openTab();
        },
      },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 ESPRESSO', '1 MINESTRONE'] }] },
  },
  {
    name: 'two tabs that approve at once place one order',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      {
        do: async (world) => {
          const tabs = [await world.openTab(), await world.openTab()];
          const done = await Promise.allSettled(tabs.map((tab) => tab.decide(true)));
          expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        },
      },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }], events: ['order_created'] },
  },
  {
    name: 'one tab declines what the other approved: the first decision counts',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      {
        do: async (world) => {
          const [first, second] = [await world.openTab(), await world.openTab()];
          await first.decide(false);
          await expect(second.decide(true)).rejects.toThrow(/conflict/);
        },
      },
    ],
    after: { orders: [] },
  },
  {
    name: 'an approval from a tab that is behind approves nothing',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      {
        do: async (world) => {
          const behind = await world.openTab();
          await world.say('start over');
          await expect(behind.decide(true)).rejects.toThrow();
        },
      },
    ],
    after: { orders: [] },
  },
];

const REPEATS: Scenario[] = [
  {
    name: 'an answer that is given again prices again and orders nothing',
    steps: [
      { say: '1 espresso' },
      { do: (world) => world.chat.regenerate() },
      { do: async (world) => expect(world.chat.lastText()).toMatch(/1 × Espresso/) },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }] },
  },
  {
    name: 'a question for approval that is asked again makes one order',
    steps: [{ say: '1 espresso' }, { say: 'order it' }, { do: (world) => world.chat.regenerate() }, APPROVE],
    after: { orders: [{ lines: ['1 ESPRESSO'] }], events: ['order_created'] },
  },
  {
    name: 'an answer that placed an order cannot be given again',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      APPROVE,
      {
        do: async (world) => {
          await world.chat.regenerate();
          expect(world.chat.error?.message).toContain('conflict');
        },
      },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }], events: ['order_created'] },
  },
  {
    name: 'an approval that is posted again and again makes one order',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      {
        do: async (world) => {
          const json = { id: world.chat.id, message: yesTo(world.chat.lastMessage) };
          const statuses: number[] = [];
          for (let attempt = 0; attempt < 3; attempt++) {
            const response = await world.customer.call('POST', '/v1/chat', { json });
            await response.text();
            statuses.push(response.status);
          }
          expect(statuses).toEqual([200, 409, 409]);
        },
      },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }], events: ['order_created'] },
  },
  {
    name: 'a client that leaves in the middle of the order finds it placed',
    steps: [
      { say: '1 espresso' },
      { say: 'order it' },
      {
        do: async (world) => {
          const json = { id: world.chat.id, message: yesTo(world.chat.lastMessage) };
          const response = await world.customer.call('POST', '/v1/chat', { json });
          await response.body?.cancel();
          for (let left = 100; left > 0 && (await world.orders()).length === 0; left--) {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          for (let left = 100; left > 0 && !(await world.openTab()).lastText().includes('is placed'); left--) {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          world.chat = await world.openTab();
        },
      },
      { say: 'where is my order?', hears: /1 × Espresso/ },
    ],
    after: { orders: [{ lines: ['1 ESPRESSO'] }], events: ['order_created'] },
  },
];

const LONG: Scenario[] = [
  {
    name: 'a long conversation keeps its basket',
    steps: [
      { say: '1 minestrone' },
      ...Array.from({ length: 12 }, (_, index) => ({ say: index % 2 === 0 ? 'what pizza do you have?' : 'thanks' })),
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 MINESTRONE'] }] },
  },
  {
    name: 'what is so long ago that the model sees a part of it alone is still what is ordered',
    steps: [
      { say: '2 minestrone' },
      ...Array.from({ length: 24 }, () => ({ say: `tell me about ${'the menu and '.repeat(250)}everything` })),
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['2 MINESTRONE'] }] },
  },
];

playAll('guests', GUESTS);
playAll('two tabs', TABS);
playAll('repeats', REPEATS);
playAll('long conversations', LONG);
