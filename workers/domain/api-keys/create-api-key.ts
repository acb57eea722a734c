import { and, asc, eq, inArray } from 'drizzle-orm';
import {
  type CreateApiKey,
  DEFAULT_KEY_DAYS,
  MAX_KEY_ANCESTORS,
  MAX_KEY_DAYS,
  type NewApiKey,
} from '../../../contracts/api-key.ts';
import { accountOf, isAllowed } from '../../../contracts/identity.ts';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { newId } from '../../platform/ids.ts';
import { invalidRequest, ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { isOwner } from '../users/granting.ts';
import { newApiKeySecret, secretColumns } from './api-key-secret.ts';
import { type ApiKeyRow, apiKeyView } from './api-key-view.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Creates a key for a server. The secret is only in the answer; the database has its hash. A key that another key
 * creates has a part of its scopes, and ends with it.
 * @throws {ProblemError} `forbidden` for a scope that the creator does not hold or a life that only an owner may give,
 *   `invalid_request` for an end in the past or after the creator's, `conflict` for too many ancestors.
 */
export async function createApiKey({ ctx, input }: { ctx: Ctx; input: CreateApiKey }): Promise<NewApiKey> {
  authorise(ctx, 'api-key:manage');
  requireRecentLogin(ctx);
  const beyond = input.scopes.filter((scope) => !isAllowed(ctx.principal, scope));
  if (beyond.length > 0)
    throw new ProblemError(
      'forbidden',
      `A key cannot have permissions that you lack: ${beyond.join(', ')}. Leave them out.`,
    );
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const ancestors = await lockAncestors(ctx, unit);
    const expiresAt = endOf(ctx, input.expires_at, ancestors.at(-1)?.expiresAt ?? null, now);
    const secret = newApiKeySecret(unit.tenantId);
    const [row] = await unit.tx
      .insert(apiKeys)
      .values({
        id: newId(),
        tenantId: unit.tenantId,
        name: input.name,
        ...(await secretColumns(secret)),
        scopes: input.scopes,
        createdBy: accountOf(ctx.principal),
        ancestorIds: ancestors.map(({ id }) => id),
        expiresAt,
        createdAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    const details = { scopes: input.scopes, expires_at: expiresAt?.toISOString() ?? null };
    recordAudit(ctx, unit, { action: 'api_key.created', resourceType: 'api_key', resourceId: row.id, details });
    return { ...apiKeyView(row), secret };
  });
}

/**
 * The keys that a new one descends from, its maker last; none when a person creates it. They are locked so that none
 * of them can be revoked without the new one: a revocation waits, and then sees it.
 * @throws {ProblemError} `unauthenticated` when one was revoked meanwhile.
 */
async function lockAncestors(ctx: Ctx, unit: UnitOfWork): Promise<ApiKeyRow[]> {
  const { kind, userId } = ctx.principal;
  if (kind !== 'api_key') return [];
  const ofTenant = eq(apiKeys.tenantId, unit.tenantId);
  const maker = unit.tx
    .select({ ids: apiKeys.ancestorIds })
    .from(apiKeys)
    .where(and(ofTenant, eq(apiKeys.id, userId)));
  const ids = [...(await maker).flatMap((row) => row.ids), userId];
  if (ids.length > MAX_KEY_ANCESTORS) {
    const detail = `At most ${MAX_KEY_ANCESTORS} keys in a row may create each other. Create this key with an earlier one, or as a person.`;
    throw new ProblemError('conflict', detail);
  }
  const rows = await unit.tx
    .select()
    .from(apiKeys)
    .where(and(ofTenant, inArray(apiKeys.id, ids)))
    .orderBy(asc(apiKeys.id))
    .for('share');
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

function endOf(ctx: Ctx, asked: string | null | undefined, makersEnd: Date | null, now: Date): Date | null {
  const days = (count: number) => new Date(now.getTime() + count * DAY_MS);
  if (asked === undefined) {
    const end = days(DEFAULT_KEY_DAYS);
    return makersEnd !== null && makersEnd < end ? makersEnd : end;
  }
  const end = asked === null ? null : new Date(asked);
  if (end !== null && end <= now) throw invalidRequest([{ path: ['expires_at'], message: 'must be in the future' }]);
  if ((end === null || end > days(MAX_KEY_DAYS)) && !isOwner(ctx.principal)) {
    const detail = `Only an owner may create a key that lasts for more than ${MAX_KEY_DAYS} days. Set an earlier expires_at.`;
    throw new ProblemError('forbidden', detail);
  }
  if (end !== null && makersEnd !== null && end > makersEnd) {
    const message = `must not be after ${makersEnd.toISOString()}, when the key that creates it expires`;
    throw invalidRequest([{ path: ['expires_at'], message }]);
  }
  return end;
}
