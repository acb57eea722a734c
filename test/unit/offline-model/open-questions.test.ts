import { expect, it } from 'vitest';
import { type PaperDish, playOnPaper } from '../../support/dialogue/paper-shop.ts';

const MENU: readonly PaperDish[] = [
  ['Butter croissant'],
  ['Almond croissant'],
  ['Coffee', { 'S!': ['Small', 'Large'] }],
  ['Classic burger', { 'Extras+': ['Bacon', 'Onions'] }],
  ['Orange juice'],
];

it('asks twice, then leaves out what it asked about, says so, and takes the order', () => {
  const turns = ['a croissant and an orange juice', 'and a classic burger'];
  expect(playOnPaper(MENU, turns).answer).toContain('Which one do you mean?');
  const { answer, tools } = playOnPaper(MENU, [...turns, 'that is all']);
  expect(answer).toContain('I leave out "a croissant"');
  expect(tools).toContain('confirm');
});

it('reads a message to a dish whose group of options is called by one letter', () => {
  expect(playOnPaper(MENU, ['two coffees, one small and one large']).lines).toEqual([
    '1 Coffee (Small)',
    '1 Coffee (Large)',
  ]);
});

it.each([
  ['classic burger without onions, pickles and tomato', 'no onions, no pickles, no tomato'],
  ['classic burger, hold the onions and the pickles', 'no onions, no pickles'],
  ['classic burger without red onions', 'no red onions'],
])('passes all that is left out on to the kitchen: %s', (text, note) => {
  expect(playOnPaper(MENU, [text]).answer).toContain(`Classic burger: ${note}`);
});

it('counts what is left out of some of several', () => {
  const { lines, answer } = playOnPaper(MENU, ['2 classic burgers', 'one without pickles']);
  expect(lines).toEqual(['2 Classic burger']);
  expect(answer).toContain('1 × no pickles');
});

it('does not order what shall be replaced while it is not known by what', () => {
  const turns = ['an orange juice', 'swap the juice for a croissant', 'that is all', 'order it', 'order it'];
  expect(playOnPaper(MENU, turns).tools).not.toContain('confirm');
});

it('takes the number after “I meant”', () => {
  expect(playOnPaper(MENU, ['5 orange juices', 'sorry I meant 4']).lines).toEqual(['4 Orange juice']);
});
