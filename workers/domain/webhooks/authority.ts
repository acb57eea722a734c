import { and, asc, eq, isNull, type SQL } from 'drizzle-orm';
import { accountOf, type Rights } from '../../../contracts/identity.ts';
import { AccountRole } from '../../../contracts/user.ts';
import { apiKeys, users } from '../../../schema/tables/tenants.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { isAlive, scopesWithin } from '../api-keys/api-key-view.ts';
import type { Ctx, Unit, UnitOfWork } from '../context.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import type { EndpointRow } from './endpoint-view.ts';
import { mayReceive } from './receiving.ts';

/** An endpoint with the current rights of its authoriser; undefined rights when their account or key has ended. */
export interface AuthorisedEndpoint {
  endpoint: EndpointRow;
  rights: Rights | undefined;
}

/** The columns for the endpoint's authority: the principal who sets what it sends and where. */
export const authorityOf = ({ principal }: Ctx) => ({
  authorisedBy: accountOf(principal),
  authorisedByKey: principal.kind === 'api_key' ? principal.userId : null,
});

/** Locks endpoints in the order of their ids until the transaction ends, and reads their authority. Sent at once. */
export async function lockWithAuthority(
  { tx, tenantId }: Unit,
  now: Date,
  condition: SQL | undefined,
): Promise<AuthorisedEndpoint[]> {
  const rows = await tx
    .select({
      endpoint: webhookEndpoints,
      account: { roles: users.roles, isActive: users.isActive },
      key: { scopes: apiKeys.scopes, revokedAt: apiKeys.revokedAt, expiresAt: apiKeys.expiresAt },
    })
    .from(webhookEndpoints)
    .leftJoin(users, and(eq(users.tenantId, tenantId), eq(users.id, webhookEndpoints.authorisedBy)))
    .leftJoin(apiKeys, and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, webhookEndpoints.authorisedByKey)))
    .where(
      and(
        eq(webhookEndpoints.tenantId, tenantId),
        isNull(webhookEndpoints.disabledAt),
        isNull(webhookEndpoints.deletedAt),
        condition,
      ),
    )
    .orderBy(asc(webhookEndpoints.id))
    .for('no key update', { of: webhookEndpoints })
    .execute();
  return rows.map(({ endpoint, account, key }) => ({ endpoint, rights: rightsOf(endpoint, account, key, now) }));
}

function rightsOf(
  { authorisedBy, authorisedByKey }: EndpointRow,
  account: { roles: string[]; isActive: boolean } | null,
  key: { scopes: string[]; revokedAt: Date | null; expiresAt: Date | null } | null,
  now: Date,
): Rights | undefined {
  // The row of a release without authorities. A tenant always has an owner.
  if (authorisedBy === null) return { roles: ['owner'] };
  if (account === null || !account.isActive) return undefined;
  const roles = AccountRole.options.filter((role) => account.roles.includes(role));
  if (authorisedByKey === null) return { roles };
  if (key === null || !isAlive(key, now)) return undefined;
  return { kind: 'api_key', roles, scopes: scopesWithin(key.scopes, roles) };
}

/** Returns whether an endpoint may send events of these types, and those that it names. */
export const isAuthorised = ({ endpoint, rights }: AuthorisedEndpoint, types: readonly string[] = []): boolean =>
  rights !== undefined && mayReceive(rights, endpoint.eventTypes) && (types.length === 0 || mayReceive(rights, types));

/**
 * Disables endpoints whose authority has ended. Transactions that revoke rights call it, so that the shop is notified
 * at once. Each attempt checks the authority again.
 */
export async function disableUnauthorised(ctx: Ctx, unit: UnitOfWork): Promise<void> {
  for (const authorised of await lockWithAuthority(unit, ctx.clock.now(), undefined)) {
    if (!isAuthorised(authorised)) disableEndpoint(ctx, unit, authorised.endpoint, 'permission_lost');
  }
}
