import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { type ChatMessage, TITLE_CHARACTERS } from '../../../contracts/chat.ts';
import { conversations, messages } from '../../../schema/tables/conversations.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { toChatMessage } from './conversation-row.ts';

/** What a decision over a conversation's history does to it. */
export interface ConversationChange<T> {
  /** New messages, appended in this order, and changed ones, replaced where they stand. */
  save: readonly ChatMessage[];
  /** Ids of messages to take out. */
  remove: readonly string[];
  result: T;
}

export interface AmendConversation<T> {
  id: string;
  /** Begins the conversation, under a title from this message, where there is none; undefined: that is `not_found`. */
  begin: ChatMessage | undefined;
  /** Decides over the stored history, oldest first. Pure: it may run again after a deadlock. */
  decide: (history: ChatMessage[]) => ConversationChange<T>;
}

/**
 * Reads the principal's own conversation under its row lock, lets `decide` see the history, and stores what it says.
 * @throws {ProblemError} `not_found` when it is another principal's; whatever `decide` throws.
 */
export async function amendConversation<T>({ ctx, input }: { ctx: Ctx; input: AmendConversation<T> }): Promise<T> {
  authorise(ctx, 'chat:use');
  const { tenantId, userId } = ctx.principal;
  const now = ctx.clock.now();
  const here = and(eq(messages.tenantId, tenantId), eq(messages.conversationId, input.id));
  return await inTransaction(ctx, async ({ tx }) => {
    const opened = input.begin
      ? await tx
          .insert(conversations)
          .values({ tenantId, id: input.id, userId, title: titleOf(input.begin), createdAt: now, updatedAt: now })
          .onConflictDoUpdate({
            target: [conversations.tenantId, conversations.id],
            set: { updatedAt: now },
            setWhere: eq(conversations.userId, userId),
          })
          .returning({ isNew: sql<boolean>`${conversations}.xmax = 0` })
      : await tx
          .update(conversations)
          .set({ updatedAt: now })
          .where(
            and(eq(conversations.tenantId, tenantId), eq(conversations.id, input.id), eq(conversations.userId, userId)),
          )
          .returning({ isNew: sql<boolean>`false` });
    const conversation = opened[0];
    if (conversation === undefined) throw new ProblemError('not_found', 'There is no such conversation.');

    // A row that was just made has no messages: one round trip less before the first token.
    const rows = conversation.isNew ? [] : await tx.select().from(messages).where(here).orderBy(asc(messages.position));
    const { save, remove, result } = input.decide(rows.map(toChatMessage));
    if (remove.length > 0) await tx.delete(messages).where(and(here, inArray(messages.id, [...remove])));
    if (save.length > 0) {
      const positions = new Map(rows.map((row) => [row.id, row.position]));
      let next = (rows.at(-1)?.position ?? 0) + 1;
      const values = save.map(({ id, role, parts, metadata }) => ({
        tenantId,
        conversationId: input.id,
        id,
        position: positions.get(id) ?? next++,
        role,
        parts,
        metadata: metadata ?? null,
        createdAt: now,
      }));
      await tx
        .insert(messages)
        .values(values)
        .onConflictDoUpdate({
          target: [messages.tenantId, messages.conversationId, messages.id],
          set: { parts: sql`excluded.parts`, metadata: sql`excluded.metadata` },
        });
    }
    return result;
  });
}

/** The words of a message in one line, cut at a word. */
function titleOf({ parts }: ChatMessage): string | null {
  const text = parts.map((part) => ('text' in part && typeof part.text === 'string' ? part.text : '')).join(' ');
  const words = text.trim().split(/\s+/).join(' ');
  if (words === '') return null;
  if (words.length <= TITLE_CHARACTERS) return words;
  // Slicing may cut a surrogate pair, which PostgreSQL would refuse.
  const cut = words
    .slice(0, TITLE_CHARACTERS - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
  return `${cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut}…`;
}
