import { sql } from 'drizzle-orm';
import type { UnitOfWork } from '../context.ts';

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
  { turnId, used }: { turnId: string; used: UsedByTurn | undefined },
): Promise<void> {
  await tx.execute(sql`SELECT settle_turn(${tenantId}, ${turnId}, ${now.toISOString()}, ${used?.model ?? null},
    ${used?.inputTokens ?? 0}, ${used?.outputTokens ?? 0}, ${used?.costMicros ?? 0})`);
}
