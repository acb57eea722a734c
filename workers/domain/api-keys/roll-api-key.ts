import { and, eq } from 'drizzle-orm';
import type { NewApiKey, RollApiKey } from '../../../contracts/api-key.ts';
import type { Principal } from '../../../contracts/identity.ts';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../../platform/tokens.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { endChannels } from '../auth/end-channels.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { isOwner, onlyOwners } from '../users/granting.ts';
import { newApiKeySecret, secretColumns } from './api-key-secret.ts';
import { type ApiKeyRow, apiKeyView, isAlive } from './api-key-view.ts';

/**
 * Replaces the secret of a key, which keeps its id, scopes and expiry. The old secret works for the overlap; a third
 * one stops at once.
 * @throws {ProblemError} `not_found`, `forbidden` for a key that the principal may not roll, or `conflict` when it is
 *   revoked or expired.
 */
export async function rollApiKey({ ctx, input }: { ctx: Ctx; input: { id: string } & RollApiKey }): Promise<NewApiKey> {
  authorise(ctx, 'api-key:manage');
  requireRecentLogin(ctx);
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const isIt = and(eq(apiKeys.tenantId, unit.tenantId), eq(apiKeys.id, input.id));
    const [current] = await unit.tx.select().from(apiKeys).where(isIt).for('update');
    requireRow(current, 'key');
    requireMayRoll(ctx.principal, current);
    if (!isAlive(current, now)) {
      throw new ProblemError('conflict', 'The key is revoked or expired. Create a new one.');
    }
    const { overlap_seconds: overlap } = input;
    const previous = { previousKeyHash: current.keyHash, previousExpiresAt: new Date(now.getTime() + overlap * 1000) };
    const secret = newApiKeySecret(unit.tenantId);
    const [row] = await unit.tx
      .update(apiKeys)
      .set({
        ...(await secretColumns(secret)),
        ...(overlap > 0 ? previous : { previousKeyHash: null, previousExpiresAt: null }),
      })
      .where(isIt)
      .returning();
    if (row === undefined) throw new Error('a locked key vanished');
    // A channel lives as long as an access token would, and must not outlive the secret that opened it.
    const endsThird = current.previousExpiresAt !== null && current.previousExpiresAt > now;
    if (overlap < ACCESS_TOKEN_TTL_SECONDS || endsThird) {
      await endChannels(ctx, unit, { userIds: [row.id], sessionIds: [] });
    }
    const details = { overlap_seconds: overlap };
    recordAudit(ctx, unit, { action: 'api_key.rolled', resourceType: 'api_key', resourceId: row.id, details });
    return { ...apiKeyView(row), secret };
  });
}

/**
 * The new secret acts as the key, so a person may roll only keys of their own account (owners: any), and a key only
 * itself and its descendants.
 */
function requireMayRoll(principal: Principal, { id, ancestorIds, createdBy }: ApiKeyRow): void {
  const { kind, userId } = principal;
  if (kind === 'api_key') {
    if (id === userId || ancestorIds.includes(userId)) return;
    throw new ProblemError(
      'forbidden',
      'An API key can roll only itself and the keys that descend from it. Roll others as an owner or admin.',
    );
  }
  if (createdBy !== userId && !isOwner(principal)) throw onlyOwners('roll the key of another account');
}
