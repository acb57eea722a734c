import { and, eq } from 'drizzle-orm';
import type { HelpRequest, UpdateHelpRequest } from '../../../contracts/help-request.ts';
import { helpRequests } from '../../../schema/tables/help-requests.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { appendHelpEvent } from './append-help-event.ts';
import { helpRequestView } from './help-request-view.ts';

/**
 * Moves a request on, and answers its person, who hears of it by an event.
 * @param input.ifVersion Change it only while it has this version.
 * @throws {ProblemError} `not_found`; `precondition_failed` when it has another version.
 */
export async function updateHelpRequest({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; change: UpdateHelpRequest; ifVersion?: IfVersion };
}): Promise<HelpRequest> {
  authorise(ctx, 'help-request:manage');
  return await inTransaction(ctx, async (unit) => {
    const isIt = and(eq(helpRequests.tenantId, unit.tenantId), eq(helpRequests.id, input.id));
    const [current] = await unit.tx.select().from(helpRequests).where(isIt).for('update');
    requireRow(current, 'help request');
    requireVersion(current, input.ifVersion);
    const { status = current.status, answer = current.answer } = input.change;
    const set = { status, answer, version: current.version + 1, updatedAt: ctx.clock.now() };
    await unit.tx.update(helpRequests).set(set).where(isIt);
    recordAudit(ctx, unit, {
      action: 'help_request.updated',
      resourceType: 'help_request',
      resourceId: current.id,
      details: { from: current.status, to: status },
    });
    const request = helpRequestView({ ...current, ...set });
    appendHelpEvent(ctx, unit, 'help_request_updated', request);
    return request;
  });
}
