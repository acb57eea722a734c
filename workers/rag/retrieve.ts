import { sql } from 'drizzle-orm';
import { type Ctx, reading } from '../domain/context.ts';
import type { Tx } from '../platform/database.ts';
import type { Embedder } from '../platform/embedder.ts';
import { embedWithinBudget } from './embed-within-budget.ts';
import { analyseQuery, type ChunkKind, type WeightedTerm, weighTerms } from './query-terms.ts';
import { candidatesFor, rerankFound } from './rerank-found.ts';
import {
  type Eligibility,
  type FoundChunk,
  foundChunks,
  type QueryVector,
  retrievalStatement,
  type Scope,
  sampleStatement,
} from './retrieval-statement.ts';
import { fastestStrategy, type Strategy } from './retrieval-strategy.ts';
import { INDEXED_FROM } from './search-index.ts';

const QUERY = { purpose: 'query', timeoutMs: 3_000 } as const;
/** Enough for one or two sentences; embedding more of a long query makes its vector less precise. */
export const MAX_EMBEDDED_CHARACTERS = 2_000;

/** A single vector represents a longer query less well, so its weight falls in proportion. */
const FULLY_EMBEDDED_WORDS = 8;
/** A lexical vector knows little that words do not. */
const LEXICAL_WEIGHT = 0.25;

/** Chunks that are tried to tell which share the filters let through: to some six in a hundred, for a millisecond. */
const SAMPLE = 64;

export interface Retrieval {
  ctx: Ctx;
  /** The query as it was written, for models that read sentences. */
  query: string;
  /** The words of it that are looked up; all of them by default. */
  words?: string;
  /** True to search by words, without vectors. */
  isByWordsAlone?: boolean;
  /** At least one. */
  kinds: readonly ChunkKind[];
  /**
   * Conditions on what may be found. A function reads what it needs in the retrieval's transaction, together with the
   * analysis of the query.
   */
  eligible: Eligibility | ((within: Ctx) => Promise<Eligibility>);
  limit: number;
  /** Leaves out what the database cannot tell, among the best `among` that it finds. */
  keeps?: (chunk: FoundChunk) => boolean;
  among?: number;
}

/**
 * Hybrid retrieval over the tenant's chunks of products, documents or both: by words (BM25 over the inverted index,
 * with similar spellings where no text has the word) and by vectors, fused by scores of one scale. What may not be
 * found is left out of both before the best are taken. With the embedding server away, or no model, by words alone.
 * Where a re-ranking service is configured, it has the last word on the order.
 */
export async function retrieve(retrieval: Retrieval): Promise<FoundChunk[]> {
  const { ctx, query, limit } = retrieval;
  const startedMs = performance.now();
  const candidates = candidatesFor(ctx, limit);
  const { found: all, kind } = await find({ ...retrieval, limit: Math.max(candidates, retrieval.among ?? 0) });
  const { keeps } = retrieval;
  const found = (keeps === undefined ? all : all.filter(keeps)).slice(0, candidates);
  ctx.metrics.observe('ragline_retrieval_duration_seconds', (performance.now() - startedMs) / 1000, { kind });
  return await rerankFound(ctx, query, found, limit);
}

async function find(retrieval: Retrieval): Promise<{ found: FoundChunk[]; kind: 'hybrid' | 'lexical' }> {
  const { embedder } = retrieval.ctx;
  const corrections: Array<Promise<void>> = [];
  const embed = (model: Embedder | undefined) =>
    embedQuery(retrieval, model, (corrected) => void corrections.push(corrected));
  // Outside of a transaction: a slow server must not hold one open.
  const [own, analysed] = await Promise.all([
    retrieval.isByWordsAlone === true ? undefined : embed(embedder),
    analyse(retrieval),
  ]);
  const { model } = analysed;
  // The tenant may still, or again, be searched by another model than this Worker is configured with.
  const isOther = own !== undefined && model !== null && model !== own.model;
  const vector = isOther ? await embed(embedder.sibling?.(model)) : own;
  const found = await search(retrieval, analysed, vector);
  await Promise.all(corrections);
  return { found, kind: vector === undefined ? 'lexical' : 'hybrid' };
}

