import { type Language, useLanguage } from '../shared/language.ts';
import { de } from './texts/de.ts';
import { en, type Texts } from './texts/en.ts';

const TEXTS = { en, de };

export function useTexts(): { texts: Texts; language: Language } {
  const language = useLanguage();
  return { texts: TEXTS[language], language };
}
