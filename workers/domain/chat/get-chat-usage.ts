import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ChatUsage, GuestUsage } from '../../../contracts/chat-settings.ts';
import { chatSettings, chatTurns, chatUsage } from '../../../schema/tables/chat.ts';
import type { ChatConfig, Limit } from '../../platform/chat-config.ts';
import { authorise, type Ctx, reading, type Unit } from '../context.ts';
import { limitView } from './chat-settings-view.ts';
import { effectiveLimit, monthOf } from './effective-limit.ts';
import { HOLD_MS } from './spend-limits.ts';

/**
 * The tenant's use of chat and embeddings in a month (`2026-11`; the current one by default), with its limits. Of the
 * operator's month it says only whether it is used up.
 */
export async function getChatUsage({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { month?: string | undefined };
}): Promise<ChatUsage> {
  authorise(ctx, 'chat:read-usage');
  const now = ctx.clock.now();
  const month = input.month === undefined ? monthOf(now) : `${input.month}-01`;
  const { budget } = ctx.config.chat;
  const { rows, running, settings, others } = await reading(ctx, async ({ tx, tenantId }) => ({
    others: await readOthers({ tx, tenantId }, month, now, budget),
    rows: await tx
      .select()
      .from(chatUsage)
      .where(and(eq(chatUsage.tenantId, tenantId), eq(chatUsage.month, month)))
      .orderBy(asc(chatUsage.model)),
    running: await tx
      .select({
        turns: sql`count(*)`.mapWith(Number),
        guest_tokens: sql`coalesce(sum(${chatTurns.heldTokens}) FILTER (WHERE guest_id IS NOT NULL), 0)`.mapWith(
          Number,
        ),
        held_tokens: sql`coalesce(sum(${chatTurns.heldTokens}), 0)`.mapWith(Number),
        held_cost_micros: sql`coalesce(sum(${chatTurns.heldCostMicros}), 0)`.mapWith(Number),
      })
      .from(chatTurns)
      .where(and(eq(chatTurns.tenantId, tenantId), gt(chatTurns.begunAt, new Date(now.getTime() - HOLD_MS)))),
    settings: await tx.select().from(chatSettings).where(eq(chatSettings.tenantId, tenantId)),
  }));
  const byModel = rows.map((row) => ({
    model: row.model,
    turns: row.turns,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cost_micros: row.costMicros,
  }));
  const embeddings = rows.filter((row) => row.embeddings);
  const sum = (field: 'turns' | 'input_tokens' | 'output_tokens' | 'cost_micros') =>
    byModel.reduce((total, row) => total + row[field], 0);
  const own = { tokens: settings[0]?.monthlyTokens ?? null, costMicros: settings[0]?.monthlyCostMicros ?? null };
  const limit = effectiveLimit(own, budget.tenant);
  const { guest_tokens: heldByGuests = 0, ...held } = running[0] ?? { turns: 0, held_tokens: 0, held_cost_micros: 0 };
  const tokens = sum('input_tokens') + sum('output_tokens');
  const left: Limit = {
    tokens: rest(limit.tokens, tokens + held.held_tokens),
    costMicros: rest(limit.costMicros, sum('cost_micros') + held.held_cost_micros),
  };
  const isUsedUp = left.tokens === 0 || left.costMicros === 0;
  return {
    month: month.slice(0, 7),
    turns: sum('turns'),
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cost_micros: sum('cost_micros'),
    by_model: byModel,
    embeddings: {
      tokens: embeddings.reduce((total, row) => total + row.inputTokens, 0),
      cost_micros: embeddings.reduce((total, row) => total + row.costMicros, 0),
    },
    running: held,
    limit: limitView(limit),
    current:
      month === monthOf(now)
        ? {
            left: limitView(left),
            guests: guestUsage(budget.guests, limit, others, heldByGuests),
            stopped_by: isUsedUp ? 'tenant' : others.operator ? 'operator' : null,
          }
        : null,
  };
}

const rest = (limit: number | null, used: number): number | null => (limit === null ? null : Math.max(0, limit - used));

const Others = z.object({ today: z.coerce.number(), month: z.coerce.number(), operator: z.boolean() });

/** The guests' use of the month and of today, and whether the operator's month is used up. */
async function readOthers(
  { tx, tenantId }: Unit,
  month: string,
  now: Date,
  { operator, guests }: ChatConfig['budget'],
) {
  const { rows } = await tx.execute(sql`
    SELECT coalesce(sum(tokens), 0) AS month,
      coalesce(sum(tokens) FILTER (WHERE day = ${now.toISOString().slice(0, 10)}::date), 0) AS today,
      operator_spent(${month}, false, ${operator.tokens}, ${operator.costMicros}, ${guests?.monthlyShare ?? null}) AS operator
    FROM guest_spend
    WHERE tenant_id = ${tenantId} AND subject = 'all' AND day >= ${month}::date`);
  return Others.parse(rows[0]);
}

function guestUsage(
  guests: ChatConfig['budget']['guests'],
  limit: Limit,
  used: z.infer<typeof Others>,
  held: number,
): GuestUsage | null {
  if (guests === undefined) return null;
  const left = (share: number, tokens: number) =>
    rest(limit.tokens === null ? null : Math.floor(limit.tokens * share), tokens + held);
  return {
    tokens_today: used.today,
    tokens_month: used.month,
    left_today: left(guests.dailyShare, used.today),
    left_month: left(guests.monthlyShare, used.month),
    daily_tokens_per_guest: guests.dailyTokens,
    daily_tokens_per_address: guests.addressDailyTokens,
  };
}
