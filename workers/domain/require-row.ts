import { ProblemError } from '../platform/problem-error.ts';

/**
 * For a row that a request names.
 * @param what What it is, as its reader calls it: `order`.
 * @throws {ProblemError} `not_found` when there is none.
 */
export function requireRow<Row>(row: Row | undefined, what: string): asserts row is Row {
  if (row === undefined) throw new ProblemError('not_found', `There is no ${what} with this id that you may read.`);
}