interface Analysed {
  scope: Scope;
  strategy: Strategy;
  terms: WeightedTerm[];
  /** The model that the tenant is searched by. */
  model: string | null;
}

async function analyse({ ctx, query, words = query, kinds, eligible }: Retrieval): Promise<Analysed> {
  return await reading(ctx, async ({ tx, tenantId }, within) => {
    const [, analysis, allowed] = await Promise.all([
      tx.execute(PLANNING),
      analyseQuery(tx, { tenantId, kinds, query: words }),
      typeof eligible === 'function' ? eligible(within) : eligible,
    ]);
    const scope = { tenantId, kinds: analysis.kinds, eligible: allowed };
    return { scope, strategy: await chooseStrategy(tx, scope), terms: weighTerms(analysis), model: analysis.model };
  });
}

async function search(
  { ctx, limit }: Retrieval,
  { scope, strategy, terms }: Analysed,
  vector: QueryVector | undefined,
): Promise<FoundChunk[]> {
  if (terms.length === 0 && vector === undefined) return [];
  const statement = retrievalStatement({ ...scope, terms, vector, strategy, limit });
  return await reading(ctx, async ({ tx }) => {
    const [, { rows }] = await Promise.all([tx.execute(PLANNING), tx.execute(statement)]);
    return foundChunks(rows);
  });
}

/** For few chunks there is no index, and nothing to choose. */
async function chooseStrategy(tx: Tx, scope: Scope): Promise<Strategy> {
  const all = scope.kinds.reduce((sum, { chunks }) => sum + chunks, 0);
  if (all < INDEXED_FROM) return 'look_up';
  const { rows } = await tx.execute<{ eligible: number }>(sampleStatement(scope, SAMPLE));
  return fastestStrategy(all, (rows[0]?.eligible ?? 0) / SAMPLE);
}

/**
 * Compiling a statement, or starting workers for it, takes longer than running it; so does remembering what was looked
 * up when nothing is looked up twice. A set that is too large to be hashed would be read once for each row. Comparing
 * two vectors costs some twenty times what the planner takes an operator for. The index over a large tenant's vectors
 * goes on until enough of what it finds passes the filters; in strict order it would leave out what it comes upon too
 * late.
 */
export const PLANNING = sql`SELECT set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
  set_config('enable_memoize', 'off', true), set_config('work_mem', '32MB', true),
  set_config('cpu_operator_cost', '0.05', true), set_config('hnsw.iterative_scan', 'relaxed_order', true),
  set_config('hnsw.ef_search', '160', true), set_config('hnsw.max_scan_tuples', '100000', true)`;

/**
 * The query's vector, or nothing when it cannot be had: a search by words alone beats none. Spellings order documents
 * alone: of products, whose names are short, words with their typos tell as much.
 */
async function embedQuery(
  { ctx, kinds, query }: Retrieval,
  model: Embedder | undefined,
  onCorrecting: (corrected: Promise<void>) => void,
): Promise<QueryVector | undefined> {
  if (model === undefined || (model.isLexical === true && !kinds.includes('document'))) return undefined;
  try {
    const budget = { ...ctx, tenantId: ctx.principal.tenantId };
    const text = query.slice(0, MAX_EMBEDDED_CHARACTERS).toWellFormed();
    const [values] = await embedWithinBudget(budget, model, [text], { ...QUERY, onCorrecting });
    if (values === undefined || values.every((value) => value === 0)) return undefined;
    const words = query.split(/\s+/).length;
    const isLexical = model.isLexical === true;
    const weight = (isLexical ? LEXICAL_WEIGHT : 1) * Math.min(1, FULLY_EMBEDDED_WORDS / words);
    return { values, model: model.id, weight, isLexical };
  } catch (error) {
    ctx.log.warn('embedding_unavailable', { model: model.id, error });
    return undefined;
  }
}
