import { fold } from '../../../contracts/fold.ts';
import { AFTER, BEFORE, type Severity } from './refusal-phrases.ts';
import { PhraseBook } from './words-of.ts';

const phraseBook = ({ taste, allergy }: Readonly<Record<Severity, string>>): PhraseBook<Severity> => {
  const each = (list: string, severity: Severity) =>
    list.split(',').map((phrase) => [phrase.trim(), severity] as const);
  return new PhraseBook([...each(taste, 'taste'), ...each(allergy, 'allergy')]);
};

export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).map(fold));

/** Phrases that refuse what comes after them, and what comes before them. */
export const BEFORE_BOOK = phraseBook(BEFORE);
export const AFTER_BOOK = phraseBook(AFTER);
