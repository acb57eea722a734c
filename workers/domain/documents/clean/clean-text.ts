/** Control characters but tab and line feed, and marks that only steer how text is laid out or hide in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * Text as it is stored and cut up: composed (NFC), with line feeds alone, no control or invisible characters, no blanks
 * at line ends and at most one empty line in a row. Letters of every script and direction stay.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .toWellFormed()
    .normalize('NFC')
    .replace(UNSEEN, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Whether there is anything in it that could be searched for. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
