import type { MenuHit, RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { authorise, type Ctx } from '../domain/context.ts';
import type { Embedder } from './embedding-model.ts';
import { searchWords } from './lexical-query.ts';
import { type MenuRow, menuHit } from './menu-hit.ts';
import { listStatement, type QueryVector, searchStatement } from './search-statement.ts';

const EMBEDDING_TIMEOUT_MS = 3_000;

/**
 * Hybrid retrieval: full text, trigram and vector ranks of the tenant's own products, fused. Every filter holds in
 * every leg, and all of the diets must. An empty query lists the menu. With the embedding server away, or no
 * embedding model, the search is lexical.
 */
export async function searchProducts({
  ctx,
  embeddingModel,
  input,
}: {
  ctx: Ctx;
  embeddingModel?: Embedder | undefined;
  input: RetrieveMenuInput;
}): Promise<MenuHit[]> {
  authorise(ctx, 'product:read');
  const { tenantId } = ctx.principal;
  const startedMs = performance.now();
  const words = searchWords(input.query);
  // Before the transaction: a slow server must not hold one open.
  const vector = words.length === 0 ? undefined : await embedQuery(ctx, embeddingModel, input.query);
  const statement =
    words.length === 0 ? listStatement(tenantId, input) : searchStatement(tenantId, input, words, vector);
  const found = await ctx.db.transaction({ tenantId }, (tx) => tx.execute<MenuRow>(statement));
  const kind = words.length === 0 ? 'list' : vector === undefined ? 'lexical' : 'hybrid';
  ctx.metrics.observe('ragline_retrieval_duration_seconds', (performance.now() - startedMs) / 1000, { kind });
  return found.rows.map(menuHit);
}

/** The query's vector, or nothing when it cannot be had: a search by words alone beats none. */
async function embedQuery(ctx: Ctx, model: Embedder | undefined, query: string): Promise<QueryVector | undefined> {
  if (model === undefined) return undefined;
  try {
    const [values] = await model.embed([query], AbortSignal.timeout(EMBEDDING_TIMEOUT_MS));
    return values === undefined || values.every((value) => value === 0) ? undefined : { values, model: model.id };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    ctx.log.warn('embedding_unavailable', { model: model.id, reason });
    return undefined;
  }
}
