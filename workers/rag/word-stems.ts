import { wordsIn } from '../../contracts/fold.ts';

/** Words that say nothing about what a text is about. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  'a an and any are as at be but by can do for from have i in is it like me my not of on or our please some something that the there this to want we what which with would you your'.split(
    ' ',
  ),
);

/** Words that people use for one another in shops and restaurants. */
const SYNONYMS: ReadonlyArray<readonly string[]> = [
  ['drink', 'beverage'],
  ['dessert', 'sweet', 'pudding'],
  ['starter', 'appetizer', 'appetiser', 'antipasto', 'antipasti'],
  ['main', 'entree'],
  ['mushroom', 'funghi'],
  ['spicy', 'hot', 'chili', 'chilli'],
  ['soda', 'cola', 'lemonade'],
  ['bread', 'loaf'],
  ['eggplant', 'aubergine', 'melanzane'],
  ['zucchini', 'courgette'],
  ['shrimp', 'prawn', 'gamberi'],
  ['fry', 'chip'],
  ['noodle', 'pasta'],
  ['veg', 'vegetable', 'veggie'],
  ['gelato', 'icecream'],
  ['seafood', 'fish'],
];

/**
 * What a word stands for beside itself: who asks for cheese means parmesan too, and not the other way round.
 * A map, since the words are a user's: an object has `constructor` too.
 */
const NARROWER: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    bread: ['baguette', 'roll'],
    cheese: ['formaggio', 'mozzarella', 'parmesan', 'pecorino', 'ricotta', 'cheddar'],
    coffee: ['espresso', 'cappuccino'],
    fish: ['tuna', 'salmon', 'cod', 'bass'],
    meat: ['beef', 'veal', 'pork', 'chicken', 'lamb', 'salami'],
    mushroom: ['porcini', 'champignon'],
    noodle: ['spaghetti', 'tagliatelle', 'penne', 'lasagne', 'ravioli'],
    pasta: ['spaghetti', 'tagliatelle', 'penne', 'lasagne', 'ravioli'],
    rice: ['risotto'],
    seafood: ['squid', 'calamari', 'shrimp', 'prawn', 'tuna', 'salmon', 'cod', 'bass'],
    wine: ['chianti', 'prosecco'],
  }),
);

const GROUP_OF = new Map(SYNONYMS.flatMap((group) => group.map((word) => [stemOf(word), group] as const)));
const BROADER = new Map(
  [...NARROWER].flatMap(([broad, narrow]) => narrow.map((word) => [stemOf(word), broad] as const)),
);

/** Other words for what a word means, or for kinds of it; none when the tables do not have it. */
export function otherWordsFor(word: string): string[] {
  const stem = stemOf(word);
  const group = GROUP_OF.get(stem) ?? [];
  return [...group, ...(NARROWER.get(stem) ?? [])].filter((other) => stemOf(other) !== stem);
}

/** The folded words of a text, in order. Digits count as words. */
export const wordsOf = (text: string): string[] => wordsIn(text).map(({ word }) => word);

/** A light English stem: plural and -ing/-ed endings. Two forms of a word need only agree, not be words. */
export function stemOf(word: string): string {
  if (word.length <= 3) return word;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ie')) return `${word.slice(0, -2)}y`;
  if (/(?:ss|sh|ch|x|z|o)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  return word;
}

/** The word that stands for a stem's group of like words, or nothing when it has none. */
export function synonymOf(stem: string): string | undefined {
  const broad = BROADER.get(stem) ?? stem;
  return GROUP_OF.get(broad)?.[0] ?? (broad === stem && !NARROWER.has(stem) ? undefined : broad);
}
