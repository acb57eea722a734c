/** Phrases in folded text: whole words of scripts with spaces, and pieces of those without. */
export const said = (spaced: string, unspaced = '(?!)'): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${spaced})(?![\\p{L}\\p{M}\\p{N}])|${unspaced}`, 'u');

/** Words before an ingredient that is not wanted. */
export const WITHOUT =
  'no|not|without|hold|skip|avoid|minus|ohne|kein\\p{L}*|nicht|sans|pas de|senza|niente|sin|zonder|geen|sem|bez|bina';
/** Words before an ingredient that is wanted. */
export const WITH = 'with|extra|mit|avec|con|met|com|z|ze';

/** “Can I have” names no can. */
export const ASKING = /(?<!\p{L})can (?:i|we|you)(?!\p{L})/giu;

/** Words of an order that are no part of a dish: “for toppings”, “on the side”. */
const SERVING =
  /^(?:top|topped|toppings?|sides?|inside|includ\p{L}*|gimm?ie|bags?|today|drinks?|size[ds]?|next|go|added|along|also|then|finally|yeah|thanks?|wish|combo)$/u;
export const isServing = (word: string): boolean => SERVING.test(word);

/** Words before an option that say how much of it: they go to the kitchen as a note. */
const QUALIFYING = /^(?:extra|light|easy|little|less|heavy|lots?|plenty|double|bunch|drizzle|touch|tiny|bit|much)$/u;
export const isQualifying = (word: string): boolean => QUALIFYING.test(word);
