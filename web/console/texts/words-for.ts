/** Returns the console's words for a name of the API. A name that has none yet stays readable. */
export const wordsFor = (words: Readonly<Record<string, string>>, name: string): string =>
  words[name] ?? name.replaceAll(/[_.]/g, ' ');
