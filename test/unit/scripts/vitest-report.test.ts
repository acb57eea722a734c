import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failuresOf, outcomesIn, tally, total } from '../../../scripts/lab/eval/vitest-report.ts';

const results = (file: string, theme: string, ...tests: Array<[title: string, status: string]>) => ({
  name: join(process.cwd(), file),
  assertionResults: tests.map(([title, status]) => ({ ancestorTitles: [theme], title, status })),
});
const LAST = results('test/puppet/b.test.ts', 'scripted', ['one', 'passed']);
const FIRST = results('test/dialogue/a.test.ts', 'ordering', ['two', 'passed'], ['one', 'failed']);

describe('a report of Vitest', () => {
  it('is a table in an order that does not depend on timing', () => {
    for (const testResults of [
      [FIRST, LAST],
      [LAST, FIRST],
    ]) {
      const outcomes = outcomesIn({ testResults });
      const rows = tally(outcomes, ({ file, groups: [theme = ''] }) => [theme, file]);
      expect(rows).toEqual([
        ['ordering', 'test/dialogue/a.test.ts', '2', '1'],
        ['scripted', 'test/puppet/b.test.ts', '1', '1'],
      ]);
      expect(total(rows, 4)).toEqual(['**all**', '', '**3**', '**2**']);
      expect(failuresOf(outcomes)).toEqual(['Failed: ordering › one']);
    }
  });

  it('is refused when it has no test', () => {
    expect(() => outcomesIn({ testResults: [] })).toThrow('no test');
  });
});
