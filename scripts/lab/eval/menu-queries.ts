import type { AllergenCode } from '../../../contracts/allergens/codes.ts';
import { safetyOf } from '../../../contracts/allergens/safety.ts';
import type { DietCode } from '../../../contracts/diets.ts';
import { BISTRO, type DemoProduct } from '../../../schema/seed/demo-catalog.ts';

/** A request to the demo restaurant, and which of its products answer it. */
export interface MenuQuery {
  query: string;
  /** The skus that fit, in no order; none: the menu has nothing of the kind. */
  relevant: readonly string[];
  /** True if anything else would be wrong to show, as where a diet, an ingredient or a price is set. */
  isStrict: boolean;
}

export interface QueryGroup {
  name: string;
  queries: MenuQuery[];
}

type Rule = (product: DemoProduct) => boolean;
type Expected = readonly string[] | Rule;

const skusOf = (expected: Expected): readonly string[] =>
  typeof expected === 'function' ? BISTRO.filter(expected).map(({ sku }) => sku) : expected;
const group = (name: string, isStrict: boolean, queries: Array<[query: string, expected: Expected]>): QueryGroup => ({
  name,
  queries: queries.map(([query, expected]) => ({ query, relevant: skusOf(expected), isStrict })),
});

const is =
  (category: string): Rule =>
  (product) =>
    product.category === category;
const tagged =
  (...diets: DietCode[]): Rule =>
  ({ dietary }) =>
    diets.every((diet) => dietary.includes(diet));
const lacks =
  (...refused: AllergenCode[]): Rule =>
  ({ allergens, may_contain }) =>
    safetyOf({ allergens, may_contain, free_of: [] }, [], refused).verdict === 'safe';
const upTo =
  (minor: number): Rule =>
  ({ priceMinor }) =>
    priceMinor <= minor;
const from =
  (minor: number): Rule =>
  ({ priceMinor }) =>
    priceMinor >= minor;
const both =
  (...rules: Rule[]): Rule =>
  (product) =>
    rules.every((rule) => rule(product));
const not =
  (rule: Rule): Rule =>
  (product) =>
    !rule(product);
const one =
  (...skus: string[]): Rule =>
  ({ sku }) =>
    skus.includes(sku);

const PIZZAS = ['PIZZA-MARINARA', 'PIZZA-MARGHERITA', 'PIZZA-VERDURE', 'PIZZA-DIAVOLA', 'PIZZA-FUNGHI', 'PIZZA-TONNO'];
const CHEESY = one(
  'ARANCINI',
  'CARPACCIO',
  'CAPRESE',
  'PIZZA-MARGHERITA',
  'PIZZA-DIAVOLA',
  'PIZZA-FUNGHI',
  'PIZZA-TONNO',
  'CARBONARA',
  'LASAGNE',
  'RAVIOLI',
  'RISOTTO-FUNGHI',
  'MELANZANE',
  'TIRAMISU',
);
const SPICY = one('PIZZA-DIAVOLA', 'ARRABBIATA');
const TOMATO = one(
  'BRUSCHETTA',
  'CAPRESE',
  'PIZZA-MARINARA',
  'PIZZA-MARGHERITA',
  'ARRABBIATA',
  'GNOCCHI-GF',
  'MELANZANE',
);
const PORK = one('PIZZA-DIAVOLA', 'CARBONARA', 'SALTIMBOCCA');
const ALCOHOL = one('CHIANTI', 'SPRITZ');

