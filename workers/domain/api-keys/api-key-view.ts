import { type ApiKey, Scope } from '../../../contracts/api-key.ts';
import { isAllowed, type Role } from '../../../contracts/identity.ts';
import type { apiKeys } from '../../../schema/tables/tenants.ts';

export type ApiKeyRow = typeof apiKeys.$inferSelect;

/** A row as those who manage keys see it: never its hash. */
export function apiKeyView(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: knownScopes(row.scopes),
    created_by: row.createdBy,
    created_by_key: row.ancestorIds.at(-1) ?? null,
    previous_secret_expires_at: row.previousExpiresAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}

/** Returns whether a key is neither revoked nor expired. */
export const isAlive = ({ revokedAt, expiresAt }: Pick<ApiKeyRow, 'revokedAt' | 'expiresAt'>, now: Date): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > now);

/** The scopes of a key that an account with these roles may still use. */
export const scopesWithin = (scopes: readonly string[], roles: Role[]): Scope[] =>
  knownScopes(scopes).filter((scope) => isAllowed({ roles }, scope));

/** Without scopes that no longer exist. */
const knownScopes = (scopes: readonly string[]): Scope[] => Scope.options.filter((scope) => scopes.includes(scope));
