import { eq } from 'drizzle-orm';
import type { Restrictions, SetRestrictions } from '../../../contracts/chat-restrictions.ts';
import { conversations } from '../../../schema/tables/conversations.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';

/**
 * Replaces the allergens and diets that a conversation remembers, from its next turn on. Creates the conversation if it
 * does not exist.
 * @throws {ProblemError} `not_found` when it is another principal's.
 */
export async function setRestrictions({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; restrictions: SetRestrictions };
}): Promise<Restrictions> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  const { id, restrictions } = input;
  const now = ctx.clock.now();
  const [row] = await inTransaction(ctx, ({ tx }) =>
    tx
      .insert(conversations)
      .values({ tenantId, id, userId, restrictions, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({
        target: [conversations.tenantId, conversations.id],
        set: { restrictions },
        setWhere: eq(conversations.userId, userId),
      })
      .returning({ restrictions: conversations.restrictions }),
  );
  requireRow(row, 'conversation');
  return restrictions;
}
