import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ChatMessage } from '../../../contracts/chat.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

const Row = z.object({ version: z.number(), position: z.number() });

/**
 * Appends an answer, or replaces the one with its id, and commits with the same statement. @returns Its position and
 * the conversation's new version; undefined when the conversation is gone.
 */
export async function storeAnswer(
  ctx: Pick<Ctx, 'principal' | 'clock'>,
  { tx, tenantId, last }: UnitOfWork,
  input: { conversationId: string; answer: ChatMessage },
): Promise<{ version: number; position: number } | undefined> {
  const { conversationId, answer } = input;
  const at = ctx.clock.now().toISOString();
  const { rows } = await last(() =>
    tx.execute(sql`
    WITH opened AS (
      UPDATE conversations SET updated_at = ${at}, version = version + 1
      WHERE tenant_id = ${tenantId} AND id = ${conversationId} AND user_id = ${ctx.principal.userId}
      RETURNING version
    ), stored AS (
      INSERT INTO messages (tenant_id, conversation_id, id, position, role, parts, metadata, created_at)
      SELECT ${tenantId}::uuid, ${conversationId}, ${answer.id},
        (SELECT coalesce(max(position), 0) + 1 FROM messages
         WHERE tenant_id = ${tenantId} AND conversation_id = ${conversationId}),
        ${answer.role}, ${JSON.stringify(answer.parts)}::jsonb,
        ${answer.metadata === undefined ? null : JSON.stringify(answer.metadata)}::jsonb, ${at}::timestamptz
      FROM opened
      ON CONFLICT (tenant_id, conversation_id, id)
        DO UPDATE SET parts = excluded.parts, metadata = excluded.metadata
      RETURNING position
    )
    SELECT version, position FROM opened, stored`),
  );
  return rows[0] === undefined ? undefined : Row.parse(rows[0]);
}
