import { fold, wordsIn } from '../../contracts/fold.ts';
import { isUnspaced } from './language.ts';

/** Equal, an ending apart, or so near that it must be a slip: two edits in a word of seven letters, one in one of four. */
export function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length >= 4 && long.startsWith(short) && long.length - short.length <= 2) return true;
  const allowed = short.length >= 7 ? 2 : short.length >= 4 ? 1 : 0;
  return long.length - short.length <= allowed && editDistance(a, b) <= allowed;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The words of a name, without what stands in brackets or is a mere number. */
export const nameWords = (name: string): string[] =>
  wordsIn(name.replace(/[(（].*?[)）]/gu, ' '))
    .map(({ word }) => word)
    .filter((word) => !/^\d+$|^(?:cm|g|kg|ml|l|pc)$/.test(word));

/** How much of a name was said: letters in a row where words have no spaces, else words; a name in full is worth more. */
function shareOf(said: readonly string[], text: string, name: string): number {
  if (isUnspaced(name)) {
    const own = fold(name.normalize('NFKC').replace(/\(.*?\)/g, ''));
    const shared = longestCommon(text, own);
    return shared < 3 && shared * 2 < own.length ? 0 : shared + (shared >= own.length ? 0.5 : 0);
  }
  const own = nameWords(name);
  const shared = said.filter((word) => own.some((each) => isSameWord(word, each))).length;
  return shared === 0 ? 0 : shared + (shared >= own.length ? 0.5 : 0);
}

function longestCommon(text: string, name: string): number {
  for (let length = name.length; length > 0; length--) {
    for (let at = 0; at + length <= name.length; at++) if (text.includes(name.slice(at, at + length))) return length;
  }
  return 0;
}

/** Those whose names share most with what was said; several when nothing tells them apart. */
export function bestNamed<T>(
  said: readonly string[],
  text: string,
  candidates: readonly T[],
  nameOf: (candidate: T) => string,
): T[] {
  const folded = isUnspaced(text) ? said.join(' ') : fold(text.normalize('NFKC'));
  const shares = candidates.map((candidate) => ({ candidate, share: shareOf(said, folded, nameOf(candidate)) }));
  const best = Math.max(0, ...shares.map(({ share }) => share));
  return best === 0 ? [] : shares.filter(({ share }) => share === best).map(({ candidate }) => candidate);
}
