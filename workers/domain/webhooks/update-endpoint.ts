import { sql } from 'drizzle-orm';
import type { UpdateWebhookEndpoint, WebhookEndpoint } from '../../../contracts/webhook.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import type { IfVersion } from '../require-version.ts';
import { authorityOf } from './authority.ts';
import { type EndpointRow, endpointView } from './endpoint-view.ts';
import { isLiveEndpoint, lockEndpoint } from './find-endpoint.ts';
import { promoteWaiting } from './promote-waiting.ts';
import { requireMayReceive } from './receiving.ts';
import { requireRoom } from './require-room.ts';
import { requireTarget } from './require-target.ts';
import { secretContext } from './webhook-secret.ts';

/**
 * Changes, disables or enables an endpoint. Enabling continues pending deliveries. A new URL or enabling clears its
 * failures. Whoever sets the URL or the types, or enables it, must be able to read what it sends; it then sends on
 * their authority.
 * @throws {ProblemError} `not_found`, `precondition_failed`, `forbidden`, `invalid_request` for the URL, or `conflict`
 *   when it is to be enabled and its secret cannot be opened: rotate the secret instead.
 */
export async function updateEndpoint({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; change: UpdateWebhookEndpoint; ifVersion?: IfVersion };
}): Promise<WebhookEndpoint> {
  const { change } = input;
  authorise(ctx, 'webhook:manage');
  requireRecentLogin(ctx);
  const url = change.url === undefined ? undefined : requireTarget(ctx, change.url);
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const current = await lockEndpoint(unit, input);
    if (url !== undefined && url !== current.url) await requireRoom(unit, url, current.id);
    const isRouted = url !== undefined || change.event_types !== undefined || change.is_active === true;
    if (isRouted) requireMayReceive(ctx, change.event_types ?? current.eventTypes);
    const isEnabled = change.is_active === true && current.disabledAt !== null;
    if (isEnabled && !(await opensSecret(ctx, current))) {
      throw new ProblemError(
        'conflict',
        'The endpoint’s secret cannot be read any more. Rotate the secret; that enables the endpoint.',
      );
    }
    const [row] = await unit.tx
      .update(webhookEndpoints)
      .set({
        ...(url === undefined ? {} : { url }),
        ...(change.description === undefined ? {} : { description: change.description }),
        ...(change.event_types === undefined ? {} : { eventTypes: change.event_types }),
        ...(isRouted ? authorityOf(ctx) : {}),
        ...activity(current, change.is_active, now),
        ...(isEnabled ? { unreadableSince: null } : {}),
        ...(isEnabled || (url !== undefined && url !== current.url) ? { failingSince: null, lastFailedAt: null } : {}),
        version: sql`${webhookEndpoints.version} + 1`,
        updatedAt: now,
      })
      .where(isLiveEndpoint(unit.tenantId, current.id))
      .returning();
    if (row === undefined) throw new Error('a locked endpoint vanished');
    if (isEnabled) {
      await promoteWaiting(unit, { endpointId: row.id, now });
      unit.afterCommit(() => ctx.nudgeWebhook(unit.tenantId, row.id));
    }
    const details = { fields: Object.keys(change), url, is_active: change.is_active, version: row.version };
    const entry = {
      action: 'webhook_endpoint.updated',
      resourceType: 'webhook_endpoint',
      resourceId: row.id,
      details,
    } as const;
    recordAudit(ctx, unit, entry);
    return endpointView(row);
  });
}

/** Tries the vault, not the stored reason, because the key may be back. */
const opensSecret = async ({ vault }: Ctx, endpoint: EndpointRow): Promise<boolean> =>
  (await vault.open({ text: endpoint.sealedSecret, keyId: endpoint.sealedWith }, secretContext(endpoint))) !==
  undefined;

/** An endpoint that is already disabled keeps its reason. */
function activity(current: EndpointRow, isActive: boolean | undefined, now: Date) {
  if (isActive === true) return { disabledAt: null, disabledReason: null };
  if (isActive === false && current.disabledAt === null) return { disabledAt: now, disabledReason: 'manual' as const };
  return {};
}
