import { and, eq } from 'drizzle-orm';
import { NO_RESTRICTIONS, type Restrictions } from '../../../contracts/chat-restrictions.ts';
import { conversations } from '../../../schema/tables/conversations.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { requireRow } from '../require-row.ts';

/**
 * The restrictions of the principal's own conversation.
 * @throws {ProblemError} `not_found`, also when it is another principal's.
 */
export async function getRestrictions({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Restrictions> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  const [row] = await read(ctx, ({ tx }) =>
    tx
      .select({ restrictions: conversations.restrictions })
      .from(conversations)
      .where(
        and(eq(conversations.tenantId, tenantId), eq(conversations.id, input.id), eq(conversations.userId, userId)),
      ),
  );
  requireRow(row, 'conversation');
  return { ...NO_RESTRICTIONS, ...row.restrictions };
}
