import type { Ctx } from '../domain/context.ts';
import type { FoundChunk } from './retrieval-statement.ts';

/** Enough for what belongs to the first few to be among them, few enough to be read in time. */
const CANDIDATES = 40;
/** Models read no more of either to the point. */
const MAX_CHARACTERS = 2_000;

/** How many to find for an answer of `limit`: a re-ranker chooses among more. */
export const candidatesFor = (ctx: Ctx, limit: number): number =>
  ctx.reranker === undefined ? limit : Math.max(limit, CANDIDATES);

/**
 * The best of what was found, in the order of the re-ranking service where one is configured. While it is away, slow or
 * answers nonsense, in the order in which they were found: a plainer order beats no answer.
 */
export async function rerankFound(
  ctx: Ctx,
  query: string,
  found: readonly FoundChunk[],
  limit: number,
): Promise<FoundChunk[]> {
  const { reranker } = ctx;
  if (reranker === undefined || found.length < 2) return found.slice(0, limit);
  const startedMs = performance.now();
  const observe = (outcome: 'reranked' | 'failed') =>
    ctx.metrics.observe('ragline_rerank_duration_seconds', (performance.now() - startedMs) / 1000, { outcome });
  try {
    const ranked = await ctx.spans.run('rerank', { kind: 'client' }, () =>
      reranker.rank(cut(query), found.map(readText), limit),
    );
    observe('reranked');
    return ranked.flatMap(({ index, score }) => {
      const chunk = found[index];
      return chunk === undefined ? [] : [{ ...chunk, score }];
    });
  } catch (error) {
    observe('failed');
    ctx.log.warn('rerank_unavailable', { error });
    return found.slice(0, limit);
  }
}

const readText = ({ product, heading, title, content }: FoundChunk): string =>
  cut([product?.name ?? heading ?? title, content].filter(Boolean).join('\n'));

const cut = (text: string): string => text.slice(0, MAX_CHARACTERS).toWellFormed();
