import type { AllergenCode } from '../../contracts/allergens/codes.ts';
import type { DietCode } from '../../contracts/diets.ts';
import type { OptionGroup, ProductOption } from '../../contracts/product.ts';
import type { promotions } from '../tables/catalog.ts';

/** A product of the demo. Prices are in euro cents; diets and allergens are codes of contracts/. */
export interface DemoProduct {
  sku: string;
  name: string;
  description: string;
  category: string;
  dietary: DietCode[];
  /** Every product declares them: `[]` says none. */
  allergens: AllergenCode[];
  may_contain: AllergenCode[];
  priceMinor: number;
  stock: number | null;
  optionGroups?: OptionGroup[];
}

/** An option and the allergens that it adds. */
const option = (
  id: string,
  name: string,
  price_delta: number,
  allergens: AllergenCode[] = [],
  dietary: DietCode[] = [],
): ProductOption => ({ id, name, price_delta, allergens, may_contain: [], free_of: [], dietary });

const pizzaSize: OptionGroup = {
  id: 'size',
  name: 'Size',
  min: 0,
  max: 1,
  // A size adds nothing that the dish does not have, so it fits every diet that the dish fits.
  options: [
    option('regular', 'Regular (30 cm)', 0, [], ['vegan', 'vegetarian', 'gluten-free']),
    option('large', 'Large (40 cm)', 400, [], ['vegan', 'vegetarian', 'gluten-free']),
  ],
};
const pizzaExtras: OptionGroup = {
  id: 'extras',
  name: 'Extras',
  min: 0,
  max: 3,
  options: [
    option('olives', 'Taggiasca olives', 150, [], ['vegan', 'vegetarian', 'gluten-free']),
    option('burrata', 'Burrata', 350, ['milk'], ['vegetarian', 'gluten-free']),
    option('chili', 'Fresh chili', 50, [], ['vegan', 'vegetarian', 'gluten-free']),
  ],
};
const milk: OptionGroup = {
  id: 'milk',
  name: 'Milk',
  min: 0,
  max: 1,
  options: [
    option('whole', 'Whole milk', 0, ['milk'], ['vegetarian', 'gluten-free']),
    option('oat', 'Oat drink', 40, ['oats'], ['vegan', 'vegetarian']),
  ],
};

const vegan: DietCode[] = ['vegan', 'vegetarian'];
const veganGlutenFree: DietCode[] = ['vegan', 'vegetarian', 'gluten-free'];
const vegetarian: DietCode[] = ['vegetarian'];
const glutenFree: DietCode[] = ['gluten-free'];

type Row = [
  sku: string,
  name: string,
  priceMinor: number,
  dietary: DietCode[],
  allergens: AllergenCode[],
  description: string,
  stock?: number | null,
  optionGroups?: OptionGroup[],
  may_contain?: AllergenCode[],
];

const inCategory = (category: string, rows: Row[]): DemoProduct[] =>
  rows.map(
    ([sku, name, priceMinor, dietary, allergens, description, stock = null, optionGroups = [], may_contain = []]) => ({
      sku,
      name,
      description,
      category,
      dietary,
      allergens,
      may_contain,
      priceMinor,
      stock,
      optionGroups,
    }),
  );

