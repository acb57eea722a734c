import { meaningOf } from '../../../contracts/allergens/vocabulary.ts';
import { wordsIn } from '../../../contracts/fold.ts';
import { remembered } from '../../../contracts/remembered.ts';
import { isCommonWord } from './explained-words.ts';
import { foodNamed, foodsMentioned } from './foods.ts';
import { type DishTexts, hasWanted } from './left-out.ts';
import { wordSet } from './phrase-books.ts';

/** Kinds of dish, which people ask for beside a dish's name. */
export type DishKind = (typeof COURSES)[number] | 'savoury' | 'cold' | 'warm';

const COURSES = ['starter', 'main', 'side', 'dessert', 'drink', 'breakfast'] as const;
const isCourse = (kind: string): kind is (typeof COURSES)[number] => COURSES.some((course) => course === kind);

/** Words of requests beside the names of the courses in foods.ts, folded. */
const ASKED: ReadonlyArray<readonly [kind: DishKind, words: ReadonlySet<string>]> = [
  ['dessert', wordSet('mehlspeise mehlspeisen desert deserts dessers dessrt desset dezert nachtish dolcetto dolcetti')],
  ['drink', wordSet('trinken boire bere beber drinken picia')],
  [
    'savoury',
    wordSet(
      'savoury savory salty salzig salziges salzige salzigen herzhaft herzhaftes herzhafte deftig deftiges salee salees sales salato salati salado salados hartig hartigs hartige slone slonego tuzlu',
    ),
  ],
];
const COLD = wordSet(
  'cold chilled iced kalt kaltes kalte kalter kalten froid froide froids froides freddo fredda freddi fredde frio fria frios frias koud kouds koude zimne zimny zimna zimnego soguk',
);
const WARM = wordSet(
  'warm warme warmes warmer warmen heiss heisses heisse chaud chaude chauds chaudes calda caldi calde caliente calientes quente quentes cieple cieply cieplego gorace goracy goracego sicak',
);
/** In a category it is no chilli. */
const HOT = wordSet('hot');
/** “Caldo” is a broth in Spanish, and “salé” and “sale” fold alike. */
const SAVOURY_PHRASE = /(?:de|truc|envie de) sal[eé](?!\p{L})|salé(?!\p{L})/iu;
const SWEET_PHRASE = /sucrée?s?(?!\p{L})|(?:chose|truc|envie) de sucre(?!\p{L})/iu;
const WARM_PHRASE = /(?:di|qualcosa) caldo(?!\p{L})/iu;
/** “Hot” may be spicy: beside one of these it is not. */
const HOT_BESIDE = wordSet(
  'food drink drinks dish dishes meal starter starters snack snacks tapas main mains eat plate',
);
/** Words of a description that say that a dish is served cold. */
const SERVED_COLD = wordSet('ice ghiaccio hielo glacons glacon eiswurfel eisgekuhlt');

/** `plate`: a kind of main course, where the menu calls nothing else that. */
const COURSE_OF_CATEGORY: ReadonlyArray<readonly [kind: DishKind | 'pastry' | 'plate', words: ReadonlySet<string>]> = [
  [
    'dessert',
    wordSet(
      'patisserie patisseries gelati gelato sorbetti glaces sorbets eis helados ijs lody kuchen torten cakes cake mehlspeisen',
    ),
  ],
  [
    'plate',
    wordSet(
      'traiteur plats pizza pizzas pizze pasta pastas burger burgers curry curries primi segundos fuertes grill noodles bowls risotti',
    ),
  ],
  ['drink', wordSet('bibite refrescos cocktails spirits softs smoothies caffetteria vins bieres vinos cervezas vini')],
  [
    'savoury',
    wordSet(
      'salati salato salado salados snacking herzhaft herzhaftes savouries savoury tapas wraps sandwiches panini soups',
    ),
  ],
  ['pastry', wordSet('viennoiseries viennoiserie bolleria')],
];
const DRINKS = wordSet('drink coffee tea beer wine water juice alcohol');

/** The words of a text, folded. Every search of a shop reads the same names and categories. */
const keysOf = remembered((text): readonly string[] => wordsIn(text).map(({ word }) => word), {
  texts: 2_000,
  characters: 200,
});

/** The kinds of dish that a request asks for, and its words beside them. */
export interface KindsAsked {
  kinds: DishKind[];
  /** The words that say the kinds, folded. */
  words: string[];
  rest: string[];
}

/**
 * The kinds of dish that the words of a request ask for; none where a word is part of another name: “sweet potato”.
 * @param query Without what is refused.
 */
export function kindsAskedIn(query: string): KindsAsked {
  const words = keysOf(query);
  const kinds = new Set<DishKind>();
  const [telling, rest]: [string[], string[]] = [[], []];
  for (const [at, word] of words.entries()) {
    const pairs = [`${words[at - 1]} ${word}`, `${word} ${words[at + 1]}`];
    const kind = kindOf(word, words) ?? pairs.map(courseNamed).find((course) => course !== undefined);
    const isCatarrh = word === 'cold' && words[at - 1] === 'a' && at + 1 === words.length;
    if (kind === undefined || isCatarrh || pairs.some((pair) => isAnother(pair, kind))) rest.push(word);
    else {
      kinds.add(kind);
      telling.push(word);
    }
  }
  if (SAVOURY_PHRASE.test(query)) kinds.add('savoury');
  if (SWEET_PHRASE.test(query)) kinds.add('dessert');
  if (WARM_PHRASE.test(query)) kinds.add('warm');
  // Two courses, as in “a starter and a main”, leave each dish only one of them.
  const courses = [...kinds].filter(isCourse);
  const isOne = courses.length < 2 && !(kinds.has('savoury') && kinds.has('dessert'));
  return {
    kinds: isOne ? [...kinds] : [],
    words: isOne ? telling : [],
    rest: rest.filter((word) => !isCommonWord(word) && word !== 'sale'),
  };
}

