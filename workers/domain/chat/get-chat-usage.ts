import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { ChatUsage } from '../../../contracts/chat-settings.ts';
import { chatSettings, chatTurns, chatUsage } from '../../../schema/tables/chat.ts';
import type { ChatConfig } from '../../platform/chat-config.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { limitView } from './chat-settings-view.ts';
import { effectiveLimit, monthOf } from './effective-limit.ts';
import { HOLD_MS } from './hold-budget.ts';

/** What the tenant's chat used in a month, the current one unless one is named (`2026-11`), beside its limit. */
export async function getChatUsage({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { month?: string | undefined; chat: ChatConfig };
}): Promise<ChatUsage> {
  authorise(ctx, 'chat:read-usage');
  const month = input.month === undefined ? monthOf(ctx.clock.now()) : `${input.month}-01`;
  const { rows, running, settings } = await inTransaction(ctx, async ({ tx, tenantId }) => ({
    rows: await tx
      .select()
      .from(chatUsage)
      .where(and(eq(chatUsage.tenantId, tenantId), eq(chatUsage.month, month)))
      .orderBy(asc(chatUsage.model)),
    running: await tx
      .select({
        turns: sql`count(*)`.mapWith(Number),
        held_tokens: sql`coalesce(sum(${chatTurns.heldTokens}), 0)`.mapWith(Number),
        held_cost_micros: sql`coalesce(sum(${chatTurns.heldCostMicros}), 0)`.mapWith(Number),
      })
      .from(chatTurns)
      .where(
        and(eq(chatTurns.tenantId, tenantId), gt(chatTurns.begunAt, new Date(ctx.clock.now().getTime() - HOLD_MS))),
      ),
    settings: await tx.select().from(chatSettings).where(eq(chatSettings.tenantId, tenantId)),
  }));
  const byModel = rows.map((row) => ({
    model: row.model,
    turns: row.turns,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cost_micros: row.costMicros,
  }));
  const sum = (field: 'turns' | 'input_tokens' | 'output_tokens' | 'cost_micros') =>
    byModel.reduce((total, row) => total + row[field], 0);
  const own = { tokens: settings[0]?.monthlyTokens ?? null, costMicros: settings[0]?.monthlyCostMicros ?? null };
  return {
    month: month.slice(0, 7),
    turns: sum('turns'),
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cost_micros: sum('cost_micros'),
    by_model: byModel,
    running: running[0] ?? { turns: 0, held_tokens: 0, held_cost_micros: 0 },
    limit: limitView(effectiveLimit(own, input.chat.monthlyLimit)),
  };
}
