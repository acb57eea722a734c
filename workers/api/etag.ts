import type { IfVersion } from '../domain/require-version.ts';
import { ProblemError } from '../platform/problem-error.ts';

/** A strong validator from a resource's version. RFC 9110, section 8.8.3. */
export const etagOf = (resource: { version: number }): string => `"v${resource.version}"`;

/**
 * The versions that `If-Match` lists; undefined when it is absent or `*`. A weak tag counts as the strong one: a proxy
 * that compresses weakens tags, and a version says nothing about bytes. RFC 9110, section 13.1.1.
 * @throws {ProblemError} `precondition_failed` when no tag is one of ours: no version can match it.
 */
export function ifMatchVersion(header: string | undefined): IfVersion {
  if (header === undefined || header.trim() === '*') return undefined;
  const tags = header.split(',').map((tag) => /^(?:W\/)?"v(\d{1,9})"$/.exec(tag.trim())?.[1]);
  const versions = tags.filter((version) => version !== undefined).map(Number);
  if (versions.length === 0)
    throw new ProblemError(
      'precondition_failed',
      'If-Match contains no ETag of this resource. Send the ETag of the last GET.',
    );
  return versions;
}
