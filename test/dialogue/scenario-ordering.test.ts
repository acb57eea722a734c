import { playAll, type Scenario } from '../support/dialogue/scenario.ts';

const APPROVE = { decide: true, hears: /order number \d+ is placed/ } as const;

const SCENARIOS: Scenario[] = [
  {
    name: 'searches, chooses by place in the list, orders',
    steps: [
      { say: 'something vegan under 8 euros', hears: [/Bruschetta/, /Minestrone/], lacks: /Carpaccio|Pizza/ },
      { say: "I'll take two of the first", hears: /2 × / },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ status: 'pending', version: 1 }], events: ['order_created'] },
  },
  {
    name: 'names products with quantities in words and numerals',
    steps: [
      { say: 'two minestrone and 3 lemon sorbet', hears: [/2 × Minestrone/, /3 × Lemon sorbet/] },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['2 MINESTRONE', '3 SORBETTO'], fulfilment: { type: 'pickup' }, note: null }] },
  },
  {
    name: 'puts a dozen on the bill',
    steps: [{ say: 'a dozen espresso', hears: /12 × Espresso/ }, { say: 'order it' }, APPROVE],
    after: { orders: [{ lines: ['12 ESPRESSO'] }] },
  },
  {
    name: 'adds to the basket over several messages',
    steps: [
      { say: '1 minestrone' },
      { say: 'and a tiramisu', hears: [/1 × Minestrone/, /1 × Tiramisù/] },
      { say: 'one more', hears: /2 × Tiramisù/ },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 MINESTRONE', '2 TIRAMISU'] }], stock: { TIRAMISU: -2 } },
  },
  {
    name: 'changes a quantity',
    steps: [{ say: '2 tiramisu' }, { say: 'make it three', hears: /3 × Tiramisù/ }, { say: 'order it' }, APPROVE],
    after: { orders: [{ lines: ['3 TIRAMISU'] }], stock: { TIRAMISU: -3 } },
  },
  {
    name: 'understands "two of those" of the only one found',
    steps: [
      { say: 'do you have sea bass?', hears: /Grilled sea bass/ },
      { say: 'two of those', hears: /2 × Grilled sea bass/ },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['2 BRANZINO'], total: 4500 }], stock: { BRANZINO: -2 } },
  },
  {
    name: 'removes a line',
    steps: [
      { say: '1 minestrone, 1 panna cotta and 2 espresso' },
      { say: 'without the panna cotta', hears: /Minestrone/, lacks: /Panna cotta/ },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['2 ESPRESSO', '1 MINESTRONE'] }] },
  },
  {
    name: 'removes a part of a line',
    steps: [{ say: '3 espresso' }, { say: 'remove one espresso', hears: /2 × Espresso/ }, { say: 'order it' }, APPROVE],
    after: { orders: [{ lines: ['2 ESPRESSO'] }] },
  },
  {
    name: 'swaps one for another',
    steps: [
      { say: '1 panna cotta' },
      { say: 'lemon sorbet instead of the panna cotta', hears: /1 × Lemon sorbet/, lacks: /Panna/ },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 SORBETTO'] }] },
  },
  ...[
    ['give me the cheapest pasta', 'ARRABBIATA'],
    ['I’ll take the most expensive dessert', 'TIRAMISU'],
    ['the cheapest pizza please', 'PIZZA-MARINARA'],
    ['ich nehme die günstigste Pizza', 'PIZZA-MARINARA'],
    ['je prends la pizza la moins chère', 'PIZZA-MARINARA'],
    ['prendo la pizza più economica', 'PIZZA-MARINARA'],
    ['quiero la pizza más barata', 'PIZZA-MARINARA'],
  ].map(
    ([say = '', sku = '']): Scenario => ({
      name: `orders the one dish that a superlative names: ${say}`,
      steps: [{ say, hears: /1 × / }, { say: 'order it', hears: /approve|stimmen Sie/ }, APPROVE],
      after: { orders: [{ lines: [`1 ${sku}`] }] },
    }),
  ),
  {
    name: 'lists by price for who asks',
    steps: [
      { say: 'what is the cheapest pasta?', hears: /1\. Penne/, lacks: /1 × / },
      { say: 'show me the most expensive desserts', hears: /1\. Tiramisù/, lacks: /1 × / },
    ],
    after: { orders: [] },
  },
  {
    name: 'leaves something out of a dish whose name has it',
    steps: [
      { say: 'pizza tonno without onions', hears: /1 × Pizza tonno e cipolla/ },
      { say: 'that’s all, thanks', hears: /approve.+1 × Pizza tonno e cipolla.+no onions/ },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 PIZZA-TONNO'], note: 'Pizza tonno e cipolla: no onions' }] },
  },
  {
    name: 'knows when nothing is left',
    steps: [{ say: '1 espresso' }, { say: 'remove the espresso', hears: /empty/ }, { say: 'order it', hears: /empty/ }],
    after: { orders: [] },
  },
  {
    name: 'says that it has no such thing',
    steps: [{ say: '1 sushi platter', hears: /nothing called/ }, { say: 'order it' }],
    after: { orders: [] },
  },
  {
    name: 'asks back between two of a name',
    steps: [
      { say: "I'll take the risotto", hears: [/Which one/, /funghi/, /zucca/] },
      { say: 'the second one', hears: /Total/ },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ version: 1 }] },
  },
  {
    name: 'forgives slips of the pen',
    steps: [{ say: '2 minestrne', hears: /2 × Minestrone/ }, { say: 'order it' }, APPROVE],
    after: { orders: [{ lines: ['2 MINESTRONE'] }] },
  },
  {
    name: 'takes two wishes of one message',
    steps: [{ say: 'hi, 2 espresso and order it please', hears: /^/ }, APPROVE],
    after: { orders: [{ lines: ['2 ESPRESSO'] }] },
  },
  {
    name: 'delivers to where it is told',
    steps: [
      { say: '1 lemon chicken' },
      { say: 'deliver it to 5 Main Street, Berlin please', hears: [/5 Main Street, Berlin/, /Lemon chicken/] },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ fulfilment: { type: 'delivery', address: '5 Main Street, Berlin' } }] },
  },
  {
    name: 'asks where to deliver, and insists',
    steps: [
      { say: '1 lemon chicken for delivery', hears: /Where shall it be delivered/ },
      { say: 'order it', hears: /Where shall it be delivered/ },
      { say: '12 Elm Road', hears: /Delivery to 12 Elm Road/ },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 POLLO'], fulfilment: { type: 'delivery', address: '12 Elm Road' } }] },
  },
  {
    name: 'brings it to a table, with a note',
    steps: [
      { say: '1 minestrone, we are at table 7', hears: /table 7/ },
      { say: 'note for the kitchen: no salt please', hears: /no salt/ },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ fulfilment: { type: 'dine_in', table: '7' }, note: 'no salt please' }] },
  },
  {
    name: 'starts over',
    steps: [
      { say: '2 espresso' },
      { say: 'start over', hears: /empty/ },
      { say: '1 minestrone' },
      { say: 'order it' },
      APPROVE,
    ],
    after: { orders: [{ lines: ['1 MINESTRONE'] }] },
  },
  {
    name: 'makes small talk, says what it is, and orders nothing by it',
    steps: [
      { say: 'hello', hears: /Hello/ },
      { say: 'are you a real person?', hears: /offline assistant/ },
      { say: 'do you speak Klingon?', hears: /English/ },
      { say: 'blorp?!', hears: /found nothing|did not understand/ },
      { say: '???', hears: /did not understand/ },
      { say: 'thanks', hears: /welcome/ },
      { say: 'yes', hears: /did not understand/ },
      { say: 'order it', hears: /empty/ },
    ],
    after: { orders: [], tools: ['retrieve_menu'] },
  },
  {
    name: 'asks for the basket',
    steps: [
      { say: "what's in my basket?", hears: /empty/ },
      { say: '2 espresso' },
      { say: "what's in my basket?", hears: [/2 × Espresso/, /Total: EUR 5\.00/] },
    ],
    after: { orders: [] },
  },
];

playAll('ordering', SCENARIOS);
