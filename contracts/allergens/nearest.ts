import { editDistance } from '../edit-distance.ts';
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
