import { ProblemError } from '../platform/problem-error.ts';

/**
 * Asserts that a row named by a request exists. @param what The resource's name for the error, such as `order`.
 * @throws {ProblemError} `not_found` when there is none.
 */
export function requireRow<Row>(row: Row | undefined, what: string): asserts row is Row {
  if (row === undefined) throw new ProblemError('not_found', `There is no ${what} with this id that you may read.`);
}
