import { STOP_WORDS, stemOf, wordsOf } from '../../../workers/rag/word-stems.ts';

/** BM25 with its usual constants. Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009. */
const K1 = 1.2;
const B = 0.75;

/**
 * The textbook's search, to measure ours against: each document a bag of stems, title included, and nothing else.
 * @returns What ranks the documents that share a word with a query, by their ids, the best first.
 */
export function plainBm25(
  documents: ReadonlyArray<{ id: string; title: string; content: string }>,
): (query: string) => string[] {
  const bags = documents.map(({ id, title, content }) => {
    const stems = stemsOf(`${title} ${content}`);
    return { id, length: stems.length, counts: countOf(stems) };
  });
  const averageLength = bags.reduce((sum, { length }) => sum + length, 0) / bags.length;
  const frequency = countOf(bags.flatMap(({ counts }) => [...counts.keys()]));
  return (query) => {
    const asked = countOf(stemsOf(query));
    const scored = bags.map(({ id, length, counts }) => {
      let score = 0;
      for (const [stem, times] of asked) {
        const count = counts.get(stem) ?? 0;
        const documentsWith = frequency.get(stem) ?? 0;
        const rarity = Math.log(1 + (bags.length - documentsWith + 0.5) / (documentsWith + 0.5));
        score += (times * rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / averageLength));
      }
      return { id, score };
    });
    return scored
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
      .map(({ id }) => id);
  };
}

const stemsOf = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !STOP_WORDS.has(word))
    .map(stemOf);

function countOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
