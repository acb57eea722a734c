import { and, eq, inArray, sql } from 'drizzle-orm';
import { type CreateHelpRequest, type HelpRequest, MAX_OPEN_HELP_REQUESTS } from '../../../contracts/help-request.ts';
import type { FieldError } from '../../../contracts/problem.ts';
import { helpRequests } from '../../../schema/tables/help-requests.ts';
import { newId, sha256Hex } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { findOrder, loadItems } from '../orders/load-order.ts';
import type { OrderItemRow } from '../orders/order-view.ts';
import { appendHelpEvent } from './append-help-event.ts';
import { helpRequestView } from './help-request-view.ts';

/**
 * Creates a help request of the person. A repeat of an open request returns that one.
 * @param input.answering The message being answered: one request for each message, kind and order. null: requests with
 *   the same words are the same.
 * @param input.conversationId The originating chat; null for MCP.
 * @throws {ProblemError} `not_found` for an order that is not the person's own; `invalid_request` for items that it
 *   does not hold; `conflict` when too many requests of the person wait already.
 */
export async function createHelpRequest({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: CreateHelpRequest & { answering: string | null; conversationId: string | null };
}): Promise<HelpRequest> {
  authorise(ctx, 'help-request:create');
  const { userId } = ctx.principal;
  const claim = await claimOf(input);
  return await inTransaction(ctx, async (unit) => {
    const { tx, tenantId } = unit;
    // One at a time per person: concurrent calls could both find room below the limit.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`help ${userId}`}, 0))`);
    const waiting = await tx
      .select()
      .from(helpRequests)
      .where(
        and(
          eq(helpRequests.tenantId, tenantId),
          eq(helpRequests.userId, userId),
          inArray(helpRequests.status, ['open', 'in_progress']),
        ),
      );
    const same = waiting.find((row) => row.claim === claim);
    if (same !== undefined) return helpRequestView(same);
    if (waiting.length >= MAX_OPEN_HELP_REQUESTS) {
      const detail = `${waiting.length} of your requests wait for the shop already. Ask again once it has answered one.`;
      throw new ProblemError('conflict', detail);
    }
    const order = input.order_id === undefined ? undefined : await findOrder(unit, input.order_id, userId);
    const items = itemsOf(input, order === undefined ? [] : await loadItems(unit, order.id));
    const now = ctx.clock.now();
    const [row] = await tx
      .insert(helpRequests)
      .values({
        ...{ id: newId(), tenantId, userId, kind: input.kind, reason: input.reason, items, claim, status: 'open' },
        conversationId: input.conversationId,
        ...{ orderId: order?.id ?? null, orderNumber: order?.number ?? null, createdAt: now, updatedAt: now },
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    const request = helpRequestView(row);
    await noteRequest(ctx, unit, request);
    return request;
  });
}

async function noteRequest(ctx: Ctx, unit: UnitOfWork, request: HelpRequest): Promise<void> {
  recordAudit(ctx, unit, {
    action: 'help_request.created',
    resourceType: 'help_request',
    resourceId: request.id,
    details: { kind: request.kind },
  });
  appendHelpEvent(ctx, unit, 'help_requested', request);
}

/** The lines that are named, in the words of the order. */
function itemsOf({ items }: CreateHelpRequest, held: readonly OrderItemRow[]): HelpRequest['items'] {
  const errors: FieldError[] = [];
  const named = items.map(({ sku, quantity }, index) => {
    const lines = held.filter((line) => line.sku === sku);
    const most = lines.reduce((sum, line) => sum + line.quantity, 0);
    const fault = (path: string, message: string) => errors.push({ path: `items.${index}.${path}`, message });
    if (most === 0) fault('sku', 'is in no order that order_id names');
    else if (quantity > most) fault('quantity', `is more than the ${most} of the order`);
    return { sku, name: lines[0]?.name ?? sku, quantity };
  });
  if (errors.length > 0)
    throw new ProblemError('invalid_request', 'The order does not contain these items. See errors for each.', {
      errors,
    });
  return named;
}

async function claimOf(input: CreateHelpRequest & { answering: string | null }): Promise<string> {
  const { answering, kind, order_id = null, items, reason } = input;
  return await sha256Hex(
    JSON.stringify(answering === null ? [kind, order_id, items, reason] : [answering, kind, order_id]),
  );
}
