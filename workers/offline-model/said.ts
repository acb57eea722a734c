/** Phrases in folded text: whole words of scripts with spaces, and pieces of those without. */
export const said = (spaced: string, unspaced = '(?!)'): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${spaced})(?![\\p{L}\\p{M}\\p{N}])|${unspaced}`, 'u');

/** Words before an ingredient that is not wanted. */
export const WITHOUT =
  'no|not|without|hold|minus|ohne|kein\\p{L}*|nicht|sans|pas de|senza|niente|sin|zonder|geen|sem|bez|bina';
/** Words before an ingredient that is wanted. */
export const WITH = 'with|extra|mit|avec|con|met|com|z|ze';
