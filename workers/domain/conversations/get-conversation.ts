import { and, asc, eq } from 'drizzle-orm';
import type { ConversationWithMessages } from '../../../contracts/chat.ts';
import { conversations, messages } from '../../../schema/tables/conversations.ts';
import { authorise, type Ctx, reading } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { toChatMessage, toConversation } from './conversation-row.ts';

/**
 * The principal's own conversation with its messages, oldest first.
 * @throws {ProblemError} `not_found`, also when it is another principal's.
 */
export async function getConversation({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string };
}): Promise<Omit<ConversationWithMessages, 'running_turn'>> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  return await reading(ctx, async ({ tx }) => {
    const [row] = await tx
      .select()
      .from(conversations)
      .where(
        and(eq(conversations.tenantId, tenantId), eq(conversations.id, input.id), eq(conversations.userId, userId)),
      );
    requireRow(row, 'conversation');
    const rows = await tx
      .select()
      .from(messages)
      .where(and(eq(messages.tenantId, tenantId), eq(messages.conversationId, input.id)))
      .orderBy(asc(messages.position));
    return { ...toConversation(row), messages: rows.map(toChatMessage) };
  });
}
