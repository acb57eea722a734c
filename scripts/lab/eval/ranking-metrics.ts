/** The relevant ids of a query, and the ranked ids that a search returned. */
export interface Judged {
  relevant: ReadonlySet<string>;
  /** Best first, without duplicates. */
  ranked: readonly string[];
}

/** The share of what is relevant that is among the first `k`. */
export function recallAt(k: number, { relevant, ranked }: Judged): number {
  if (relevant.size === 0) return ranked.length === 0 ? 1 : 0;
  return ranked.slice(0, k).filter((id) => relevant.has(id)).length / relevant.size;
}

/** Normalised discounted cumulative gain with binary relevance. Järvelin and Kekäläinen, TOIS 2002. */
export function ndcgAt(k: number, { relevant, ranked }: Judged): number {
  if (relevant.size === 0) return ranked.length === 0 ? 1 : 0;
  const gain = (rank: number) => 1 / Math.log2(rank + 2);
  const gained = ranked.slice(0, k).reduce((sum, id, rank) => sum + (relevant.has(id) ? gain(rank) : 0), 0);
  const ideal = Array.from({ length: Math.min(k, relevant.size) }, (_, rank) => gain(rank));
  return gained / ideal.reduce((sum, each) => sum + each, 0);
}

/** The reciprocal rank of the first relevant id among the first `k`; 0 without one. */
export function reciprocalRankAt(k: number, { relevant, ranked }: Judged): number {
  const at = ranked.slice(0, k).findIndex((id) => relevant.has(id));
  return at === -1 ? 0 : 1 / (at + 1);
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
