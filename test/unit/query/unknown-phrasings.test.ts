import { describe, expect, it } from 'vitest';
import { wordsIn } from '../../../contracts/fold.ts';
import { BISTRO, GROCER } from '../../../schema/seed/demo-catalog.ts';
import { fateOf, MIXED, type Phrasing, phrasings } from '../../support/phrasings.ts';

const MIN_DESCRIPTION_WORD = 5;
/** The words of the demo shops' menus, as `wordsOnMenu` returns them. */
const MENU: ReadonlySet<string> = new Set(
  [...BISTRO, ...GROCER].flatMap(({ name, description }) => [
    ...wordsIn(name).map(({ word }) => word),
    ...wordsIn(description ?? '').flatMap(({ word }) => (word.length >= MIN_DESCRIPTION_WORD ? [word] : [])),
  ]),
);

const REFUSING = phrasings('refusing');
const WANTING = phrasings('wanting');
const MOST_MARKED = 0.05;

describe.each([...new Set(REFUSING.map(({ language }) => language))])('a request in %s', (language) => {
  const those = (all: readonly Phrasing[]) => all.filter((each) => each.language === language);

  it('always detects its refusal, in any wording', () => {
    expect(those(REFUSING).filter(({ text, code }) => fateOf(text, code, MENU) === 'open')).toEqual([]);
  });

  it('is rarely marked where it asks for an allergen', () => {
    const wanting = those(WANTING);
    const marked = wanting.filter(({ text, code }) => fateOf(text, code, MENU) !== 'open');
    expect(marked.length, JSON.stringify(marked)).toBeLessThanOrEqual(wanting.length * MOST_MARKED);
  });
});

describe('a request that refuses one thing and asks for another', () => {
  it.each(MIXED)('“%s” refuses %s and not %s', (text, refused, wanted) => {
    expect([fateOf(text, refused, MENU), fateOf(text, wanted, MENU)]).toEqual(['refused', 'open']);
  });
});
