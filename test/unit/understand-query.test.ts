import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantityOf } from '../../workers/llm/offline/slots.ts';
import { conceptOf, isKnownConcept } from '../../workers/rag/ingredient-concepts.ts';
import { understandQuery } from '../../workers/rag/understand-query.ts';
import { otherWordsFor } from '../../workers/rag/word-stems.ts';

describe('a request', () => {
  it.each([
    ['vegan pasta', { query: 'pasta', diets: ['vegan'] }],
    ['gluten free and vegetarian', { query: 'and', diets: ['vegetarian', 'gluten-free'] }],
    ['Pizza without nuts or eggs, please', { query: 'pizza please', without: ['nuts', 'eggs'] }],
    ['no dairy dessert', { query: 'dessert', without: ['dairy'] }],
    ['dairy-free dessert', { query: 'dessert', without: ['dairy'] }],
    ['I’m allergic to nuts, what desserts are there?', { without: ['nuts'] }],
    ['I can’t eat fish', { query: 'i', without: ['fish'] }],
    ['pizza that is not too spicy', { query: 'pizza that is', without: ['spicy'] }],
    ['pasta without cheese and with mushrooms', { query: 'pasta with mushrooms', without: ['cheese'] }],
    ['no meat, no fish', { query: ',', diets: ['vegetarian'], without: ['fish'] }],
    ['pizza under 10 euros', { query: 'pizza', maxPrice: 1000 }],
    ['less than €8,50', { query: '', maxPrice: 850 }],
    ['no more than 12', { query: '', maxPrice: 1200 }],
    ['12 euros or less', { query: '', maxPrice: 1200 }],
    ['mains between 10 and 15 euros', { query: 'mains', minPrice: 1000, maxPrice: 1500 }],
    ['wine over 20 euros', { query: 'wine', minPrice: 2000 }],
    ['free delivery', { query: 'free delivery' }],
    ['sugar-free lemonade', { query: 'sugar-free lemonade' }],
    ['pizza for two', { query: 'pizza for two' }],
    ['', { query: '' }],
  ])('%j is taken apart', (text, expected) => {
    expect(understandQuery(text)).toMatchObject({ diets: [], without: [], ...expected });
  });

  it('takes time in proportion to its length, whatever it is', () => {
    for (const text of [
      'no '.repeat(2_600),
      'without a, '.repeat(700),
      'allergic to the the '.repeat(400),
      '9'.repeat(8_000),
      'can t '.repeat(1_300),
    ]) {
      const startedMs = performance.now();
      understandQuery(text);
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    }
  });

  it('takes the names that every object has for words like others', () => {
    for (const word of Object.getOwnPropertyNames(Object.prototype)) {
      expect(otherWordsFor(word)).toEqual([]);
      expect(quantityOf(word)).toBeUndefined();
      for (const refused of understandQuery(`soup without ${word}, no ${word}`).without)
        expect(conceptOf(refused).words.length).toBeGreaterThan(0);
      expect(isKnownConcept(word)).toBe(false);
    }
  });

  it('never refuses what is no word', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.constantFrom('no', 'without', 'allergic to'),
        (text, refusal) => {
          for (const word of understandQuery(`${refusal} ${text}`).without)
            expect(conceptOf(word).words.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
