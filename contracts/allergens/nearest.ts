import { fold, wordsIn } from '../fold.ts';

const MOST_SUGGESTED = 3;

/**
 * The names that a word may have been meant as, the likeliest first: those that stand in it, and those that differ in
 * at most a third of their letters. One name for each code.
 */
export function nearestNames<Code extends string>(
  text: string,
  names: Iterable<{ name: string; code: Code }>,
  mostWrong = Number.POSITIVE_INFINITY,
): string[] {
  const wanted = fold(text).slice(0, 40);
  const words = new Set(wordsIn(wanted).map(({ word }) => word));
  const best = new Map<Code, { name: string; distance: number }>();
  for (const { name, code } of names) {
    const candidate = foldedName(name);
    const limit = Math.min(mostWrong, Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3)));
    const distance = words.has(candidate) ? 0 : editDistance(wanted, candidate, limit);
    if (distance > limit || distance >= (best.get(code)?.distance ?? Number.POSITIVE_INFINITY)) continue;
    best.set(code, { name, distance });
  }
  return [...best.values()]
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MOST_SUGGESTED)
    .map(({ name }) => name);
}

/** Each word is compared with every name. */
const foldedNames = new Map<string, string>();
function foldedName(name: string): string {
  const known = foldedNames.get(name) ?? fold(name);
  foldedNames.set(name, known);
  return known;
}

/** Levenshtein's distance, or `limit + 1` as soon as it must be more. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    if (Math.min(...current) > limit) return limit + 1;
    previous = current;
  }
  return previous[other.length] ?? limit + 1;
}
