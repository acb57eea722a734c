import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ChatMessage } from '../../../contracts/chat.ts';
import type { ChatConfig } from '../../platform/chat-config.ts';
import { StaleReadError } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { type ConversationChange, type Said, saveChange } from '../conversations/said.ts';
import { titleOf } from '../conversations/title-of.ts';
import { effectiveLimit } from './effective-limit.ts';
import { type BudgetConfig, holdBudget } from './hold-budget.ts';

/** What the tenant has chosen for the turn, and what the turn may use. */
export interface BookedTurn {
  /** The model that the tenant has chosen; null for the default. */
  model: string | null;
  linkHosts: string[];
  isModerated: boolean;
  /** Once it has used so many tokens the turn takes no further step; null is without end. */
  tokenLimit: number | null;
}

export interface OpenTurn<T> {
  turnId: string;
  conversationId: string;
  chat: BudgetConfig & Pick<ChatConfig, 'monthlyLimit'>;
  /** Begins the conversation, under a title from this message, where there is none; undefined: that is `not_found`. */
  begin: ChatMessage | undefined;
  /** What the caller remembers of the conversation: it is read again unless it still is so. */
  remembered: Said | undefined;
  /** Hears that the database is being asked. */
  onAsked: () => void;
  /** Decides over the stored history, oldest first. Pure: it may run again after a deadlock. */
  decide: (history: ChatMessage[]) => ConversationChange<T>;
  /** Hears what was decided while it is still being stored; once more when the transaction has to run again. */
  onDecided: (booked: BookedTurn, result: T) => void;
}

const Row = z.object({
  model: z.string().nullable(),
  link_hosts: z.array(z.string()).nullable(),
  moderation: z.boolean().nullable(),
  monthly_tokens: z.coerce.number().nullable(),
  monthly_cost_micros: z.coerce.number().nullable(),
  is_new: z.boolean().nullable(),
  version: z.number().nullable(),
  seen_version: z.number().nullable(),
  said: z.array(z.object({ position: z.number(), message: ChatMessage })).nullable(),
});

/**
 * Takes a turn into the tenant's books and its message into the principal's own conversation, in one transaction:
 * reads what the tenant has chosen, sets aside a share of the month's budget where there is a limit, lets `decide` see
 * the history, and stores what it says.
 * @returns The messages as they are then.
 * @throws {ProblemError} `budget_exhausted`; `not_found` when the conversation is another's; what `decide` throws.
 */
export async function openTurn<T>({ ctx, input }: { ctx: Ctx; input: OpenTurn<T> }): Promise<Said> {
  authorise(ctx, 'chat:use');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    input.onAsked();
    const { rows } = await unit.tx.execute(openStatement(ctx, input, now));
    const row = Row.parse(rows[0]);
    const limit = effectiveLimit(input.chat.monthlyLimit, {
      tokens: row.monthly_tokens,
      costMicros: row.monthly_cost_micros,
    });
    const isLimited = limit.tokens !== null || limit.costMicros !== null;
    const tokenLimit = isLimited ? await holdBudget(unit, { ...input, limit, now }) : null;
    if (row.version === null) throw new ProblemError('not_found', 'There is no such conversation.');
    // The row's lock was waited for, and what was read with it is older.
    if (row.is_new === false && row.seen_version !== row.version - 1) throw new StaleReadError();
    const said = saidOf(row, row.version, input.remembered);
    const change = input.decide(said.messages);
    input.onDecided(
      { model: row.model, linkHosts: row.link_hosts ?? [], isModerated: row.moderation ?? false, tokenLimit },
      change.result,
    );
    return await saveChange(unit, { conversationId: input.conversationId, said, change, now });
  });
}

/** One statement for all that a turn has to know, and for the locks: each round trip is time before the first token. */
function openStatement(ctx: Ctx, input: Omit<OpenTurn<unknown>, 'onAsked' | 'decide' | 'onDecided'>, now: Date) {
  const { turnId, conversationId, begin, remembered } = input;
  const { tenantId, userId } = ctx.principal;
  const at = now.toISOString();
  const opened =
    begin === undefined
      ? sql`
        UPDATE conversations SET updated_at = ${at}, version = version + 1
        WHERE tenant_id = ${tenantId} AND id = ${conversationId} AND user_id = ${userId}
        RETURNING version, false AS is_new`
      : sql`
        INSERT INTO conversations (tenant_id, id, user_id, title, created_at, updated_at)
        VALUES (${tenantId}, ${conversationId}, ${userId}, ${titleOf(begin)}, ${at}, ${at})
        ON CONFLICT (tenant_id, id) DO UPDATE SET updated_at = ${at}, version = conversations.version + 1
          WHERE conversations.user_id = ${userId}
        RETURNING version, xmax = 0 AS is_new`;
  return sql`
    WITH begun AS (
      INSERT INTO chat_turns (tenant_id, id, begun_at) VALUES (${tenantId}, ${turnId}, ${at})
    ), opened AS (${opened})
    SELECT s.model, s.link_hosts, s.moderation, s.monthly_tokens, s.monthly_cost_micros,
      o.is_new, o.version, c.version AS seen_version,
      CASE WHEN NOT o.is_new AND o.version <> ${(remembered?.version ?? -2) + 1}::int THEN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('position', m.position, 'message',
          jsonb_build_object('id', m.id, 'role', m.role, 'parts', m.parts)
            || CASE WHEN m.metadata IS NULL THEN '{}' ELSE jsonb_build_object('metadata', m.metadata) END
        ) ORDER BY m.position), '[]')
        FROM messages m WHERE m.tenant_id = ${tenantId} AND m.conversation_id = ${conversationId}
      ) END AS said
    FROM (SELECT 1) one
    LEFT JOIN chat_settings s ON s.tenant_id = ${tenantId}
    LEFT JOIN opened o ON true
    LEFT JOIN conversations c ON c.tenant_id = ${tenantId} AND c.id = ${conversationId}`;
}

function saidOf(row: z.infer<typeof Row>, version: number, remembered: Said | undefined): Said {
  if (row.said === null && row.is_new === false && remembered !== undefined) return { ...remembered, version };
  const said = row.said ?? [];
  return { version, messages: said.map(({ message }) => message), lastPosition: said.at(-1)?.position ?? 0 };
}