/** Labelled by reading `schema/seed/demo-catalog.ts`; where a rule says what fits, by that rule over it. */
export const MENU_QUERIES: readonly QueryGroup[] = [
  group('by name', false, [
    ['bruschetta', ['BRUSCHETTA']],
    ['arancini', ['ARANCINI']],
    ['beef carpaccio', ['CARPACCIO']],
    ['minestrone soup', ['MINESTRONE']],
    ['caprese salad', ['CAPRESE']],
    ['fried calamari', ['CALAMARI']],
    ['pizza margherita', ['PIZZA-MARGHERITA']],
    ['a pizza diavola please', ['PIZZA-DIAVOLA']],
    ['spaghetti carbonara', ['CARBONARA']],
    ['trofie with pesto', ['PESTO']],
    ['lasagne', ['LASAGNE']],
    ['ricotta ravioli', ['RAVIOLI']],
    ['pumpkin risotto', ['RISOTTO-ZUCCA']],
    ['saltimbocca', ['SALTIMBOCCA']],
    ['tiramisù', ['TIRAMISU']],
    ['panna cotta', ['PANNA-COTTA']],
    ['do you have lemon sorbet?', ['SORBETTO']],
    ['pistachio gelato', ['GELATO']],
    ['aperol spritz', ['SPRITZ']],
    ['one espresso', ['ESPRESSO']],
  ]),
  group('by what is in it', false, [
    ['something with aubergine', ['PIZZA-VERDURE', 'MELANZANE']],
    ['porcini mushrooms', ['PIZZA-FUNGHI', 'RISOTTO-FUNGHI']],
    [
      'mozzarella',
      [
        'ARANCINI',
        'CAPRESE',
        'PIZZA-MARGHERITA',
        'PIZZA-VERDURE',
        'PIZZA-DIAVOLA',
        'PIZZA-FUNGHI',
        'PIZZA-TONNO',
        'MELANZANE',
      ],
    ],
    ['parmesan', ['CARPACCIO', 'LASAGNE', 'RISOTTO-FUNGHI', 'MELANZANE']],
    ['tuna', ['PIZZA-TONNO']],
    ['capers', ['PIZZA-TONNO']],
    ['guanciale and pecorino', ['CARBONARA']],
    ['pine nuts', ['PESTO']],
    ['green beans and potatoes', ['PESTO']],
    ['spinach', ['RAVIOLI']],
    ['sage', ['RAVIOLI', 'RISOTTO-ZUCCA', 'SALTIMBOCCA']],
    ['quinoa', ['BOWL-CECI']],
    ['tahini', ['BOWL-CECI']],
    ['rosemary', ['POLLO']],
    ['veal with prosciutto', ['SALTIMBOCCA']],
    ['mascarpone', ['TIRAMISU']],
    ['raspberry sauce', ['PANNA-COTTA']],
    ['dark chocolate', ['TORTA-CIOCCOLATO']],
    ['almond cake', ['TORTA-CIOCCOLATO']],
    ['mint', ['LIMONATA']],
    ['white beans', ['MINESTRONE']],
    ['basil', ['BRUSCHETTA', 'CAPRESE', 'PIZZA-MARGHERITA', 'PESTO', 'GNOCCHI-GF']],
    ['prosecco', ['SPRITZ']],
    ['rocket and mustard', ['CARPACCIO']],
  ]),
  group('misspelt', false, [
    ['margarita pizza', ['PIZZA-MARGHERITA']],
    ['tiramusi', ['TIRAMISU']],
    ['brusheta', ['BRUSCHETTA']],
    ['carbonarra', ['CARBONARA']],
    ['lasagna', ['LASAGNE']],
    ['spagetti', ['CARBONARA']],
    ['gnochi', ['GNOCCHI-GF']],
    ['raviolli', ['RAVIOLI']],
    ['rissoto', ['RISOTTO-FUNGHI', 'RISOTTO-ZUCCA']],
    ['capuccino', ['CAPPUCCINO']],
    ['expresso', ['ESPRESSO']],
    ['calimari', ['CALAMARI']],
    ['carpacio', ['CARPACCIO']],
    ['minestroni', ['MINESTRONE']],
    ['panacotta', ['PANNA-COTTA']],
    ['pistacio icecream', ['GELATO']],
    ['choclate cake', ['TORTA-CIOCCOLATO']],
    [
      'mozarella',
      [
        'ARANCINI',
        'CAPRESE',
        'PIZZA-MARGHERITA',
        'PIZZA-VERDURE',
        'PIZZA-DIAVOLA',
        'PIZZA-FUNGHI',
        'PIZZA-TONNO',
        'MELANZANE',
      ],
    ],
    ['lemmon chiken', ['POLLO']],
    ['saltimboca', ['SALTIMBOCCA']],
    ['grilled see bass', ['BRANZINO']],
    ['chick pea bowl', ['BOWL-CECI']],
    ['arabiata', ['ARRABBIATA']],
    ['sparkeling water', ['ACQUA']],
  ]),
  group('in other words', false, [
    ['eggplant', ['PIZZA-VERDURE', 'MELANZANE']],
    ['zucchini pizza', ['PIZZA-VERDURE']],
    ['noodles', ['ARRABBIATA', 'CARBONARA', 'PESTO', 'LASAGNE']],
    ['appetizers', is('starters')],
    ['antipasti', is('starters')],
    ['something sweet', is('desserts')],
    ['beverages', is('drinks')],
    ['pudding', is('desserts')],
    ['ice cream', ['GELATO', 'SORBETTO']],
    ['squid', ['CALAMARI']],
    ['mushroom pizza', ['PIZZA-FUNGHI']],
    ['soup', ['MINESTRONE']],
    ['soda', ['SPRITZ', 'LIMONATA']],
    ['coffee', ['ESPRESSO', 'CAPPUCCINO', 'TIRAMISU']],
    ['veggies', ['MINESTRONE', 'PIZZA-VERDURE', 'POLLO', 'BOWL-CECI']],
    ['hot pasta', ['ARRABBIATA']],
    ['seafood', ['CALAMARI', 'PIZZA-TONNO', 'BRANZINO']],
    ['fish', ['BRANZINO', 'PIZZA-TONNO', 'CALAMARI']],
    ['red wine', ['CHIANTI']],
    ['rice dish', ['ARANCINI', 'RISOTTO-FUNGHI', 'RISOTTO-ZUCCA']],
    ['mineral water', ['ACQUA']],
    ['high protein', ['BOWL-CECI']],
  ]),
  group('by kind', false, [
    ['pizza', PIZZAS],
    ['what pizzas do you have?', PIZZAS],
    ['pasta', is('pasta')],
    ['desserts', is('desserts')],
    ['show me the starters', is('starters')],
    ['drinks', is('drinks')],
    ['main courses', is('mains')],
    ['risotto', ['RISOTTO-FUNGHI', 'RISOTTO-ZUCCA']],
  ]),
  group('diets', true, [
    ['vegan', tagged('vegan')],
    ['something vegan', tagged('vegan')],
    ['vegan pizza', both(is('pizza'), tagged('vegan'))],
    ['vegan pasta', both(is('pasta'), tagged('vegan'))],
    ['vegan main course', both(is('mains'), tagged('vegan'))],
    ['vegan dessert', both(is('desserts'), tagged('vegan'))],
    ['plant-based starters', both(is('starters'), tagged('vegan'))],
    ['vegetarian pizza', both(is('pizza'), tagged('vegetarian'))],
    ['meatless pasta', both(is('pasta'), tagged('vegetarian'))],
    ['vegetarian mains', both(is('mains'), tagged('vegetarian'))],
    ['gluten-free pasta', both(is('pasta'), tagged('gluten-free'))],
    ['gluten free dessert', both(is('desserts'), tagged('gluten-free'))],
    ['gluten-free starters', both(is('starters'), tagged('gluten-free'))],
    ['dessert for a coeliac', both(is('desserts'), tagged('gluten-free'))],
    ['vegan and gluten-free', tagged('vegan', 'gluten-free')],
    ['vegan gluten-free main', both(is('mains'), tagged('vegan', 'gluten-free'))],
    [
      'gluten-free vegetarian risotto',
      both(one('RISOTTO-FUNGHI', 'RISOTTO-ZUCCA'), tagged('vegetarian', 'gluten-free')),
    ],
    ['vegan gluten-free pizza', []],
    ['dairy-free desserts', both(is('desserts'), lacks('milk'))],
    ['lactose-free pizza', both(is('pizza'), lacks('milk'))],
    ['nut-free desserts', both(is('desserts'), lacks('tree_nuts'))],
    ['egg-free pasta', both(is('pasta'), lacks('eggs'))],
  ]),
  group('negations', true, [
    ['dessert without nuts', both(is('desserts'), lacks('tree_nuts'))],
    ['a dessert with no nuts please', both(is('desserts'), lacks('tree_nuts'))],
    ['dessert, I am allergic to nuts', both(is('desserts'), lacks('tree_nuts'))],
    ['desserts without egg', both(is('desserts'), lacks('eggs'))],
    ['dessert without eggs or nuts', both(is('desserts'), lacks('tree_nuts', 'eggs'))],
    ['pizza without dairy', both(is('pizza'), lacks('milk'))],
    ['no dairy pizza', both(is('pizza'), lacks('milk'))],
    ['pasta without milk', both(is('pasta'), lacks('milk'))],
    ['pasta without milk and egg', both(is('pasta'), lacks('milk', 'eggs'))],
    ['pizza without cheese', both(is('pizza'), not(CHEESY))],
    ['starters, no cheese', both(is('starters'), not(CHEESY))],
    // Cheese is milk, and refusing it may mean an allergy.
    ['main course without cheese', both(is('mains'), lacks('milk'))],
    ['pasta no meat', both(is('pasta'), tagged('vegetarian'))],
    ['pizza without meat', both(is('pizza'), tagged('vegetarian'))],
    ['pizza without fish', both(is('pizza'), lacks('fish'))],
    ['starters without seafood', both(is('starters'), lacks('fish', 'molluscs'))],
    ['pizza that is not spicy', both(is('pizza'), not(SPICY))],
    ['pasta, not too spicy', both(is('pasta'), not(SPICY))],
    ['pizza without tomato', both(is('pizza'), not(TOMATO))],
    ['pizza without mushrooms', both(is('pizza'), not(one('PIZZA-FUNGHI')))],
    ['mains without celery', both(is('mains'), lacks('celery'))],
    ['starters without wheat', both(is('starters'), lacks('wheat'))],
    ['risotto without milk', ['RISOTTO-ZUCCA']],
    ['drinks without alcohol', both(is('drinks'), not(ALCOHOL))],
    ['alcohol-free drinks', both(is('drinks'), not(ALCOHOL))],
    ['pizza without pork', both(is('pizza'), not(PORK))],
    ['I can’t eat gluten, what mains are there', both(is('mains'), tagged('gluten-free'))],
    ['mains without fish or celery', both(is('mains'), lacks('fish', 'celery'))],
  ]),
  group('prices', true, [
    ['pizza under 10 euros', both(is('pizza'), upTo(1000))],
    ['pizza up to 12', both(is('pizza'), upTo(1200))],
    ['pasta below €12', both(is('pasta'), upTo(1200))],
    ['dessert for less than 6 euros', both(is('desserts'), upTo(600))],
    ['drinks under 4 euro', both(is('drinks'), upTo(400))],
    ['starter at most 8.50', both(is('starters'), upTo(850))],
    ['mains between 10 and 15 euros', both(is('mains'), from(1000), upTo(1500))],
    ['a main course over 20 euros', both(is('mains'), from(2000))],
    ['pasta 12 euros or less', both(is('pasta'), upTo(1200))],
    ['something under 3 euros', upTo(300)],
    ['drinks from 4 to 5 euros', both(is('drinks'), from(400), upTo(500))],
    ['dessert at least 6.50', both(is('desserts'), from(650))],
  ]),
  group('everything at once', true, [
    ['vegan pizza under 10 euros', both(is('pizza'), tagged('vegan'), upTo(1000))],
    ['vegetarian pasta without nuts', both(is('pasta'), tagged('vegetarian'), lacks('tree_nuts'))],
    [
      'gluten-free dessert without nuts under 7 euros',
      both(is('desserts'), tagged('gluten-free'), lacks('tree_nuts'), upTo(700)),
    ],
    ['vegan main under 12 euros', both(is('mains'), tagged('vegan'), upTo(1200))],
    ['vegetarian starter under 8 euros', both(is('starters'), tagged('vegetarian'), upTo(800))],
    ['gluten-free starters without milk', both(is('starters'), tagged('gluten-free'), lacks('milk'))],
    ['vegan drinks no alcohol under 5 euros', both(is('drinks'), tagged('vegan'), not(ALCOHOL), upTo(500))],
    [
      'vegetarian pizza without mushrooms up to 12 euros',
      both(is('pizza'), tagged('vegetarian'), not(one('PIZZA-FUNGHI')), upTo(1200)),
    ],
    ['pasta without egg under 12', both(is('pasta'), lacks('eggs'), upTo(1200))],
    [
      'gluten-free main without fish between 11 and 17 euros',
      both(is('mains'), tagged('gluten-free'), lacks('fish'), from(1100), upTo(1700)),
    ],
  ]),
  group('by option', false, [
    ['pizza with burrata', PIZZAS],
    ['large pizza', PIZZAS],
    ['cappuccino with oat milk', ['CAPPUCCINO']],
    ['oat drink', ['CAPPUCCINO']],
    ['pizza with taggiasca olives', PIZZAS],
    ['fresh chili', [...PIZZAS, 'ARRABBIATA']],
  ]),
  group('not on the menu', true, [
    ['brake pads', []],
    ['sushi', []],
    ['laptop charger', []],
    ['shampoo', []],
    ['kebab', []],
    ['winter tyres', []],
  ]),
];
