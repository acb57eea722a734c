import { base64url } from 'jose';
import { z } from 'zod';
import { findUnstorable, Uuid } from '../../contracts/text.ts';
import { ProblemError } from '../platform/problem-error.ts';

const Cursor = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()]);

/** An opaque keyset cursor: the sort it belongs to, the last row's sort value and its id. */
export function encodeCursor(sort: string, value: string | number, id: string): string {
  return base64url.encode(JSON.stringify([sort, value, id]));
}

/** @throws {ProblemError} `invalid_request` when it is not one of ours or belongs to another sort. */
export function decodeCursor(
  cursor: string,
  sort: string,
  kind: 'string' | 'number' = 'string',
): { value: string | number; id: string } {
  try {
    const [itsSort, value, id] = Cursor.parse(JSON.parse(new TextDecoder().decode(base64url.decode(cursor))));
    const isOurs =
      itsSort === sort && typeof value === kind && Uuid.safeParse(id).success && findUnstorable(value) === undefined;
    if (isOurs && (kind === 'string' || Number.isSafeInteger(value))) return { value, id };
  } catch {
    // Falls through to the one answer for every bad cursor.
  }
  throw new ProblemError(
    'invalid_request',
    'The cursor is invalid for this list. Send the next_cursor of its last page.',
    {
      errors: [{ path: 'cursor', message: 'take it from next_cursor, under the same sort' }],
    },
  );
}

/** Splits `limit + 1` rows into a page and the cursor to the next. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { data: Item[]; next_cursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { data: kept.map(view), next_cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
