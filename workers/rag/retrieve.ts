import { sql } from 'drizzle-orm';
import type { Ctx } from '../domain/context.ts';
import { embedTexts } from './embed-texts.ts';
import type { Embedder } from './embedding-model.ts';
import { analyseQuery, type ChunkKind, weighTerms } from './query-terms.ts';
import {
  type Eligibility,
  type FoundChunk,
  foundChunks,
  type QueryVector,
  retrievalStatement,
} from './retrieval-statement.ts';

const EMBEDDING_TIMEOUT_MS = 3_000;
/** What a sentence or two need; a model reads no more of a longer one to the point. */
const MAX_EMBEDDED_CHARACTERS = 2_000;

export interface Retrieval {
  ctx: Ctx;
  embeddingModel: Embedder | undefined;
  /** What is looked for, in words. */
  query: string;
  /** At least one. */
  kinds: readonly ChunkKind[];
  eligible: Eligibility;
  limit: number;
}

/**
 * Hybrid retrieval over the tenant's chunks of products, documents or both: by words (BM25 over the inverted index,
 * with what is spelled alike where nobody wrote the word) and by vectors, fused by reciprocal rank. What may not be
 * found is left out of both before their ranks are taken. With the embedding server away, or no model, by words alone.
 */
export async function retrieve(retrieval: Retrieval): Promise<FoundChunk[]> {
  const startedMs = performance.now();
  const { found, kind } = await find(retrieval);
  retrieval.ctx.metrics.observe('ragline_retrieval_duration_seconds', (performance.now() - startedMs) / 1000, { kind });
  return found;
}

async function find(retrieval: Retrieval): Promise<{ found: FoundChunk[]; kind: 'hybrid' | 'lexical' }> {
  const { ctx, embeddingModel, query } = retrieval;
  // Before the transaction: a slow server must not hold one open.
  const vector = await embedQuery(ctx, embeddingModel, query);
  const first = await search(retrieval, vector);
  if (vector === undefined) return { found: first.found, kind: 'lexical' };
  if (first.model === null || first.model === vector.model) return { found: first.found, kind: 'hybrid' };
  // The tenant is still, or again, searched by another model than this Worker is configured with.
  const other = await embedQuery(ctx, embeddingModel?.sibling?.(first.model), query);
  if (other === undefined) return { found: first.found, kind: 'lexical' };
  return { found: (await search(retrieval, other)).found, kind: 'hybrid' };
}

async function search(
  { ctx, query, kinds, eligible, limit }: Retrieval,
  vector: QueryVector | undefined,
): Promise<{ found: FoundChunk[]; model: string | null }> {
  const { tenantId } = ctx.principal;
  return await ctx.db.transaction({ tenantId }, async (tx) => {
    const analysis = await analyseQuery(tx, { tenantId, kinds, query });
    const terms = weighTerms(analysis);
    if (terms.length === 0 && vector === undefined) return { found: [], model: analysis.model };
    if (vector !== undefined) await tx.execute(sql.raw(VECTOR_SCAN_SETTINGS));
    const statement = retrievalStatement({ tenantId, kinds: analysis.kinds, terms, vector, eligible, limit });
    return { found: foundChunks((await tx.execute(statement)).rows), model: analysis.model };
  });
}

/**
 * For the index over a large tenant's vectors: it goes on until enough of what it finds passes the filters, in true
 * order. Workers would cost more to start than they save.
 */
const VECTOR_SCAN_SETTINGS = `
  SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL hnsw.ef_search = 200; SET LOCAL hnsw.max_scan_tuples = 100000;
  SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off`;

/** The query's vector, or nothing when it cannot be had: a search by words alone beats none. */
async function embedQuery(ctx: Ctx, model: Embedder | undefined, query: string): Promise<QueryVector | undefined> {
  if (model === undefined) return undefined;
  try {
    const text = query.slice(0, MAX_EMBEDDED_CHARACTERS).toWellFormed();
    const [values] = await embedTexts(model, [text], AbortSignal.timeout(EMBEDDING_TIMEOUT_MS));
    if (values === undefined || values.every((value) => value === 0)) return undefined;
    return { values, model: model.id, rankWeight: model.rankWeight ?? 1 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    ctx.log.warn('embedding_unavailable', { model: model.id, reason });
    return undefined;
  }
}
