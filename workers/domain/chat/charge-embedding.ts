import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Services } from '../context.ts';
import { budgetRefusal, SpendLimit } from './budget-refusal.ts';
import { costMicros } from './cost.ts';
import { type Spender, spendLimits } from './spend-limits.ts';

const Charged = z.object({ refused_by: SpendLimit.nullish(), operator: z.boolean().optional() });

/** The account whose texts are embedded. */
export type EmbeddingSpender = Spender & Pick<Services, 'db' | 'clock'> & { tenantId: string };

/**
 * Charges the tenant's and the operator's budget with an estimate of what a call of the embedding server will use, in
 * one round trip. A process that dies before it corrects the charge leaves the estimate.
 * @param input.model By the name that prices are listed under.
 * @returns Corrects the charge to the tokens that were used in the end.
 * @throws {ProblemError} `budget_exhausted` when less than the estimate is left.
 */
export async function chargeEmbedding({
  services,
  input: { model, tokens },
}: {
  services: EmbeddingSpender;
  input: { model: string; tokens: number };
}): Promise<(used: number) => Promise<void>> {
  const { db, tenantId } = services;
  const { chat } = services.config;
  const now = services.clock.now();
  const at = now.toISOString();
  const price = chat.prices[model]?.input ?? 0;
  const limits = await spendLimits(services);
  const { rows } = await db.transaction({ systemWorkIn: tenantId }, (tx, end) =>
    end.last(() =>
      tx.execute(
        sql`SELECT charge_embedding(${tenantId}, ${at}, ${model}, ${tokens}, ${price}, ${limits}::jsonb) AS charged`,
      ),
    ),
  );
  const charged = Charged.parse(rows[0]?.charged);
  if (charged.refused_by != null) throw budgetRefusal(charged.refused_by, now);
  const costOf = (used: number) => costMicros(chat.prices[model], { input: used, output: 0 });
  return async (used) => {
    if (used === tokens) return;
    const isOperators = charged.operator === true;
    await db.transaction({ systemWorkIn: tenantId }, (tx, end) =>
      end.last(() =>
        tx.execute(sql`SELECT correct_embedding(${tenantId}, ${at}, ${model}, ${used - tokens},
        ${costOf(used) - costOf(tokens)}, ${isOperators}, ${limits}::jsonb)`),
      ),
    );
  };
}
