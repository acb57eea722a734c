import { playAll, type Scenario } from '../support/dialogue/scenario.ts';

const ORDER = [{ say: 'order it' }, { decide: true, hears: /order number \d+ is placed/ }];

const OPTIONS: Scenario[] = [
  {
    name: 'takes a size with the product',
    steps: [{ say: '2 pizza margherita large', hears: /2 × Pizza margherita \(Large/ }, ...ORDER],
    after: { orders: [{ lines: ['2 PIZZA-MARGHERITA large'], total: 2780 }] },
  },
  {
    name: 'takes size and extras after a comma',
    steps: [{ say: 'one pizza diavola, large, fresh chili', hears: [/Large/, /Fresh chili/] }, ...ORDER],
    after: { orders: [{ lines: ['1 PIZZA-DIAVOLA large chili'] }] },
  },
  {
    name: 'does not add what is said no to, and tells the kitchen',
    steps: [{ say: 'one pizza marinara, no olives', hears: /Pizza marinara/, lacks: /olives\)/ }, ...ORDER],
    after: { orders: [{ lines: ['1 PIZZA-MARINARA'], note: 'Pizza marinara: no olives' }] },
  },
  {
    name: 'tells the shop what no option stands for',
    steps: [{ say: 'one pizza marinara' }, { say: 'no garlic please', hears: /no garlic/ }, ...ORDER],
    after: { orders: [{ lines: ['1 PIZZA-MARINARA'], note: 'Pizza marinara: no garlic' }] },
  },
  {
    name: 'makes it large afterwards',
    steps: [{ say: '1 pizza marinara' }, { say: 'make it large', hears: /Large/ }, ...ORDER],
    after: { orders: [{ lines: ['1 PIZZA-MARINARA large'] }] },
  },
  {
    name: 'keeps the same product with other options apart',
    steps: [
      { say: '1 pizza marinara large' },
      { say: 'add a pizza marinara with burrata', hears: [/\(Large/, /\(Burrata\)/] },
      ...ORDER,
    ],
    after: { orders: [{ lines: ['1 PIZZA-MARINARA large', '1 PIZZA-MARINARA burrata'] }] },
  },
  {
    name: 'asks for an option that a product needs, and takes the answer',
    steps: [
      {
        do: (world) =>
          world.patchProduct('CAPPUCCINO', {
            option_groups: [
              {
                id: 'milk',
                name: 'Milk',
                min: 1,
                max: 1,
                options: [
                  { id: 'whole', name: 'Whole milk' },
                  { id: 'oat', name: 'Oat drink', price_delta: 40 },
                ],
              },
            ],
          }),
      },
      { say: '2 cappuccino', hears: [/which milk/, /Oat drink/] },
      { say: 'oat drink please', hears: /2 × Cappuccino \(Oat drink\)/ },
      ...ORDER,
    ],
    after: { orders: [{ lines: ['2 CAPPUCCINO oat'] }] },
  },
];

const DIETS: Scenario[] = [
  {
    name: 'holds all of the diets asked for, not any',
    steps: [
      {
        say: 'something vegan and gluten-free',
        hears: [/Minestrone/, /vegan/],
        lacks: /Bruschetta|Pizza|caprese|carpaccio/i,
      },
    ],
    after: { orders: [], tools: ['retrieve_menu'] },
  },
  {
    name: 'leaves out allergens and warns about traces',
    steps: [
      {
        say: 'desserts without nuts',
        hears: [/Tiramisù|Panna cotta|Lemon sorbet/, /traces/],
        lacks: /Pistachio|chocolate cake/,
      },
    ],
    after: { orders: [] },
  },
  ...[
    ['what’s in the carbonara', /Guanciale.+contains wheat, eggs, milk/],
    ['does the tiramisu have any nuts in it?', /Tiramisù: .*no tree nuts declared/],
    ['does the carbonara contain egg?', /carbonara: contains eggs/],
    ['is the carbonara spicy?', /Guanciale/],
    ['ist in der Lasagne Sellerie drin?', /Lasagne al forno: enthält Sellerie/],
    ['est-ce que la carbonara contient du lait ?', /carbonara: contient lait/],
    ['il tiramisù contiene uova?', /Tiramisù: contiene uova/],
  ].map(
    ([say, hears]): Scenario => ({
      name: `answers from the dish itself: ${String(say)}`,
      steps: [{ say: String(say), hears: hears as RegExp, lacks: /1\. |remember/ }],
      after: { orders: [], tools: ['retrieve_menu'] },
    }),
  ),
  {
    name: 'answers about “it”, the dish that was ordered last',
    steps: [
      { say: 'Tiramisù' },
      { say: 'does it have nuts?', hears: /Tiramisù: .*no tree nuts declared/ },
      { say: 'ist da Ei drin?', hears: /Tiramisù: enthält Eier/ },
      { say: 'is it vegetarian?', hears: /Tiramisù: yes, declared vegetarian/ },
      { say: 'is there anything vegan?', hears: /1\. / },
    ],
    after: { orders: [] },
  },
  ...[
    ['what instead?', 'I am allergic to eggs'],
    ['what else could I have?', 'I am allergic to eggs'],
    ['something else?', 'I am allergic to eggs'],
    ['was stattdessen?', 'Ich bin allergisch gegen Eier'],
    ['quoi d’autre ?', 'Je suis allergique aux œufs'],
    ['cosa posso avere invece?', 'Sono allergico alle uova'],
    ['¿qué otra cosa?', 'Soy alérgico al huevo'],
  ].map(
    ([say = '', allergy = '']): Scenario => ({
      name: `offers what is safe of the same kind: ${say}`,
      steps: [
        { say: '1 Spaghetti alla carbonara' },
        { say: allergy, hears: /⚠ Spaghetti/ },
        { say, hears: [/Penne/, /pesto/], lacks: /carbonara|Lasagne|Pizza|Risotto|Tiramisù/ },
      ],
      after: { orders: [] },
    }),
  ),
  ...[
    ['is there anything for a lactose intolerant toddler', /Bruschetta/],
    ['nuts are fine, but no milk', /Bruschetta/],
    ['oh my sister is allergic to eggs', /Bruschetta/],
    ['I am allergic to fish, what meat dishes could I have?', /chicken/],
    ['meine Tochter ist allergisch gegen Eier', /Bruschetta/],
    ['which desserts are safe with a hazelnut allergy', /Tiramisù/],
    ['celery sends me to hospital, soup?', /Not safe for you: Minestrone/],
  ].map(
    ([say, hears]): Scenario => ({
      name: `quotes no words that are no dish: ${String(say)}`,
      steps: [
        { say: String(say), hears: hears as RegExp, lacks: /nothing called|heißt|Policies|Saltimbocca.*Tiramisù/s },
      ],
      after: { orders: [] },
    }),
  ),
  {
    name: 'says that it has no dish of a name',
    steps: [{ say: 'I want sushi', hears: /nothing called "sushi"/ }],
    after: { orders: [] },
  },
  {
    name: 'minds an allergy',
    steps: [
      { say: 'I am allergic to fish, what mains do you have?', hears: /Here is|found/, lacks: /sea bass|tonno/i },
    ],
    after: { orders: [] },
  },
  {
    name: 'leaves out what a negation names',
    steps: [{ say: 'pizza but no mushrooms', hears: /Pizza margherita/, lacks: /funghi/ }],
    after: { orders: [] },
  },
  {
    name: 'keeps to price limits',
    steps: [
      { say: 'pizza under 10 euros', hears: [/marinara/, /margherita/], lacks: /diavola|tonno|verdure/ },
      { say: 'mains between 10 and 12 euros', hears: /zucca|bowl/, lacks: /Saltimbocca|sea bass/ },
    ],
    after: { orders: [] },
  },
  {
    name: 'finds the cheapest',
    steps: [
      { say: "what's the cheapest dessert?", hears: /1\. Lemon sorbet/ },
      { say: "I'll take the first one", hears: /1 × Lemon sorbet/ },
      ...ORDER,
    ],
    after: { orders: [{ lines: ['1 SORBETTO'] }] },
  },
  {
    name: 'says so when nothing fits',
    steps: [{ say: 'vegan pizza under 3 euros', hears: /nothing that fits/ }],
    after: { orders: [] },
  },
];

playAll('options', OPTIONS);
playAll('diets and prices', DIETS);
