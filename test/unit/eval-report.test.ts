import { describe, expect, it } from 'vitest';
import { plainBm25 } from '../../scripts/eval/plain-bm25.ts';
import { ndcgAt, percentile, recallAt } from '../../scripts/eval/ranking-metrics.ts';
import { tableOf, withSection } from '../../scripts/eval/report.ts';

describe('the report of an evaluation', () => {
  const report = '# Evaluation\n\nIntro.\n\n<!-- begin one -->\n\nold\n\n<!-- end one -->\n\nAfter.\n';

  it('has the section of a suite replaced and all else left', () => {
    expect(withSection(report, { name: 'one', title: 'One', body: 'new' })).toBe(report.replace('old', 'new'));
  });

  it('gets a section for a suite that has none, and the next run finds it', () => {
    const section = { name: 'two', title: 'Two', body: 'first' };
    const once = withSection(report, section);
    expect(once).toBe(`${report}\n## Two\n\n<!-- begin two -->\n\nfirst\n\n<!-- end two -->\n`);
    expect(withSection(once, { ...section, body: 'second' })).toBe(once.replace('first', 'second'));
  });

  it('is left alone when a marker is missing', () => {
    const broken = report.replace('<!-- end one -->', '');
    expect(() => withSection(broken, { name: 'one', title: 'One', body: 'new' })).toThrow('markers of one');
  });

  it('pads its tables and keeps its notes', () => {
    const table = { title: 'T', columns: ['line', 'n'], rows: [['fused', '12'], ['x']], notes: ['Note.'] };
    expect(tableOf(table)).toBe('| line  | n   |\n| ----- | --- |\n| fused | 12  |\n| x     |     |\n\nNote.');
  });
});

describe('what is measured', () => {
  const judged = { relevant: new Set(['a', 'b']), ranked: ['x', 'a', 'y', 'b'] };

  it('is recall and nDCG as they are defined', () => {
    expect(recallAt(2, judged)).toBe(0.5);
    expect(recallAt(4, judged)).toBe(1);
    // (1/log2 3 + 1/log2 5) / (1 + 1/log2 3)
    expect(ndcgAt(4, judged)).toBeCloseTo(0.6509, 4);
    expect(ndcgAt(1, judged)).toBe(0);
    expect(percentile(0.95, [3, 1, 2])).toBe(3);
    expect(percentile(0.5, [3, 1, 2])).toBe(2);
  });

  it('is compared with a BM25 that ranks rare words above common ones', () => {
    const rank = plainBm25([
      { id: 'fees', title: 'Card fees', content: 'The card has fees.' },
      { id: 'lost', title: 'Lost cards', content: 'Report lost cards at once.' },
      { id: 'loans', title: 'Loans', content: 'Loans are paid back monthly.' },
    ]);
    expect(rank('I lost my card')).toEqual(['lost', 'fees']);
    expect(rank('unicorns')).toEqual([]);
  });
});
