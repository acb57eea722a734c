import { describe, expect, it } from 'vitest';
import { ORDINARY_MENUS } from '../../support/dialogue/ordinary-menus.ts';
import { playOnPaper } from '../../support/dialogue/paper-shop.ts';
import { readPhrases } from '../../support/node/read-phrases.ts';

/** The options of a line in any order. */
const sorted = (line: string): string =>
  line.replace(/\((.*)\)/u, (_, options: string) => `(${options.split(', ').toSorted().join(', ')})`);

describe.each(Object.entries(ORDINARY_MENUS))('guests of the shop “%s”', (shop, menu) => {
  const rows = readPhrases('ordinary-dialogues').filter(([name]) => name === shop);
  it.each(rows)('%s | %s', (_, turns = '', lines = '') => {
    const played = playOnPaper(menu, turns.split(' / '));
    expect(played.lines.map(sorted).toSorted(), played.answer).toEqual(lines.split('; ').map(sorted).toSorted());
  });
});

describe('an order ends with', () => {
  it.each(readPhrases('closings'))('%s | %s | %s', (shop = '', order = '', end = '') => {
    expect(playOnPaper(ORDINARY_MENUS[shop] ?? [], [order, end]).tools).toContain('confirm');
  });
});
