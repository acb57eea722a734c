import { stored, useStored } from './stored.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const isLanguage = (word: unknown): word is Language => LANGUAGES.some((language) => language === word);
/** The visitor's choice; undefined until they make one. */
const choice = stored<Language | undefined>('ragline:language', (kept) => (isLanguage(kept) ? kept : undefined));

export const chooseLanguage = choice.write;

/** The language of the page's own words: the visitor's choice, else what the browser asks for, else English. */
export function useLanguage(): Language {
  const chosen = useStored(choice);
  return chosen ?? navigator.languages.map((locale) => locale.split('-')[0]).find(isLanguage) ?? 'en';
}
