import { ProblemError } from '../platform/problem-error.ts';

/** A strong validator from a resource's version. RFC 9110, section 8.8.3. */
export const etagOf = (resource: { version: number }): string => `"v${resource.version}"`;

/**
 * The version that `If-Match` asks for; undefined when it is absent or `*`.
 * @throws {ProblemError} `precondition_failed` for a tag that is none of ours: no version can match it.
 */
export function ifMatchVersion(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const [, version] = /^"v(\d{1,9})"$/.exec(header.trim()) ?? [];
  if (version === undefined) throw new ProblemError('precondition_failed', 'If-Match holds no ETag of this resource.');
  return Number(version);
}

/** Whether the client holds this version already. RFC 9110, section 13.1.2: compared weakly. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
