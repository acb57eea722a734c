import type { Principal } from '../../../contracts/identity.ts';
import { ProblemError } from '../../platform/problem-error.ts';

/** Returns whether these roles may govern the tenant itself. */
export const isPrivileged = (roles: readonly string[]): boolean => roles.includes('owner') || roles.includes('admin');

/** Returns whether the principal is an owner in person. A key never is. */
export const isOwner = ({ kind, roles }: Principal): boolean => kind === undefined && roles.includes('owner');

/**
 * Refuses actions that would let an API key act as a person: passwords and roles outlive the key and its scopes.
 * @throws {ProblemError} `forbidden` for an API key.
 */
export function requirePerson({ kind }: Principal, what: string): void {
  if (kind === 'api_key')
    throw new ProblemError('forbidden', `An API key may not ${what}. Log in as an owner or admin.`);
}

export const onlyOwners = (what: string): ProblemError => new ProblemError('forbidden', `Only an owner may ${what}.`);
