import { z } from 'zod';

/** Deeper than any valid body, and far below the limit of the call stack. */
const MAX_DEPTH = 32;

/**
 * The path of the first thing in a JSON value that cannot be stored: a string (value or key) with U+0000 or an
 * unpaired surrogate, or nesting without end. Undefined when all is storable. Source: PostgreSQL manual, 8.3 and 8.14.
 */
export function findUnstorable(
  value: unknown,
  path: ReadonlyArray<string | number> = [],
): { path: ReadonlyArray<string | number>; message: string } | undefined {
  if (typeof value === 'string') {
    const isStorable = !value.includes('\u0000') && value.isWellFormed();
    return isStorable ? undefined : { path, message: 'holds U+0000 or an unpaired surrogate' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= MAX_DEPTH) return { path, message: `is nested more than ${MAX_DEPTH} levels deep` };
  const isArray = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const here = [...path, isArray ? Number(key) : key];
    const found = (isArray ? undefined : findUnstorable(key, here)) ?? findUnstorable(item, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Characters that are removed from text: controls, direction marks and isolates (UAX #9), fillers that look like
 * blanks, and characters that hide in it. A note could forge a line of a question with them, or hide words from a
 * person that a model reads. The joiners U+200C and U+200D stay: Persian and emoji need them.
 */
const UNSEEN =
  /(?![\t\n])[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** One joiner joins its neighbours. A run of joiners only hides text. */
const JOINERS = /([\u200c\u200d])[\u200c\u200d]+/gu;

/** Returns the text as one line, without invisible characters. Line breaks and runs of blanks become one blank. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(UNSEEN, '')
    .replace(JOINERS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();

/** Returns the text with its lines ended by U+000A alone, without invisible characters. */
export const plainLines = (text: string): string =>
  text
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(UNSEEN, '')
    .replace(JOINERS, '$1');

/**
 * A text of 1 to `max` characters that becomes one line. The pattern is for readers of the schema: blanks do not count.
 */
export const line = (max: number) => z.string().overwrite(oneLine).min(1).max(max).meta({ pattern: '\\S' });

/** Text of several lines with at most `max` characters. */
export const lines = (max: number) => z.string().overwrite(plainLines).max(max);

/** Unchanged when it is no time, which the check before it reports. */
function inUtc(timestamp: string): string {
  const time = new Date(timestamp);
  return Number.isNaN(time.getTime()) ? timestamp : time.toISOString();
}

/** A UUID of any version, in lower case. */
export const Uuid = z.uuid().toLowerCase().meta({ example: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70' });

/**
 * RFC 3339, with any offset and precision; kept in UTC with milliseconds, as `Date.prototype.toISOString` writes it.
 */
export const Timestamp = z.iso
  .datetime({ offset: true })
  .overwrite(inUtc)
  // PostgreSQL has no year 0, and an offset may lead beyond the year 9999.
  .refine((timestamp) => /^(?!0000)\d{4}-/.test(timestamp), 'must be between the years 1 and 9999')
  .meta({ example: '2026-11-22T09:30:00.000Z' });
