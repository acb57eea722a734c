import { useSyncExternalStore } from 'react';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'ragline:language';
const listeners = new Set<() => void>();

/** The language of the page's own words: the visitor's choice, else what the browser asks for, else English. */
export function currentLanguage(): Language {
  const wanted = [readChoice(), ...navigator.languages.map((locale) => locale.split('-')[0])];
  return (
    LANGUAGES.find((language) => language === wanted.find((one) => LANGUAGES.some((each) => each === one))) ?? 'en'
  );
}

export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing shows what it asks for.
  }
  for (const listener of listeners) listener();
}

/** A page's words in the current language. @param texts One object for each language, of the same shape. */
export function useTexts<T>(texts: Record<Language, T>): T {
  return texts[useLanguage()];
}

export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

function readChoice(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
