import { and, asc, eq, isNull, type SQL } from 'drizzle-orm';
import { AccountRole } from '../../../contracts/user.ts';
import { apiKeys, users } from '../../../schema/tables/tenants.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { isAlive, scopesWithin } from '../api-keys/api-key-view.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import type { EndpointRow } from './endpoint-view.ts';
import { mayReceive, type Rights } from './receiving.ts';

/** An endpoint, and what whoever authorised it may do today: undefined when their account or key has ended. */
export interface AuthorisedEndpoint {
  endpoint: EndpointRow;
  rights: Rights | undefined;
}

/** The columns that say on whose authority an endpoint sends: of those who have just set what it sends and where. */
export const authorityOf = ({ principal }: Ctx) => ({
  authorisedBy: principal.actsFor ?? principal.userId,
  authorisedByKey: principal.kind === 'api_key' ? principal.userId : null,
});

/** Locks endpoints until the transaction ends, in the order of their ids, and reads their authority along with them. */
export async function lockWithAuthority(
  { tx, tenantId }: Pick<UnitOfWork, 'tx' | 'tenantId'>,
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
    .for('no key update', { of: webhookEndpoints });
  return rows.map(({ endpoint, account, key }) => ({ endpoint, rights: rightsOf(endpoint, account, key, now) }));
}

function rightsOf(
  { authorisedBy, authorisedByKey }: EndpointRow,
  account: { roles: string[]; isActive: boolean } | null,
  key: { scopes: string[]; revokedAt: Date | null; expiresAt: Date | null } | null,
  now: Date,
): Rights | undefined {
  // A row of a release that kept no authority. A tenant always has an owner.
  if (authorisedBy === null) return { roles: ['owner'] };
  if (account === null || !account.isActive) return undefined;
  const roles = AccountRole.options.filter((role) => account.roles.includes(role));
  if (authorisedByKey === null) return { roles };
  if (key === null || !isAlive(key, now)) return undefined;
  return { kind: 'api_key', roles, scopes: scopesWithin(key.scopes, roles) };
}

/** Whether an endpoint may send events of these types, beside those that it names. */
export const isAuthorised = ({ endpoint, rights }: AuthorisedEndpoint, types: readonly string[] = []): boolean =>
  rights !== undefined && mayReceive(rights, endpoint.eventTypes) && (types.length === 0 || mayReceive(rights, types));

/**
 * Disables the tenant's endpoints whose authority has ended. For the transaction that takes rights away, so that the
 * shop is told then; before each attempt the authority is asked for again.
 */
export async function disableUnauthorised(ctx: Ctx, unit: UnitOfWork): Promise<void> {
  for (const authorised of await lockWithAuthority(unit, ctx.clock.now(), undefined)) {
    if (!isAuthorised(authorised)) await disableEndpoint(ctx, unit, authorised.endpoint, 'permission_lost');
  }
}
