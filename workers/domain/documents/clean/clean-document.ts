import type { CreateDocument } from '../../../../contracts/document.ts';
import { ProblemError } from '../../../platform/problem-error.ts';
import { cleanHtml, HtmlTooDeepError } from './clean-html.ts';
import { cleanMarkdown } from './clean-markdown.ts';
import { cleanText, hasWords } from './clean-text.ts';

const MAX_TITLE = 200;
const MAX_TITLE_FROM_TEXT = 80;

/**
 * The searchable text of a document, and its name: its title, its first heading, or its first words.
 * @throws {ProblemError} `invalid_request` when it has no words, or cannot be read.
 */
export function cleanDocument({ format, content }: Pick<CreateDocument, 'format' | 'content'>): {
  text: string;
  title: string;
} {
  const { text: raw, title } = readable(format, content);
  const text = cleanText(raw);
  if (!hasWords(text)) throw fault('has no words');
  const [start = ''] = text.split('\n').filter(hasWords);
  const first = start.replace(/^[#\-|>*\s]+/, '');
  return { text, title: firstCharacters(title ?? first, title === undefined ? MAX_TITLE_FROM_TEXT : MAX_TITLE) };
}

function readable(format: CreateDocument['format'], content: string): { text: string; title: string | undefined } {
  const lines = content.replace(/\r\n?/g, '\n').replace(/^\ufeff/, '');
  switch (format) {
    case 'markdown':
      return cleanMarkdown(lines);
    case 'text':
      return { text: lines, title: undefined };
    case 'html':
      try {
        return cleanHtml(lines);
      } catch (error) {
        if (error instanceof HtmlTooDeepError) throw fault(error.message);
        throw error;
      }
  }
}

function firstCharacters(text: string, max: number): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  return line.length <= max
    ? line
    : `${line
        .slice(0, max - 1)
        .toWellFormed()
        .trimEnd()}…`;
}

function fault(message: string): ProblemError {
  return new ProblemError('invalid_request', `content: ${message}`, { errors: [{ path: 'content', message }] });
}