export const BISTRO: DemoProduct[] = [
  ...inCategory('starters', [
    [
      'BRUSCHETTA',
      'Bruschetta al pomodoro',
      690,
      vegan,
      ['wheat'],
      'Grilled sourdough with ripe tomatoes, garlic, basil and olive oil.',
    ],
    [
      'ARANCINI',
      'Arancini',
      850,
      vegetarian,
      ['wheat', 'eggs', 'milk'],
      'Three crisp rice balls filled with mozzarella and peas.',
    ],
    [
      'CARPACCIO',
      'Beef carpaccio',
      1390,
      glutenFree,
      ['milk', 'mustard'],
      'Thin raw beef fillet with rocket, parmesan and mustard dressing.',
      12,
    ],
    [
      'MINESTRONE',
      'Minestrone',
      720,
      veganGlutenFree,
      ['celery'],
      'Hearty soup of seasonal vegetables and white beans.',
    ],
    [
      'CAPRESE',
      'Insalata caprese',
      980,
      ['vegetarian', 'gluten-free'],
      ['milk'],
      'Buffalo mozzarella, tomatoes and basil.',
      20,
    ],
    [
      'CALAMARI',
      'Calamari fritti',
      1150,
      [],
      ['wheat', 'eggs', 'squid'],
      'Fried squid rings with lemon and garlic mayonnaise.',
      15,
    ],
  ]),
  ...inCategory('pizza', [
    [
      'PIZZA-MARINARA',
      'Pizza marinara',
      890,
      vegan,
      ['wheat'],
      'Tomato, garlic, oregano and olive oil. No cheese at all.',
      null,
      [pizzaSize, pizzaExtras],
    ],
    [
      'PIZZA-MARGHERITA',
      'Pizza margherita',
      990,
      vegetarian,
      ['wheat', 'milk'],
      'Tomato, mozzarella and basil.',
      null,
      [pizzaSize, pizzaExtras],
    ],
    [
      'PIZZA-VERDURE',
      'Pizza verdure',
      1150,
      vegan,
      ['wheat', 'soybeans'],
      'Grilled aubergine, courgette and peppers with a plant-based mozzarella.',
      null,
      [pizzaSize, pizzaExtras],
    ],
    [
      'PIZZA-DIAVOLA',
      'Pizza diavola',
      1250,
      [],
      ['wheat', 'milk'],
      'Spicy salami, mozzarella and chili.',
      null,
      [pizzaSize, pizzaExtras],
    ],
    [
      'PIZZA-FUNGHI',
      'Pizza ai funghi',
      1190,
      vegetarian,
      ['wheat', 'milk'],
      'Porcini and button mushrooms, mozzarella and parsley.',
      null,
      [pizzaSize, pizzaExtras],
    ],
    [
      'PIZZA-TONNO',
      'Pizza tonno e cipolla',
      1290,
      [],
      ['wheat', 'milk', 'fish'],
      'Tuna, red onion, capers and mozzarella.',
      null,
      [pizzaSize, pizzaExtras],
    ],
  ]),
  ...inCategory('pasta', [
    [
      'ARRABBIATA',
      'Penne all’arrabbiata',
      980,
      vegan,
      ['wheat'],
      'Penne in a spicy tomato sauce with garlic and chili.',
    ],
    [
      'CARBONARA',
      'Spaghetti alla carbonara',
      1290,
      [],
      ['wheat', 'eggs', 'milk'],
      'Guanciale, egg yolk, pecorino and black pepper. No cream.',
    ],
    [
      'PESTO',
      'Trofie al pesto',
      1190,
      vegetarian,
      ['wheat', 'milk', 'pine_nut'],
      'Basil pesto with pine nuts, potatoes and green beans.',
    ],
    [
      'LASAGNE',
      'Lasagne al forno',
      1350,
      [],
      ['wheat', 'eggs', 'milk', 'celery'],
      'Layers of beef ragù, béchamel and parmesan.',
      18,
    ],
    [
      'GNOCCHI-GF',
      'Gluten-free gnocchi al pomodoro',
      1190,
      veganGlutenFree,
      [],
      'Potato gnocchi without wheat in tomato and basil sauce.',
      14,
    ],
    [
      'RAVIOLI',
      'Ravioli ricotta e spinaci',
      1320,
      vegetarian,
      ['wheat', 'eggs', 'milk'],
      'Filled with ricotta and spinach, in sage butter.',
    ],
  ]),
  ...inCategory('mains', [
    [
      'RISOTTO-FUNGHI',
      'Risotto ai funghi',
      1450,
      ['vegetarian', 'gluten-free'],
      ['milk', 'celery'],
      'Creamy rice with porcini mushrooms and parmesan.',
    ],
    [
      'RISOTTO-ZUCCA',
      'Risotto alla zucca',
      1150,
      veganGlutenFree,
      ['celery'],
      'Pumpkin risotto with sage and toasted seeds, made without butter.',
      16,
    ],
    [
      'MELANZANE',
      'Aubergine bake',
      1380,
      ['vegetarian', 'gluten-free'],
      ['milk'],
      'Parmigiana: baked aubergine, tomato, mozzarella and parmesan.',
    ],
    ['BRANZINO', 'Grilled sea bass', 2250, glutenFree, ['fish'], 'Whole sea bass with lemon, herbs and potatoes.', 8],
    [
      'SALTIMBOCCA',
      'Saltimbocca alla romana',
      2150,
      glutenFree,
      ['milk', 'sulphites'],
      'Veal with prosciutto and sage in white wine.',
      10,
    ],
    ['POLLO', 'Lemon chicken', 1690, glutenFree, [], 'Free-range chicken breast with lemon, rosemary and vegetables.'],
    [
      'BOWL-CECI',
      'Chickpea and quinoa bowl',
      1090,
      veganGlutenFree,
      ['sesame'],
      'Warm chickpeas, quinoa, roasted vegetables and tahini. High in protein.',
    ],
  ]),
  ...inCategory('desserts', [
    ['TIRAMISU', 'Tiramisù', 690, vegetarian, ['wheat', 'eggs', 'milk'], 'Mascarpone, espresso and savoiardi.', 24],
    ['PANNA-COTTA', 'Panna cotta', 620, glutenFree, ['milk'], 'Vanilla cream with raspberry sauce.'],
    ['SORBETTO', 'Lemon sorbet', 490, veganGlutenFree, [], 'Amalfi lemons, sugar and water.'],
    [
      'TORTA-CIOCCOLATO',
      'Flourless chocolate cake',
      680,
      ['vegetarian', 'gluten-free'],
      ['eggs', 'milk', 'almond'],
      'Dense dark chocolate and almond cake.',
      null,
      [],
      ['hazelnut', 'soybeans'],
    ],
    [
      'GELATO',
      'Pistachio gelato',
      540,
      ['vegetarian', 'gluten-free'],
      ['milk', 'pistachio'],
      'Two scoops of Sicilian pistachio ice cream.',
      null,
      [],
      ['almond', 'hazelnut'],
    ],
  ]),
  ...inCategory('drinks', [
    ['ESPRESSO', 'Espresso', 250, veganGlutenFree, [], 'Short, strong, Neapolitan roast.'],
    [
      'CAPPUCCINO',
      'Cappuccino',
      360,
      ['vegetarian', 'gluten-free'],
      ['milk'],
      'Espresso with foamed milk.',
      null,
      [milk],
    ],
    ['LIMONATA', 'House lemonade', 420, veganGlutenFree, [], 'Freshly squeezed lemon with mint.'],
    ['ACQUA', 'Sparkling water 0.75 l', 490, veganGlutenFree, [], 'San Pellegrino.'],
    ['CHIANTI', 'Chianti, glass', 680, veganGlutenFree, ['sulphites'], 'Red wine, 0.2 l. Adults only.'],
    ['SPRITZ', 'Aperol spritz', 790, veganGlutenFree, ['sulphites'], 'Aperol, prosecco and soda. Adults only.'],
  ]),
];

