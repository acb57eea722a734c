import { z } from 'zod';

/**
 * The path of the first string (value or key) that PostgreSQL cannot store: one with U+0000 or an unpaired
 * surrogate. Undefined when all are storable. Source: PostgreSQL manual, 8.3 and 8.14.
 */
export function findUnstorableText(
  value: unknown,
  path: ReadonlyArray<string | number> = [],
): ReadonlyArray<string | number> | undefined {
  if (typeof value === 'string') {
    return value.includes('\u0000') || !value.isWellFormed() ? path : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const isArray = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const here = [...path, isArray ? Number(key) : key];
    const found = (isArray ? undefined : findUnstorableText(key, here)) ?? findUnstorableText(item, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A trimmed line of text with 1 to `max` characters. The pattern is for readers of the schema: blanks do not count. */
export const line = (max: number) => z.string().trim().min(1).max(max).meta({ pattern: '\\S' });

/** A UUID of any version, in lower case. */
export const Uuid = z.uuid().toLowerCase().meta({ example: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70' });

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Timestamp = z.iso.datetime().meta({ example: '2026-11-22T09:30:00.000Z' });
