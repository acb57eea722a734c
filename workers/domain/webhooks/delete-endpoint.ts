import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import type { IfVersion } from '../require-version.ts';
import { isLiveEndpoint, lockEndpoint } from './find-endpoint.ts';

/**
 * Deletes an endpoint with its secret, and cancels pending deliveries. A request may already be in flight. The sweep
 * removes its log.
 * @throws {ProblemError} `not_found` or `precondition_failed`.
 */
export async function deleteEndpoint({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; ifVersion?: IfVersion };
}): Promise<void> {
  authorise(ctx, 'webhook:manage');
  requireRecentLogin(ctx);
  const now = ctx.clock.now();
  await inTransaction(ctx, async (unit) => {
    const { id, url } = await lockEndpoint(unit, input);
    await unit.tx
      .update(webhookEndpoints)
      .set({
        deletedAt: now,
        updatedAt: now,
        sealedSecret: '',
        sealedPreviousSecret: null,
        previousSecretExpiresAt: null,
      })
      .where(isLiveEndpoint(unit.tenantId, id));
    const details = { url };
    const entry = {
      action: 'webhook_endpoint.deleted',
      resourceType: 'webhook_endpoint',
      resourceId: id,
      details,
    } as const;
    recordAudit(ctx, unit, entry);
  });
}
