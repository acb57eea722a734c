import { and, eq } from 'drizzle-orm';
import type { Conversation } from '../../../contracts/chat.ts';
import { conversations } from '../../../schema/tables/conversations.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { toConversation } from './conversation-row.ts';

/**
 * Changes the title of the principal's own conversation, and not its place in the list.
 * @throws {ProblemError} `not_found`, also when it is another principal's.
 */
export async function renameConversation({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; title: string };
}): Promise<Conversation> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  return await inTransaction(ctx, async ({ tx }) => {
    const [row] = await tx
      .update(conversations)
      .set({ title: input.title })
      .where(
        and(eq(conversations.tenantId, tenantId), eq(conversations.id, input.id), eq(conversations.userId, userId)),
      )
      .returning();
    requireRow(row, 'conversation');
    return toConversation(row);
  });
}
