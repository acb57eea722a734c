import { describe, expect, it } from 'vitest';
import { type PaperDish, playOnPaper } from '../../support/dialogue/paper-shop.ts';

const EXTRAS = ['Swiss cheese', 'Red onions', 'Fried onions', 'Gherkins', 'Mayo', 'Red pepper relish', 'Mushrooms'];
const MENU: PaperDish[] = [
  ['Fish wrap', { 'Extras+': EXTRAS }],
  ['Lamb wrap', { 'Extras+': EXTRAS }],
  ['Sweet potato wedges', { Size: ['Small', 'Large', 'Extra large'] }],
  ['Ginger beer', { Size: ['Small', 'Large', 'Extra large'] }],
  [
    'Mocha',
    { Size: ['Small', 'Large'], 'Roast+': ['Light roast', 'Dark roast'], Shots: ['Extra shot', 'Two extra shots'] },
  ],
  ['Still water'],
  ['Pepperpot'],
];

/** Expects one sentence to fill the basket with `lines`, and gives the answer to “order it”, which has the note. */
const comesTo = (text: string, lines: string[]): string => {
  const played = playOnPaper(MENU, [text]);
  expect([...played.lines].sort(), played.answer).toEqual([...lines].sort());
  return playOnPaper(MENU, [text, 'order it']).answer;
};

describe('a whole order in one sentence', () => {
  it.each<[text: string, lines: string[]]>([
    [
      'could you get me a lamb wrap with gherkins mushrooms and mayo a large order of sweet potato wedges and a ginger beer',
      ['1 Lamb wrap (Gherkins, Mushrooms, Mayo)', '1 Sweet potato wedges (Large)', '1 Ginger beer'],
    ],
    [
      'two fish wraps with swiss cheese and three small ginger beers please',
      ['2 Fish wrap (Swiss cheese)', '3 Ginger beer (Small)'],
    ],
    [
      'i want a fish wrap with gherkins large wedges and a lamb wrap with mushrooms',
      ['1 Fish wrap (Gherkins)', '1 Sweet potato wedges (Large)', '1 Lamb wrap (Mushrooms)'],
    ],
    ['two lamb wraps one with mayo and the other with gherkins', ['1 Lamb wrap (Mayo)', '1 Lamb wrap (Gherkins)']],
    ['a large dark roast mocha with two extra shots', ['1 Mocha (Large, Dark roast, Two extra shots)']],
    ['two large mochas and a lamb wrap', ['2 Mocha (Large)', '1 Lamb wrap']],
  ])('%s', (text, lines) => void comesTo(text, lines));

  it.each([
    'a lamb wrap with red onions and please leave off the gherkins',
    'a lamb wrap with red onions hold the gherkins and mayo',
    "a lamb wrap with red onions and don't add any mayo or gherkins",
  ])('adds nothing that is refused: %s', (text) => void comesTo(text, ['1 Lamb wrap (Red onions)']));

  it('takes an option that a part of another has for itself alone', () => {
    comesTo('a fish wrap with red onions', ['1 Fish wrap (Red onions)']);
    comesTo('a fish wrap with extra mayo and a small ginger beer', ['1 Fish wrap (Mayo)', '1 Ginger beer (Small)']);
  });

  it('tells the kitchen how much of an option, and a size that there is none of', () => {
    const answer = comesTo('a fish wrap with a little bit of mayo and gherkins and a large still water', [
      '1 Fish wrap (Mayo, Gherkins)',
      '1 Still water',
    ]);
    expect(answer).toContain('Fish wrap: little bit of mayo');
    expect(answer).toContain('Still water: large');
  });

  it('asks which option is meant where as much was said of two', () => {
    const played = playOnPaper(MENU, ['a fish wrap with gherkins and onions']);
    expect(played.answer).toContain('"onions"');
    expect(played.lines).toEqual([]);
  });

  it.each(['a lamb wrap, i am vegan', 'a lamb wrap with mayo but gherkins could kill me', 'a lamb wrap with shrimps'])(
    'leaves to others what names no dish: %s',
    (text) => expect(playOnPaper(MENU, [text]).lines).toEqual([]),
  );
});
