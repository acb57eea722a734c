import { ProblemError } from '../platform/problem-error.ts';

/** The versions that a change is meant for; undefined: any. RFC 9110, section 13.1.1. */
export type IfVersion = readonly number[] | undefined;

/** @throws {ProblemError} `precondition_failed` when the row has none of these versions. */
export function requireVersion({ version }: { version: number }, ifVersion: IfVersion): void {
  if (ifVersion === undefined || ifVersion.includes(version)) return;
  throw new ProblemError(
    'precondition_failed',
    `The resource has version ${version}, which If-Match does not name. Read it again, then repeat the change.`,
  );
}
