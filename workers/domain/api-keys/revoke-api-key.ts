import { and, arrayContains, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { endSessions } from '../auth/end-sessions.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { disableUnauthorised } from '../webhooks/authority.ts';

/**
 * Revokes a key and all that descend from it, from the next request on. Idempotent.
 * @throws {ProblemError} `not_found`.
 */
export async function revokeApiKey({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  authorise(ctx, 'api-key:manage');
  requireRecentLogin(ctx);
  await inTransaction(ctx, async (unit) => {
    const isIt = and(eq(apiKeys.tenantId, unit.tenantId), eq(apiKeys.id, input.id));
    const [current] = await unit.tx.select({ revokedAt: apiKeys.revokedAt }).from(apiKeys).where(isIt).for('update');
    requireRow(current, 'key');
    if (current.revokedAt !== null) return;
    // Creating a key locks its ancestors, so no descendant is missed. Locked in the order of their ids, so that
    // revocations of a key and of its descendant never deadlock.
    const family = await unit.tx
      .select({ id: apiKeys.id })
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.tenantId, unit.tenantId),
          isNull(apiKeys.revokedAt),
          or(eq(apiKeys.id, input.id), arrayContains(apiKeys.ancestorIds, [input.id])),
        ),
      )
      .orderBy(asc(apiKeys.id))
      .for('update');
    const ids = family.map(({ id }) => id);
    const isOfFamily = and(eq(apiKeys.tenantId, unit.tenantId), inArray(apiKeys.id, ids));
    await unit.tx.update(apiKeys).set({ revokedAt: ctx.clock.now() }).where(isOfFamily);
    await endSessions(ctx, unit, { userIds: ids, reason: 'key_revoked' });
    await disableUnauthorised(ctx, unit);
    const details = { descendants: ids.filter((id) => id !== input.id) };
    const entry = { action: 'api_key.revoked', resourceType: 'api_key', resourceId: input.id, details } as const;
    recordAudit(ctx, unit, entry);
  });
}
