import { expect, it } from 'vitest';
import { DE } from '../../../workers/offline-model/phrases/de.ts';
import { EN } from '../../../workers/offline-model/phrases/en.ts';
import { ES } from '../../../workers/offline-model/phrases/es.ts';
import { FR } from '../../../workers/offline-model/phrases/fr.ts';
import { IT } from '../../../workers/offline-model/phrases/it.ts';
import { codesInWords, moneyInWords, phrase } from '../../../workers/offline-model/phrases.ts';

const placeholders = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([match]) => match).toSorted();

it.each(Object.entries({ DE, ES, FR, IT }))(
  'has every reply in %s, with the values that it reports',
  (_, { phrases }) => {
    for (const [key, text] of Object.entries(EN)) {
      const translated = phrases[key as keyof typeof EN] ?? '';
      expect(translated, key).not.toBe('');
      expect(placeholders(translated), key).toEqual(placeholders(text));
    }
  },
);

it.each([
  ['fr', 'lait, sans gluten', 'contient lait'],
  ['es', 'leche, sin gluten', 'contiene leche'],
  ['it', 'latte, senza glutine', 'contiene latte'],
  ['de', 'Milch, glutenfrei', 'enthält Milch'],
] as const)('names allergens and diets in %s', (language, codes, contains) => {
  expect(codesInWords(['milk', 'gluten-free'], language)).toBe(codes);
  expect(phrase(language, 'contains', codesInWords(['milk'], language))).toBe(contains);
});

it('writes amounts as the language does', () => {
  expect(moneyInWords(1250, 'EUR', 'fr').replaceAll(/\s/gu, ' ')).toBe('12,50 €');
  expect(moneyInWords(1250, 'EUR', 'en')).toBe('EUR 12.50');
});
