import { expect, it } from 'vitest';
import { sortDiets } from '../../../web/console/board/sort-diets.ts';

it('warns of a diet on the board only where a dish does not keep it or cannot be shown to', () => {
  const diets = ['vegan', 'halal'] as const;
  expect(sortDiets({ diets, warnings: [] })).toEqual({ kept: ['vegan', 'halal'], missed: [] });
  const warnings = [{ code: 'vegan' }, { code: 'milk' }];
  expect(sortDiets({ diets, warnings })).toEqual({ kept: ['halal'], missed: ['vegan'] });
});
