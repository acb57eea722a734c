import { and, eq, gt, sql } from 'drizzle-orm';
import { chatTurns, chatUsage } from '../../../schema/tables/chat.ts';
import type { ChatConfig } from '../../platform/chat-config.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { UnitOfWork } from '../context.ts';
import { type Limit, monthOf, secondsToNextMonth } from './effective-limit.ts';

/** What one turn holds of the month's budget until it is counted, and at which it takes no further step. */
const HELD_TOKENS = 20_000;
/** A turn that has not been counted by then was lost with its session. */
export const HOLD_MS = 60 * 60 * 1000;

/** By which a budget is counted. */
export type BudgetConfig = Pick<ChatConfig, 'prices' | 'models' | 'fallback'>;

/**
 * Sets aside for a turn, whose row is there, a share of what is left of the month. Turns that begin at once are told
 * apart by a lock, so together they hold no more than is left; each can go over its share by its last step alone.
 * @returns Once it has used so many tokens the turn takes no further step.
 * @throws {ProblemError} `budget_exhausted` when nothing is left.
 */
export async function holdBudget(
  { tx, tenantId }: UnitOfWork,
  { turnId, chat, limit, now }: { turnId: string; chat: BudgetConfig; limit: Limit; now: Date },
): Promise<number> {
  // In a statement of its own: the next one must see what those before have set aside.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`chat-budget ${tenantId}`}, 0))`);
  const month = monthOf(now);
  const { rows } = await tx.execute<{ tokens: string; cost: string }>(sql`
    SELECT coalesce(sum(tokens), 0) AS tokens, coalesce(sum(cost), 0) AS cost FROM (
      SELECT ${chatUsage.inputTokens} + ${chatUsage.outputTokens} AS tokens, ${chatUsage.costMicros} AS cost
      FROM ${chatUsage} WHERE ${and(eq(chatUsage.tenantId, tenantId), eq(chatUsage.month, month))}
      UNION ALL
      SELECT ${chatTurns.heldTokens}, ${chatTurns.heldCostMicros}
      FROM ${chatTurns}
      WHERE ${and(eq(chatTurns.tenantId, tenantId), gt(chatTurns.begunAt, new Date(now.getTime() - HOLD_MS)))}
    ) AS used`);
  const used = { tokens: Number(rows[0]?.tokens ?? 0), cost: Number(rows[0]?.cost ?? 0) };
  const leftTokens = limit.tokens === null ? HELD_TOKENS : limit.tokens - used.tokens;
  const price = highestPrice(chat);
  const heldCost = HELD_TOKENS * price;
  const leftCost = limit.costMicros === null ? heldCost : limit.costMicros - used.cost;
  if (leftTokens <= 0 || (limit.costMicros !== null && leftCost <= 0)) {
    throw new ProblemError('budget_exhausted', 'The chat has used up its budget of this month.', {
      retryAfterSeconds: secondsToNextMonth(now),
    });
  }
  const costTokens = price === 0 ? HELD_TOKENS : Math.max(1, Math.floor(leftCost / price));
  const tokens = Math.min(HELD_TOKENS, leftTokens, costTokens);
  await tx
    .update(chatTurns)
    .set({ heldTokens: tokens, heldCostMicros: Math.ceil(tokens * price) })
    .where(and(eq(chatTurns.tenantId, tenantId), eq(chatTurns.id, turnId)));
  return tokens;
}

/** Of a token of whichever model may answer. */
function highestPrice({ prices, models, fallback }: BudgetConfig): number {
  const names: string[] = [...models, ...(fallback === undefined ? [] : [fallback.model])];
  return Math.max(0, ...names.flatMap((name) => [prices[name]?.input ?? 0, prices[name]?.output ?? 0]));
}
