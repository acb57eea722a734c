import type { MenuHit } from '../../contracts/chat-tool.ts';
import { wordsIn } from '../../contracts/fold.ts';
import { isMeasure, isUnspaced } from './language.ts';
import { isEndOf, isHeadMeant, isPartMeant, isSameWord, lettersLeft } from './names.ts';
import { sizesOf } from './option-sayings.ts';
import { WITH, WITHOUT } from './said.ts';

/** A dish of a sentence such as “two of the first and a tiramisu”. */
export type Wish =
  | { kind: 'found'; hit: MenuHit; quantity: number; text: string }
  /**
   * Which of these is meant has to be asked; of none, what else it shall be. `isGuess`: none of them is called so. `words`
   * are empty for a place that the list does not have.
   */
  | { kind: 'unclear'; hits: MenuHit[]; words: string; quantity: number; text: string; isGuess?: true };
export const hitsOf = (wish: Wish): readonly MenuHit[] => (wish.kind === 'found' ? [wish.hit] : wish.hits);

/** Words that introduce options, or something to leave out. */
export const ASIDE = new RegExp(`(?<!\\p{L})(?:${WITH}|${WITHOUT})(?!\\p{L})`, 'iu');

export const optionNames = ({ option_groups }: Pick<MenuHit, 'option_groups'>): string[] =>
  option_groups.flatMap((group) => [
    group.name,
    ...group.options.map((each) => each.name),
    ...sizesOf(group).map(([size]) => size),
  ]);

/** The words of the request that are neither in a product’s name nor in its options. */
export function unexplainedBy(
  { name, category, option_groups }: Pick<MenuHit, 'name' | 'category' | 'option_groups'>,
  words: readonly string[],
  kind = '',
): string[] {
  const options = optionNames({ option_groups });
  const own = [name, kind, category ?? '', ...options];
  const [known, knownOptions] = [own, options].map((texts) =>
    texts.flatMap((text) => wordsIn(text).map(({ word }) => word)),
  );
  const isKnown = (word: string) =>
    known?.some((each) => isSameWord(word, each) || isEndOf(word, each) || isHeadMeant(word, each)) === true ||
    knownOptions?.some((each) => isPartMeant(word, each)) === true;
  return words.filter(
    (word) =>
      !isMeasure(word) &&
      // “Un” and “an” are slips of “und” and “and”, and name nothing.
      word.length > (isUnspaced(word) ? 0 : 2) &&
      (isUnspaced(word)
        ? /[\p{Script=Han}\p{Script=Katakana}]|\p{Script=Hiragana}{3}/u.test(
            lettersLeft(word, own).replace(/盛り?/gu, ''),
          )
        : !isKnown(word)),
  );
}
