import { describe, expect, it } from 'vitest';
import { plainBm25 } from '../../../scripts/lab/eval/plain-bm25.ts';
import { ndcgAt, recallAt } from '../../../scripts/lab/eval/ranking-metrics.ts';

describe('what searches are measured by', () => {
  const judged = { relevant: new Set(['a', 'b']), ranked: ['x', 'a', 'y', 'b'] };

  it('is recall and nDCG as they are defined', () => {
    expect(recallAt(2, judged)).toBe(0.5);
    expect(recallAt(4, judged)).toBe(1);
    // (1/log2 3 + 1/log2 5) / (1 + 1/log2 3)
    expect(ndcgAt(4, judged)).toBeCloseTo(0.6509, 4);
    expect(ndcgAt(1, judged)).toBe(0);
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
