import { and, eq, lt, or, sql } from 'drizzle-orm';
import { chatTurns, chatUsage } from '../../../schema/tables/chat.ts';
import type { UnitOfWork } from '../context.ts';
import { monthOf } from './effective-limit.ts';

/** A turn whose session was lost for good holds nothing after an hour; its row goes with a later turn's. */
const KEEP_LOST_MS = 24 * 60 * 60 * 1000;

export interface UsedByTurn {
  model: string;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
}

/**
 * Counts what a turn used, in the month in which it began, and gives back what it held. A turn that was counted already
 * is left at that.
 * @param input.used Undefined: it was refused before a model saw it.
 */
export async function settleTurn(
  { tx, tenantId }: UnitOfWork,
  now: Date,
  input: { turnId: string; used: UsedByTurn | undefined },
): Promise<void> {
  const isLost = lt(chatTurns.begunAt, new Date(now.getTime() - KEEP_LOST_MS));
  const ended = await tx
    .delete(chatTurns)
    .where(and(eq(chatTurns.tenantId, tenantId), or(eq(chatTurns.id, input.turnId), isLost)))
    .returning({ id: chatTurns.id, begunAt: chatTurns.begunAt });
  const turn = ended.find(({ id }) => id === input.turnId);
  if (turn === undefined || input.used === undefined) return;
  const { model, inputTokens, outputTokens, costMicros } = input.used;
  await tx
    .insert(chatUsage)
    .values({ tenantId, month: monthOf(turn.begunAt), model, turns: 1, inputTokens, outputTokens, costMicros })
    .onConflictDoUpdate({
      target: [chatUsage.tenantId, chatUsage.month, chatUsage.model],
      set: {
        turns: sql`${chatUsage.turns} + 1`,
        inputTokens: sql`${chatUsage.inputTokens} + excluded.input_tokens`,
        outputTokens: sql`${chatUsage.outputTokens} + excluded.output_tokens`,
        costMicros: sql`${chatUsage.costMicros} + excluded.cost_micros`,
      },
    });
}
