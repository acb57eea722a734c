import { type ChatMessage, TITLE_CHARACTERS } from '../../../contracts/chat.ts';

/** The text of a message, without its other parts. */
export const wordsOf = ({ parts }: ChatMessage): string =>
  parts.map((part) => ('text' in part && typeof part.text === 'string' ? part.text : '')).join(' ');

/** The words of a message in one line, cut at a word. */
export function titleOf(message: ChatMessage): string | null {
  const words = wordsOf(message).trim().split(/\s+/).join(' ');
  if (words === '') return null;
  if (words.length <= TITLE_CHARACTERS) return words;
  // Slicing may cut a surrogate pair, which PostgreSQL would refuse.
  const cut = words
    .slice(0, TITLE_CHARACTERS - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
  return `${cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut}…`;
}