function kindOf(word: string, words: readonly string[]): DishKind | undefined {
  const asked = ASKED.find(([, listed]) => listed.has(word))?.[0];
  if (asked !== undefined) return asked;
  if (COLD.has(word)) return 'cold';
  if (WARM.has(word) || (word === 'hot' && words.some((each) => HOT_BESIDE.has(each)))) return 'warm';
  // “Dressing on the side”, “a side of fries”.
  if (/^sides?$/.test(word) && words.some((each) => BESIDE_ANOTHER.has(each))) return undefined;
  return courseNamed(word);
}

const BESIDE_ANOTHER = wordSet('on of with');

/** The course that a phrase is a name of: “plat principal”. */
function courseNamed(phrase: string): (typeof COURSES)[number] | undefined {
  const food = foodNamed(phrase)?.key ?? '';
  return isCourse(food) ? food : undefined;
}

/** A phrase that names something else. */
const isAnother = (pair: string, kind: string): boolean => {
  const foods = foodsMentioned(pair);
  return foods.length > 0 ? foods.every(({ key }) => key !== kind) : meaningOf(pair)?.kind === 'other';
};

/** How surely a dish is of a kind: `likely` where the menu does not say. */
export type Certainty = 'sure' | 'likely' | 'no';

/** Returns how surely a dish is of all kinds: by its category before its name, so that a savoury tart is no dessert. */
export function certaintyOf(dish: DishTexts, kinds: readonly DishKind[]): Certainty {
  const each = kinds.map((kind) => certaintyOfKind(dish, kind));
  return each.includes('no') ? 'no' : each.includes('likely') ? 'likely' : 'sure';
}

/** The same of the dishes of a category: `likely` where their names decide. */
export function certaintyOfCategory(category: string, kinds: readonly DishKind[]): Certainty {
  const others = { category, description: null, dietary: [], allergens: [], may_contain: [], free_of: [] };
  if (certaintyOf({ name: '', ...others }, kinds) !== 'no') return 'sure';
  return certaintyOf({ name: kinds.join(' '), ...others }, kinds) === 'no' ? 'no' : 'likely';
}

function certaintyOfKind(dish: DishTexts, kind: DishKind): Certainty {
  if (kind === 'cold') return temperatureOf(dish, COLD, WARM);
  if (kind === 'warm') return temperatureOf(dish, WARM, COLD);
  const told = coursesOfCategory(dish.category ?? '');
  const named = (food: string): boolean => isCalled(dish, [food]);
  if (kind === 'savoury') {
    const isSweet = told.has('dessert') || told.has('drink') || told.has('pastry');
    if (told.size > 0) return isSweet ? 'no' : 'sure';
    return named('dessert') || named('drink') || named('pastry') ? 'no' : 'sure';
  }
  if (told.has(kind)) return 'sure';
  // “Starters” are no mains; “savoury” dishes may be.
  const isOther = [...told].some((other) => isCourse(other));
  if (isOther || told.has('savoury')) return kind === 'main' && !isOther ? 'likely' : 'no';
  if (told.has('plate')) return kind === 'main' ? 'likely' : 'no';
  if (told.has('pastry')) return kind === 'dessert' ? 'likely' : 'no';
  if (named(kind)) return 'sure';
  const isEaten = !['dessert', 'drink', 'coffee', 'tea', 'beer', 'wine', 'water', 'juice', 'bread'].some(named);
  return kind === 'main' && isEaten ? 'likely' : 'no';
}

const isCalled = (dish: DishTexts, foods: string[]): boolean =>
  hasWanted(
    { ...dish, category: null, description: null, allergens: [] },
    {
      ...{ name: '', allergens: [], isContained: false },
      foods,
    },
  );

/** The courses that the name of a category says. A menu repeats its categories. */
const coursesOfCategory = remembered((category): ReadonlySet<string> => {
  const told = new Set<string>();
  const words = keysOf(category);
  for (const phrase of [words.join(' '), ...words]) {
    for (const [kind, listed] of COURSE_OF_CATEGORY) if (listed.has(phrase)) told.add(kind);
    for (const { key } of foodsMentioned(phrase)) {
      if (isCourse(key)) told.add(key);
      else if (DRINKS.has(key)) told.add('drink');
    }
  }
  return told;
});

function temperatureOf(dish: DishTexts, asked: ReadonlySet<string>, other: ReadonlySet<string>): Certainty {
  const [name, category, description] = [dish.name, dish.category, dish.description].map((text) => keysOf(text ?? ''));
  const has = (words: readonly string[] = [], listed: ReadonlySet<string>): boolean =>
    words.some((word) => listed.has(word));
  const isHot = has(category, HOT);
  if (has(category, asked) || (isHot && asked === WARM)) return 'sure';
  if (has(category, other) || isHot) return 'no';
  if (has(name, asked)) return 'sure';
  if (has(name, other)) return 'no';
  const isCold = asked === COLD;
  if (has(description, asked) || (isCold && has(description, SERVED_COLD))) return 'sure';
  const told = coursesOfCategory(dish.category ?? '');
  if (told.has('drink')) {
    const isHotDrink = has(description, WARM) || isCalled(dish, ['coffee', 'tea']);
    return isHotDrink === isCold ? 'no' : 'likely';
  }
  if (isCold) return told.has('dessert') || isCalled(dish, ['salad']) ? 'likely' : 'no';
  return told.has('main') || told.has('plate') || isCalled(dish, ['soup']) ? 'likely' : 'no';
}
