import { and, eq } from 'drizzle-orm';
import { conversations } from '../../../schema/tables/conversations.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';

/**
 * Deletes the principal's own conversation and its messages. Its orders stay.
 * @throws {ProblemError} `not_found`, also when it is another principal's.
 */
export async function deleteConversation({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  await inTransaction(ctx, async (unit) => {
    const deleted = await unit.tx
      .delete(conversations)
      .where(
        and(eq(conversations.tenantId, tenantId), eq(conversations.id, input.id), eq(conversations.userId, userId)),
      )
      .returning({ id: conversations.id });
    if (deleted.length === 0)
      throw new ProblemError('not_found', 'There is no conversation with this id that you may read.');
    recordAudit(ctx, unit, {
      action: 'conversation.deleted',
      resourceType: 'conversation',
      resourceId: input.id,
    });
  });
}
