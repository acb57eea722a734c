import { plainLines } from '../../../../contracts/text.ts';

/**
 * Normalises text for storage: NFC, line feeds only, no control or invisible characters, no blanks at line ends, at
 * most one empty line in a row. Letters of every script and direction stay.
 */
export function cleanText(text: string): string {
  return plainLines(text.toWellFormed())
    .normalize('NFC')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Returns true if the text has a letter or digit. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
