import { describe, expect, it } from 'vitest';
import { type PaperDish, playOnPaper } from '../../support/dialogue/paper-shop.ts';
import { readPhrases } from '../../support/node/read-phrases.ts';

/** Dishes that are called alike in all of the languages. */
const MENU: PaperDish[] = [['Cappuccino'], ['Tiramisu'], ['Lasagne'], ['Cola']];

const SAYINGS = readPhrases('basket-changes');
const LANGUAGES = [...new Set(SAYINGS.map(([language]) => language))];

const played = (turns: string[]) => {
  const { lines, answer } = playOnPaper(MENU, turns);
  return [...lines].sort().join(' + ') || answer.slice(0, 80);
};

describe.each(LANGUAGES)('a basket that changes before it is ordered, in %s', (language) => {
  const said = (kind: string) =>
    SAYINGS.flatMap(([of, as, text = '']) => (of === language && as === kind ? [text] : []));
  const [first = ''] = said('first');

  it('starts with all dishes', () => {
    expect(played([first])).toBe('1 Tiramisu + 2 Cappuccino');
  });
  it.each(said('without'))('%s', (text) => {
    expect(played([first, text])).toBe('2 Cappuccino');
  });
  it.each(said('swapped'))('%s', (text) => {
    expect(played([first, text])).toBe('1 Lasagne + 2 Cappuccino');
  });
  it.each(said('three'))('%s', (text) => {
    expect(played([first, text])).toBe('1 Tiramisu + 3 Cappuccino');
  });
  it.each(said('nothing'))('%s', (text) => {
    expect(played([first, text])).toMatch(/empty|leer|vide|vuoto|vacía|All right|D’accord|Va bene|De acuerdo/);
  });
});

describe('a wish for the preparation goes to the kitchen and orders no other dish', () => {
  it.each([
    'a lasagne, extra crispy please',
    'a lasagne, not too salty',
    'one lasagne on the side',
    'eine Lasagne, nicht zu heiß',
    'eine Lasagne, weniger Salz bitte',
    'une lasagne, pas trop salée',
    'una lasagne, poco sale',
    'una lasagne, no muy caliente',
    'een lasagne, niet te zout',
    'uma lasagne, pouco sal',
    'poproszę lasagne, mało soli',
  ])('%s', (text) => {
    expect(played([text])).toBe('1 Lasagne');
  });
});

const OPTIONS = readPhrases('options');
const MEANINGS = [...new Set(OPTIONS.map(([meaning]) => meaning))];

describe.each(MEANINGS)('an option that means %s', (meaning) => {
  const rows = (kind: string) =>
    OPTIONS.flatMap(([of, as, ...cells]) => (of === meaning && as === kind ? [cells] : []));
  const cases = rows('said').flatMap(([words = '']) =>
    rows('written').map((options) => [words, options.join(' / '), options] as const),
  );

  it.each(cases)('%s, where the menu has %s', (words, _options, options) => {
    const lines = playOnPaper([['Lasagne', { 'Choice!': options }]], ['a lasagne', words]).lines;
    expect(lines).toEqual([`1 Lasagne (${options[1]})`]);
  });
});

it('does not count words of another language: “doce” is sweet in Portuguese and twelve in Spanish', () => {
  const shop: PaperDish[] = [['Pastel de nata'], ['Arroz doce']];
  expect(playOnPaper(shop, ['três pastéis de nata', 'em vez dos pastéis, um arroz doce']).lines).toEqual([
    '1 Arroz doce',
  ]);
  expect(playOnPaper([['Churros']], ['quiero doce churros, por favor']).lines).toEqual(['12 Churros']);
});

it('adds a dish that is named while a question is open', () => {
  const shop: PaperDish[] = [['Türk Kahvesi', { 'Zucker!': ['Ohne Zucker', 'Süß'] }], ['Fıstıklı Baklava']];
  expect(playOnPaper(shop, ['einen Türk Kahvesi', 'und Baklava', 'ohne Zucker']).lines).toEqual([
    '1 Fıstıklı Baklava',
    '1 Türk Kahvesi (Ohne Zucker)',
  ]);
});
