import { sql } from 'drizzle-orm';
import type { NewWebhookEndpoint, RotateWebhookSecret } from '../../../contracts/webhook.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { endpointView } from './endpoint-view.ts';
import { isLiveEndpoint, lockEndpoint } from './find-endpoint.ts';
import { promoteWaiting } from './promote-waiting.ts';
import { requireMayReceive } from './receiving.ts';
import { newWebhookSecret, secretContext } from './webhook-secret.ts';

/**
 * Replaces an endpoint's secret. During the overlap both sign; a third one stops at once. An endpoint that was disabled
 * for an unreadable secret is enabled.
 * @throws {ProblemError} `not_found`, or `forbidden` for a principal that may not read what the endpoint sends.
 */
export async function rotateSecret({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string } & RotateWebhookSecret;
}): Promise<NewWebhookEndpoint> {
  authorise(ctx, 'webhook:manage');
  requireRecentLogin(ctx);
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const current = await lockEndpoint(unit, input);
    requireMayReceive(ctx, current.eventTypes);
    const context = secretContext(current);
    const old = await ctx.vault.open({ text: current.sealedSecret, keyId: current.sealedWith }, context);
    const keepsOld = old !== undefined && input.overlap_seconds > 0;
    const secret = newWebhookSecret();
    const wasUnreadable = current.disabledReason === 'secret_unreadable';
    const [row] = await unit.tx
      .update(webhookEndpoints)
      .set({
        sealedSecret: await ctx.vault.seal(secret, context),
        sealedPreviousSecret: keepsOld ? await ctx.vault.seal(old, context) : null,
        previousSecretExpiresAt: keepsOld ? new Date(now.getTime() + input.overlap_seconds * 1000) : null,
        sealedWith: ctx.vault.keyId,
        unreadableSince: null,
        ...(wasUnreadable ? { disabledAt: null, disabledReason: null } : {}),
        version: sql`${webhookEndpoints.version} + 1`,
        updatedAt: now,
      })
      .where(isLiveEndpoint(unit.tenantId, current.id))
      .returning();
    if (row === undefined) throw new Error('a locked endpoint vanished');
    if (wasUnreadable) {
      await promoteWaiting(unit, { endpointId: row.id, now });
      unit.afterCommit(() => ctx.nudgeWebhook(unit.tenantId, row.id));
    }
    const details = { overlap_seconds: input.overlap_seconds, version: row.version };
    const entry = {
      action: 'webhook_endpoint.secret_rotated',
      resourceType: 'webhook_endpoint',
      resourceId: row.id,
      details,
    } as const;
    recordAudit(ctx, unit, entry);
    return { ...endpointView(row), secret };
  });
}
