import { fold, joinsWords, type Word, wordsIn } from '../fold.ts';
import type { AllergenCode } from './codes.ts';
import { type Meaning, meaningOf, meaningOfCompound } from './vocabulary.ts';

/** A place where a text names an allergen, an ingredient with one, or a known phrase that only looks like one. */
export interface Mention {
  /** The codes that the name refuses; empty for a name that is no allergen (coconut milk). */
  codes: readonly AllergenCode[];
  kind: Meaning['kind'];
  /** True if the name itself says that the allergen is refused or absent: “eggless”, “gluten-free”, “Nussallergie”. */
  isRefusal: boolean;
  /** The names that a compound word is made of, folded. */
  members?: readonly string[];
  /** UTF-16 units into the text, end exclusive. */
  start: number;
  end: number;
}

const LONGEST_PHRASE = 5;
/** Shared, because creating a segmenter takes longer than using it. */
const SEGMENTER = new Intl.Segmenter('ja', { granularity: 'word' });
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * The mentions in a text, in their order, the longest phrase first at each word: “peanut butter” is peanuts and no
 * milk, “eggplant” is nothing. What a refusal around them says is for the reader of the whole sentence.
 */
export function mentionsOf(text: string): Mention[] {
  const words = wordsIn(text);
  const mentions: Mention[] = [];
  for (let at = 0; at < words.length; ) {
    const word = words[at];
    if (word === undefined) break;
    if (WITHOUT_SPACES.test(word.word)) {
      mentions.push(...mentionsWithin(word));
      at += 1;
      continue;
    }
    const found = longestAt(text, words, at);
    if (found === undefined) {
      at += 1;
      continue;
    }
    at += found.length;
    const isFree = isFreeOf(text, words, at);
    const last = words[isFree ? at : at - 1] ?? word;
    mentions.push({
      ...mentionOf(found.meaning),
      ...(found.members !== undefined && { members: found.members }),
      ...(isFree && { isRefusal: true }),
      start: word.start,
      end: last.end,
    });
    if (isFree) at += 1;
  }
  return mentions;
}

const mentionOf = ({ refused, kind, isRefusal }: Meaning) => ({ codes: refused, kind, isRefusal });

interface Found {
  meaning: Meaning;
  length: number;
  members?: readonly string[];
}

/** Returns whether a word may continue the name that the word before it begins. */
const joinsNext = (text: string, words: readonly Word[], at: number): boolean =>
  joinsWords(text.slice(words[at - 1]?.end, words[at]?.start));

function longestAt(text: string, words: readonly Word[], at: number): Found | undefined {
  let longest = 1;
  while (longest < LONGEST_PHRASE && at + longest < words.length && joinsNext(text, words, at + longest)) longest += 1;
  for (let length = longest; length > 0; length -= 1) {
    const phrase = words.slice(at, at + length).map(({ word }) => word);
    const meaning = meaningOf(phrase.join(' '));
    if (meaning !== undefined) return { meaning, length };
  }
  const compound = meaningOfCompound(words[at]?.word ?? '');
  return compound && { meaning: compound, length: 1, members: compound.members };
}

/** “nut free”; but “free of” and “free from” begin something else. */
function isFreeOf(text: string, words: readonly Word[], at: number): boolean {
  const after = words[at + 1]?.word;
  return words[at]?.word === 'free' && joinsNext(text, words, at) && after !== 'of' && after !== 'from';
}

/**
 * In a run of a script without spaces, the longest name at each letter. A name in hiragana alone must be a word of the
 * run: いか is squid, and いかが is not.
 */
function mentionsWithin({ word, start, end }: Word): Mention[] {
  const bounds = new Set([word.length]);
  for (const { index } of SEGMENTER.segment(word)) bounds.add(index);
  // Half-width kana fold to fewer letters: then the whole run is where it stands.
  const isAligned = word.length === end - start;
  const mentions: Mention[] = [];
  for (let at = 0; at < word.length; ) {
    const found = longestWithin(word, at, bounds);
    if (found === undefined) {
      at += 1;
      continue;
    }
    const where = isAligned ? { start: start + at, end: start + at + found.length } : { start, end };
    mentions.push({ ...mentionOf(found.meaning), ...where });
    at += found.length;
    // “and”, which the segmenter may take for the begin of another word: えびとかに.
    if (JOINING_LETTERS.has(word[at] ?? '')) bounds.add(at + 1);
  }
  return mentions;
}

const JOINING_LETTERS: ReadonlySet<string> = new Set('とやもか');
const LONGEST_NAME = 12;

function longestWithin(run: string, at: number, bounds: ReadonlySet<number>): Found | undefined {
  for (let length = Math.min(LONGEST_NAME, run.length - at); length > 0; length -= 1) {
    const name = run.slice(at, at + length);
    const meaning = meaningOf(fold(name));
    const isWhole = !/^\p{Script=Hiragana}+$/u.test(name) || (bounds.has(at) && bounds.has(at + length));
    if (meaning !== undefined && isWhole) return { meaning, length };
  }
  return undefined;
}
