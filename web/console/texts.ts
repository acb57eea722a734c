import { useLanguage } from '../shared/language.ts';
import { de } from './texts/de.ts';
import { en, type Texts } from './texts/en.ts';

const TEXTS = { en, de };

export const useTexts = (): Texts => TEXTS[useLanguage()];
