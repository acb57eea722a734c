/** Phrases in folded text: whole words of scripts with spaces, and pieces of those without. */
export const said = (spaced: string, unspaced = '(?!)'): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${spaced})(?![\\p{L}\\p{M}\\p{N}])|${unspaced}`, 'u');
