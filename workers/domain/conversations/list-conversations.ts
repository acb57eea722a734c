import { and, desc, eq, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import { type Conversation, ConversationId } from '../../../contracts/chat.ts';
import type { Page } from '../../../contracts/page.ts';
import { Timestamp } from '../../../contracts/text.ts';
import { conversations } from '../../../schema/tables/conversations.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { toConversation } from './conversation-row.ts';

const SORT = 'conversations';
const Position = z.tuple([Timestamp, ConversationId]);

/** The principal's own conversations, the last used first. */
export async function listConversations({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined };
}): Promise<Page<Conversation>> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : positionOf(input.cursor, userId);
  const rows = await read(ctx, ({ tx }) =>
    tx
      .select()
      .from(conversations)
      .where(
        and(
          eq(conversations.tenantId, tenantId),
          eq(conversations.userId, userId),
          after &&
            or(
              lt(conversations.updatedAt, after.at),
              and(eq(conversations.updatedAt, after.at), lt(conversations.id, after.id)),
            ),
        ),
      )
      .orderBy(desc(conversations.updatedAt), desc(conversations.id))
      .limit(input.limit + 1),
  );
  // A conversation's id is no UUID, so it travels in the value, and the cursor's id says whose list it is.
  return toPage(rows, input.limit, toConversation, (row) =>
    encodeCursor(SORT, `${row.updatedAt.toISOString()} ${row.id}`, userId),
  );
}

function positionOf(cursor: string, userId: string): { at: Date; id: string } {
  const { value, id } = decodeCursor(cursor, SORT);
  const position = Position.safeParse(String(value).split(' '));
  if (!position.success || id !== userId) {
    throw new ProblemError(
      'invalid_request',
      'The cursor is invalid for this list. Send the next_cursor of its last page.',
      {
        errors: [{ path: 'cursor', message: 'take it from next_cursor' }],
      },
    );
  }
  return { at: new Date(position.data[0]), id: position.data[1] };
}
