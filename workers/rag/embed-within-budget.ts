import { chargeEmbedding, type EmbeddingSpender } from '../domain/chat/charge-embedding.ts';
import type { Services } from '../domain/context.ts';
import type { Embedder, EmbeddingPurpose } from '../platform/embedder.ts';
import { estimateTokens } from '../platform/estimate-tokens.ts';
import { embedTexts } from './embed-texts.ts';

/** The budget that pays for embeddings. */
export type EmbeddingBudget = EmbeddingSpender & Pick<Services, 'log'>;

/**
 * `embedTexts` within the budget of models: an estimate is charged before the call, and corrected to what the server
 * reports, or to nothing when the call failed. The offline embedding costs nothing.
 * @throws {ProblemError} `budget_exhausted`, before anything is sent; what `embedTexts` throws.
 */
export async function embedWithinBudget(
  budget: EmbeddingBudget,
  embedder: Embedder,
  texts: readonly string[],
  {
    onCorrecting,
    ...options
  }: {
    purpose: EmbeddingPurpose;
    timeoutMs: number;
    /** Takes over the wait for the correction, which never rejects. */
    onCorrecting?: (corrected: Promise<void>) => void;
  },
): Promise<number[][]> {
  if (embedder.isFree === true) return await embedTexts(embedder, texts, options);
  const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  const settle = await chargeEmbedding({ services: budget, input: { model: pricedName(embedder.id), tokens } });
  let used = 0;
  try {
    let reported: number | undefined;
    const vectors = await embedTexts(embedder, texts, { ...options, onUsage: (count) => (reported = count) });
    used = reported ?? tokens;
    return vectors;
  } finally {
    // A charge that stays too high is no reason to fail what was asked for.
    const corrected = settle(used).catch((error: unknown) =>
      budget.log.warn('embedding_charge_not_corrected', { error }),
    );
    if (onCorrecting === undefined) await corrected;
    else onCorrecting(corrected);
  }
}

/** The model's name alone: its id also names the size and the prefix of its vectors. */
const pricedName = (id: string): string => id.replace(/(?:@\d+)?(?:#.*)?$/s, '');
