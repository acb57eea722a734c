/**
 * A small table of words that people use for one another in shops and restaurants. It is the one piece of knowledge
 * that the offline embedding has; a real embedding model knows far more.
 */
const SYNONYMS: ReadonlyArray<readonly string[]> = [
  ['drink', 'beverage'],
  ['dessert', 'sweet', 'pudding'],
  ['starter', 'appetizer', 'appetiser', 'antipasto', 'antipasti'],
  ['main', 'entree'],
  ['mushroom', 'funghi', 'porcini'],
  ['cheese', 'formaggio', 'mozzarella', 'parmesan'],
  ['spicy', 'hot', 'chili', 'chilli'],
  ['soda', 'cola', 'lemonade'],
  ['bread', 'loaf', 'baguette', 'roll'],
  ['eggplant', 'aubergine', 'melanzane'],
  ['zucchini', 'courgette'],
  ['shrimp', 'prawn', 'gamberi'],
  ['fry', 'chip'],
  ['noodle', 'pasta', 'spaghetti', 'tagliatelle', 'penne'],
  ['veg', 'vegetable', 'veggie'],
  ['coffee', 'espresso', 'cappuccino'],
  ['fish', 'seafood'],
];

const SYNONYM_OF = new Map(SYNONYMS.flatMap((group) => group.map((word) => [word, group[0] ?? word] as const)));

/** Lower-case words of a text without accents, in order. Digits count as words. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** A light English stem: plural and -ing/-ed endings. Two forms of a word need only agree, not be words. */
export function stemOf(word: string): string {
  if (word.length <= 3) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|z|o)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  return word;
}

/** The word that stands for this stem's group of synonyms, or nothing when it has none. */
export const synonymOf = (stem: string): string | undefined => SYNONYM_OF.get(stem);
