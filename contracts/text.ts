import { z } from 'zod';

/** Deeper than any body of ours, and far from what a stack can take. */
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

/** A trimmed line of text with 1 to `max` characters. The pattern is for readers of the schema: blanks do not count. */
export const line = (max: number) => z.string().trim().min(1).max(max).meta({ pattern: '\\S' });

/** A UUID of any version, in lower case. */
export const Uuid = z.uuid().toLowerCase().meta({ example: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70' });

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Timestamp = z.iso
  .datetime()
  // PostgreSQL has no year 0.
  .refine((timestamp) => !timestamp.startsWith('0000'), 'must not be in the year 0')
  .meta({ example: '2026-11-22T09:30:00.000Z' });
