import { STOP_WORDS, stemOf, wordsOf } from './word-stems.ts';

const WORD_WEIGHT = 1;
const NGRAM_WEIGHT = 0.35;

/**
 * A deterministic embedding that needs no model: words (stemmed) and their character trigrams
 * hashed into `dimensions` signed buckets, then scaled to length 1. Nearness means shared words or spellings, no more.
 * A text without words gives the zero vector. Source: Weinberger et al., "Feature Hashing for Large Scale Multitask
 * Learning", 2009.
 */
export function hashedEmbedding(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = (feature: string, weight: number) => {
    const hash = fnv1a(feature);
    const bucket = (hash >>> 1) % dimensions;
    vector[bucket] = (vector[bucket] ?? 0) + (hash & 1 ? weight : -weight);
  };
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) {
    if (!STOP_WORDS.has(word)) counts.set(stemOf(word), (counts.get(stemOf(word)) ?? 0) + 1);
  }
  for (const [stem, count] of counts) {
    // A word said ten times is not ten times as telling.
    const damped = 1 + Math.log(count);
    add(`w:${stem}`, WORD_WEIGHT * damped);
    const trigrams = trigramsOf(stem);
    for (const trigram of trigrams) add(`t:${trigram}`, (NGRAM_WEIGHT * damped) / Math.sqrt(trigrams.length));
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

function trigramsOf(word: string): string[] {
  const padded = `^${word}$`;
  return Array.from({ length: Math.max(padded.length - 2, 0) }, (_, start) => padded.slice(start, start + 3));
}

/** FNV-1a, 32 bits, over UTF-16 units, then mixed so that neighbouring features spread over all bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
