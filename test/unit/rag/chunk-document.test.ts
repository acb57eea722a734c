import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../../workers/rag/chunk-document.ts';

const pieces = (text: string, hasHeadings = true) =>
  chunkDocument(text, hasHeadings).map(({ start, end }) => text.slice(start, end));

describe('chunks of a document', () => {
  it('are one for the shortest', () => {
    expect(chunkDocument('Hi', true)).toEqual([{ heading: null, start: 0, end: 2 }]);
    expect(chunkDocument('# Closed on Mondays', true)).toEqual([{ heading: 'Closed on Mondays', start: 0, end: 19 }]);
  });

  it('know the headings that they stand under', () => {
    const long = 'A sentence of some words. '.repeat(40).trim();
    const text = `# Top\n\n${long}\n\n## Inner\n\n${long}\n\n# Next\n\n${long}`;
    expect(chunkDocument(text, true).map(({ heading }) => heading)).toEqual(['Top', 'Top › Inner', 'Next']);
    expect(chunkDocument(text, false).every(({ heading }) => heading === null)).toBe(true);
  });

  it('keep small sections together and begin anew at a heading', () => {
    const small = ['# A', 'one', '# B', 'two', '# C', 'three'].join('\n');
    expect(pieces(small)).toEqual([small]);
    const large = `# A\n${'x '.repeat(500)}\n# B\nsmall`;
    expect(pieces(large).map((piece) => piece.slice(0, 3))).toEqual(['# A', '# B']);
  });

  it('overlap where a section was cut, by whole words', () => {
    const text = Array.from({ length: 600 }, (_, index) => `word${index}`).join(' ');
    const chunks = chunkDocument(text, true);
    expect(chunks.length).toBeGreaterThan(3);
    chunks.slice(1).forEach(({ start }, index) => {
      const before = chunks[index];
      expect(before === undefined ? 0 : before.end - start).toBeGreaterThan(100);
      expect(text[start - 1]).toBe(' ');
    });
  });

  it('cover the text, fit their size and cut no character in two, whatever it is', () => {
    const part = fc.oneof(
      fc.constantFrom('\n', '\n\n', '# Heading\n', '## Inner\n', '. ', ' ', '😀', 'ü', 'مرحبا ', '漢字'),
      fc.string({ minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 3_000 }).map((length) => 'a'.repeat(length)),
      fc.integer({ min: 1, max: 1_500 }).map((length) => '😀'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 80 }), fc.boolean(), (parts, hasHeadings) => {
        const text = parts.join('').toWellFormed();
        const chunks = chunkDocument(text, hasHeadings);
        let covered = 0;
        for (const { start, end } of chunks) {
          expect(end - start).toBeGreaterThan(0);
          expect(end - start).toBeLessThanOrEqual(1_600);
          expect(text.slice(start, end).isWellFormed()).toBe(true);
          expect(text.slice(covered, start).trim()).toBe('');
          covered = Math.max(covered, end);
        }
        expect(text.slice(covered).trim()).toBe('');
      }),
    );
  });
});
