import { and, asc, eq } from 'drizzle-orm';
import type { HandedOverConversation } from '../../../contracts/help-request.ts';
import { conversations, messages } from '../../../schema/tables/conversations.ts';
import { helpRequests } from '../../../schema/tables/help-requests.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { toChatMessage, toConversation } from '../conversations/conversation-row.ts';
import { requireRow } from '../require-row.ts';

/**
 * The conversation that a request for help came from, for the staff, and only while the request waits for them. The audit
 * log keeps who has read it.
 * @throws {ProblemError} `not_found`, also when its person has deleted the conversation; `conflict` when the request is
 * closed.
 */
export async function readConversationOf({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string };
}): Promise<HandedOverConversation> {
  authorise(ctx, 'help-request:manage');
  return await inTransaction(ctx, async (unit) => {
    const { tx, tenantId } = unit;
    const [request] = await tx
      .select()
      .from(helpRequests)
      .where(and(eq(helpRequests.tenantId, tenantId), eq(helpRequests.id, input.id)));
    requireRow(request, 'help request');
    if (request.status !== 'open' && request.status !== 'in_progress') {
      const detail = 'The help request is closed. Its conversation can be read only while it is open or in progress.';
      throw new ProblemError('conflict', detail);
    }
    const [conversation] = await tx
      .select()
      .from(conversations)
      .where(
        and(
          eq(conversations.tenantId, tenantId),
          eq(conversations.id, request.conversationId ?? ''),
          eq(conversations.userId, request.userId),
        ),
      );
    requireRow(conversation, 'conversation');
    const rows = await tx
      .select()
      .from(messages)
      .where(and(eq(messages.tenantId, tenantId), eq(messages.conversationId, conversation.id)))
      .orderBy(asc(messages.position));
    recordAudit(ctx, unit, {
      action: 'help_request.conversation_read',
      resourceType: 'help_request',
      resourceId: request.id,
    });
    return { ...toConversation(conversation), messages: rows.map(toChatMessage) };
  });
}
