import { and, eq } from 'drizzle-orm';
import { conversations } from '../../../schema/tables/conversations.ts';
import { authorise, type Ctx, read } from '../context.ts';

/** Returns whether the conversation is the principal's own, another's, or does not exist yet. */
export async function findConversationOwner({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string };
}): Promise<'self' | 'other' | 'none'> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  const [row] = await read(ctx, ({ tx }) =>
    tx
      .select({ userId: conversations.userId })
      .from(conversations)
      .where(and(eq(conversations.tenantId, tenantId), eq(conversations.id, input.id))),
  );
  if (row === undefined) return 'none';
  return row.userId === userId ? 'self' : 'other';
}