export const GROCER: DemoProduct[] = [
  ...inCategory('fruit', [
    ['APPLE-KG', 'Apples, Braeburn, 1 kg', 299, veganGlutenFree, [], 'Crisp and tart, from the region.', 200],
    ['BANANA-KG', 'Bananas, organic, 1 kg', 219, veganGlutenFree, [], 'Fair trade.', 150],
    ['LEMON-3', 'Lemons, 3 pieces', 149, veganGlutenFree, [], 'Untreated peel.', 80],
  ]),
  ...inCategory('vegetables', [
    ['TOMATO-500', 'Vine tomatoes, 500 g', 249, veganGlutenFree, [], 'Ripened on the vine.', 120],
    ['SPINACH-400', 'Baby spinach, 400 g', 289, veganGlutenFree, [], 'Washed and ready to eat.', 60],
    ['POTATO-2', 'Waxy potatoes, 2 kg', 349, veganGlutenFree, [], 'For salads and gratins.', 90],
  ]),
  ...inCategory('dairy', [
    ['MILK-1', 'Whole milk, 1 l', 139, ['vegetarian', 'gluten-free'], ['milk'], 'Pasteurised, 3.8 % fat.', 300],
    ['OATDRINK-1', 'Oat drink, barista, 1 l', 229, vegan, ['oats'], 'Foams like milk, without any.', 140],
    ['CHEDDAR-200', 'Mature cheddar, 200 g', 359, ['vegetarian', 'gluten-free'], ['milk'], 'Aged for 12 months.', 45],
  ]),
  ...inCategory('bakery', [
    ['SOURDOUGH', 'Sourdough loaf, 750 g', 459, vegan, ['wheat', 'rye'], 'Baked this morning.', 25],
    ['ROLLS-GF', 'Gluten-free rolls, 4 pieces', 399, veganGlutenFree, [], 'From rice and buckwheat flour.', 30],
  ]),
  ...inCategory('pantry', [
    ['PASTA-500', 'Spaghetti, 500 g', 179, vegan, ['wheat'], 'Bronze-drawn durum wheat.', 250],
    [
      'OLIVEOIL-500',
      'Extra virgin olive oil, 500 ml',
      899,
      veganGlutenFree,
      [],
      'First cold pressing, from Crete.',
      70,
    ],
    ['CHICKPEAS-400', 'Chickpeas, tin, 400 g', 119, veganGlutenFree, [], 'Cooked, drained weight 240 g.', 400],
  ]),
];

/** Beside the codes that every demo tenant has. */
export type DemoPromotion = Pick<
  typeof promotions.$inferInsert,
  'code' | 'name' | 'kind' | 'value' | 'buyQuantity' | 'getQuantity' | 'maxSets' | 'eligibleCategories'
>;

export const BISTRO_PROMOTIONS: DemoPromotion[] = [
  {
    code: null,
    name: 'Buy two drinks, get the third one free',
    kind: 'buy_x_get_y',
    value: 10_000,
    buyQuantity: 2,
    getQuantity: 1,
    maxSets: 4,
    eligibleCategories: ['drinks'],
  },
  {
    code: 'DOLCE',
    name: 'Every third dessert at half price',
    kind: 'buy_x_get_y',
    value: 5_000,
    buyQuantity: 2,
    getQuantity: 1,
    maxSets: null,
    eligibleCategories: ['desserts'],
  },
];
