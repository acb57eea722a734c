import { describe, expect, it } from 'vitest';
import { hashedEmbedding } from '../../../workers/rag/hashed-embedding.ts';
import { menuWords } from '../../../workers/rag/menu-words.ts';

const cosine = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
const embed = (text: string) => hashedEmbedding(text, 512);

describe('the offline embedding', () => {
  it('is deterministic and of length 1', () => {
    expect(embed('Risotto ai funghi')).toEqual(embed('Risotto ai funghi'));
    expect(cosine(embed('Risotto ai funghi'), embed('Risotto ai funghi'))).toBeCloseTo(1, 10);
  });

  it('puts near what shares words, forms of a word or spellings', () => {
    const risotto = embed('Risotto ai funghi\nmains\nCreamy rice with porcini');
    expect(cosine(embed('porcini risotto'), risotto)).toBeGreaterThan(0.35);
    expect(cosine(embed('risottos'), risotto)).toBeGreaterThan(0.25);
    expect(cosine(embed('margarita'), embed('margherita'))).toBeGreaterThan(
      cosine(embed('margarita'), embed('tiramisu')) + 0.05,
    );
    expect(Math.abs(cosine(embed('brake pads'), risotto))).toBeLessThan(0.15);
  });

  it('gives the zero vector for nothing', () => {
    expect(embed('  the of ').every((value) => value === 0)).toBe(true);
  });
});

describe('search words', () => {
  it('drops chatter', () => {
    expect(menuWords('Do you have something like Crème brûlée, please?')).toBe('creme brulee');
    expect(menuWords('something please')).toBe('');
  });
});
