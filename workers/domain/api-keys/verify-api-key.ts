import { and, eq, gt, or } from 'drizzle-orm';
import type { Principal } from '../../../contracts/identity.ts';
import { AccountRole } from '../../../contracts/user.ts';
import { apiKeys, users } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../../platform/tokens.ts';
import type { Services } from '../context.ts';
import { parseApiKeySecret } from './api-key-secret.ts';
import { type ApiKeyRow, isAlive, scopesWithin } from './api-key-view.ts';

/**
 * Reads the principal of a key from the database for each request, so that a revocation takes effect at once. The key
 * may do what its scopes and its account allow now; it ends with its account. A stream that it opens ends at
 * `expiresAt`, as an access token's would.
 * @throws {ProblemError} `unauthenticated`, the same for an unknown, revoked or expired key.
 */
export async function verifyApiKey({
  services,
  input,
}: {
  services: Services;
  input: { secret: string };
}): Promise<{ principal: Principal; key: ApiKeyRow }> {
  const parsed = await parseApiKeySecret(input.secret);
  if (parsed === undefined) throw refused();
  const { tenantId, keyHash } = parsed;
  const now = services.clock.now();
  const isPrevious = and(eq(apiKeys.previousKeyHash, keyHash), gt(apiKeys.previousExpiresAt, now));
  const [found] = await services.db.single({ systemWorkIn: tenantId }, (tx) =>
    tx
      .select({ key: apiKeys, roles: users.roles, isActive: users.isActive })
      .from(apiKeys)
      .innerJoin(users, and(eq(users.tenantId, tenantId), eq(users.id, apiKeys.createdBy)))
      .where(and(eq(apiKeys.tenantId, tenantId), or(eq(apiKeys.keyHash, keyHash), isPrevious))),
  );
  if (found === undefined || !isAlive(found.key, now) || !found.isActive) throw refused();
  const { expiresAt, previousExpiresAt } = found.key;
  const ends = [expiresAt, found.key.keyHash === keyHash ? null : previousExpiresAt, tokenEnd(now)];
  const endsAtMs = Math.min(...ends.flatMap((end) => end?.getTime() ?? []));
  const roles = AccountRole.options.filter((role) => found.roles.includes(role));
  const principal: Principal = {
    kind: 'api_key',
    tenantId,
    userId: found.key.id,
    actsFor: found.key.createdBy,
    roles,
    scopes: scopesWithin(found.key.scopes, roles),
    expiresAt: Math.floor(endsAtMs / 1000),
  };
  return { principal, key: found.key };
}

const tokenEnd = (now: Date): Date => new Date(now.getTime() + ACCESS_TOKEN_TTL_SECONDS * 1000);

const refused = (): ProblemError =>
  new ProblemError('unauthenticated', 'The API key is unknown, revoked or expired. Create a new one.');
