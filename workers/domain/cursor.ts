import { desc, lt, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { base64url } from 'jose';
import { z } from 'zod';
import type { Page } from '../../contracts/page.ts';
import { findUnstorable, Uuid } from '../../contracts/text.ts';
import { ProblemError } from '../platform/problem-error.ts';

const Cursor = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()]);

/** An opaque keyset cursor: the sort it belongs to, the last row's sort value and its id. */
export function encodeCursor(sort: string, value: string | number, id: string): string {
  return base64url.encode(JSON.stringify([sort, value, id]));
}

/** @throws {ProblemError} `invalid_request` when the cursor is malformed or belongs to another sort. */
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

interface Ordered<Row> {
  orderBy(order: SQL): { limit(limit: number): Promise<Row[]> };
}

/**
 * A list with the newest rows first.
 * @param column A column that grows with each new row: its id, or a number that `key` names in a row.
 */
export function newestFirst<Key extends string = 'id'>(
  input: { limit: number; cursor?: string | undefined },
  column: PgColumn,
  key: Key | 'id' = 'id',
) {
  const isById = key === 'id';
  const from =
    input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest', isById ? 'string' : 'number');
  return {
    /** The condition for rows behind the cursor. */
    isBehind: from === undefined ? undefined : lt(column, isById ? from.id : from.value),
    /** The query, in its order and with one row more than the page has. */
    of: <Row>(query: Ordered<Row>): Promise<Row[]> => query.orderBy(desc(column)).limit(input.limit + 1),
    page: <Row extends { id: string } & Record<Key, string | number>, Item>(
      rows: readonly Row[],
      view: (row: Row) => Item,
    ): Page<Item> => toPage(rows, input.limit, view, (row) => encodeCursor('newest', row[key], row.id)),
  };
}

/** Splits `limit + 1` rows into a page and the cursor to the next. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { data: kept.map(view), next_cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
