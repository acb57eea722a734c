import { and, eq } from 'drizzle-orm';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { endSessions } from '../auth/end-sessions.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { disableUnauthorised } from '../webhooks/authority.ts';

/** Ends a key, from the next request on. One that is revoked already stays so. @throws {ProblemError} `not_found`. */
export async function revokeApiKey({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  authorise(ctx, 'api-key:manage');
  requireRecentLogin(ctx);
  await inTransaction(ctx, async (unit) => {
    const isIt = and(eq(apiKeys.tenantId, unit.tenantId), eq(apiKeys.id, input.id));
    const [current] = await unit.tx.select({ revokedAt: apiKeys.revokedAt }).from(apiKeys).where(isIt).for('update');
    if (current === undefined) throw new ProblemError('not_found', 'There is no such key.');
    if (current.revokedAt !== null) return;
    await unit.tx.update(apiKeys).set({ revokedAt: ctx.clock.now() }).where(isIt);
    await endSessions(ctx, unit, { userIds: [input.id], reason: 'key_revoked' });
    await disableUnauthorised(ctx, unit);
    await recordAudit(ctx, unit, { action: 'api_key.revoked', resourceType: 'api_key', resourceId: input.id });
  });
}
