import { eq } from 'drizzle-orm';
import type { Restrictions, SetRestrictions } from '../../../contracts/chat-restrictions.ts';
import { conversations } from '../../../schema/tables/conversations.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';

/**
 * Puts what the person must not get in place of what their conversation remembered, from its next turn on. A
 * conversation that nobody has begun begins with it.
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
