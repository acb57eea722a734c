import { and, asc, eq, gt, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { chunks } from '../../schema/tables/search.ts';
import type { Services } from '../domain/context.ts';
import type { Tx } from '../platform/database.ts';
import type { Embedder } from '../platform/embedder.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { EmbeddingRefusedError, EmbeddingTimeoutError } from './embed-texts.ts';
import { type EmbeddingBudget, embedWithinBudget } from './embed-within-budget.ts';
import { completeIndex } from './search-index.ts';
import { refreshStatistics } from './search-statistics.ts';

const FIRST_BATCH = 16;
const MAX_BATCH = 64;
const MAX_BATCHES = 16;
/** The consumer of a message has 90 seconds: two calls that are given up, and one of half as many texts that is not. */
const TIMEOUT_MS = 30_000;
/** A call that was answered so soon may be twice as large. */
const QUICK_MS = TIMEOUT_MS / 4;
/** No batch begins later than this after the first. */
const MAX_MS = 40_000;

/** How many texts each model's server was last able to answer in time. */
const batchSizes = new Map<string, number>();
const batchSizeOf = (embedder: Embedder): number => batchSizes.get(embedder.id) ?? FIRST_BATCH;

export type EmbeddingServices = Pick<Services, 'db' | 'clock' | 'log' | 'vault' | 'config' | 'embedder'>;

/**
 * Embeds the tenant's chunks that have no vector of this model, in batches, with no call to the embedding server
 * inside a transaction. Two of them at once do some work twice and harm nothing; a chunk whose text changed
 * meanwhile stays pending. Each chunk is looked at once a call, so that two models of a rolling deployment, each
 * taking the other's vectors for stale, cannot keep one call busy. When none is left the tenant is searched by this
 * model from now on. For a slow server the batches become smaller, and the call ends early with chunks remaining.
 * @returns How many chunks have one now, and whether some stay pending.
 */
export async function embedPendingChunks(
  services: EmbeddingServices,
  tenantId: string,
): Promise<{ embedded: number; remaining: boolean }> {
  await refreshStatistics(services, tenantId);
  let embedded = 0;
  let skipped = 0;
  let after: string | undefined;
  const beganMs = services.clock.now().getTime();
  for (let batch = 0; batch < MAX_BATCHES && services.clock.now().getTime() - beganMs < MAX_MS; batch++) {
    const step = await embedNextBatch(services, tenantId, after);
    // The sweep asks again. Asking for another message at once would ask for ever.
    if (step === 'paused') return { embedded, remaining: false };
    if (step === 'finished') {
      if (skipped === 0) await completeIndex(services, tenantId);
      return { embedded, remaining: skipped > 0 };
    }
    embedded += step.embedded;
    if (step.hasOtherDimensions) return { embedded, remaining: true };
    after = step.lastId;
    skipped += step.looked - step.embedded;
  }
  return { embedded, remaining: true };
}

interface Batch {
  /** Where the next batch begins. */
  lastId: string;
  looked: number;
  /** Texts that the model was asked for. */
  asked: number;
  /** Chunks that have a vector now. Others changed meanwhile. */
  embedded: number;
  /** The model answers with other dimensions than before, so earlier chunks are pending again. */
  hasOtherDimensions: boolean;
}

/**
 * The pending chunks after `after`, in the order of their ids. A text that has a vector already is not sent again. Of a
 * batch that the server does not answer in time the first half is tried, and the rest waits for the next batch.
 * @returns `paused` when the budget does not pay for the batch: nothing was embedded.
 */
export async function embedNextBatch(
  services: EmbeddingServices,
  tenantId: string,
  after: string | undefined,
): Promise<Batch | 'finished' | 'paused'> {
  const { embedder } = services;
  const pending = await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx
      .select({
        id: chunks.id,
        hash: sql<string>`encode(${chunks.contentHash}, 'hex')`,
        text: sql<string>`embedded_text(${chunks.title}, ${chunks.content})`,
        isKnown: sql<boolean>`EXISTS (SELECT FROM embeddings e WHERE e.tenant_id = ${tenantId}
          AND e.model = ${embedder.id} AND e.content_hash = chunks.content_hash)`,
      })
      .from(chunks)
      .where(and(isPending(tenantId, embedder.id), after === undefined ? undefined : gt(chunks.id, after)))
      .orderBy(asc(chunks.id))
      .limit(batchSizeOf(embedder)),
  );
  if (pending.length === 0) return 'finished';
  try {
    return await embedBatch(services, tenantId, pending);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'budget_exhausted') throw error;
    services.log.warn('indexing_paused', { tenant_id: tenantId, model: embedder.id, reason: error.message });
    return 'paused';
  }
}

interface PendingChunk {
  id: string;
  hash: string;
  text: string;
  isKnown: boolean;
}

async function embedBatch(
  services: EmbeddingServices,
  tenantId: string,
  pending: readonly PendingChunk[],
): Promise<Batch> {
  const { embedder } = services;
  const unknown = new Map(pending.filter(({ isKnown }) => !isKnown).map(({ hash, text }) => [hash, text]));
  const beganMs = services.clock.now().getTime();
  let vectors: Array<number[] | undefined>;
  try {
    vectors = await embedEach(budgetOf(services, tenantId), embedder, [...unknown.values()]);
  } catch (error) {
    if (!(error instanceof EmbeddingTimeoutError) || pending.length === 1) throw error;
    const half = Math.ceil(pending.length / 2);
    batchSizes.set(embedder.id, half);
    services.log.warn('embedding_batch_halved', { model: embedder.id, texts: unknown.size, error });
    return await embedBatch(services, tenantId, pending.slice(0, half));
  }
  const isQuick = services.clock.now().getTime() - beganMs < QUICK_MS;
  if (isQuick && unknown.size > 0) batchSizes.set(embedder.id, Math.min(2 * batchSizeOf(embedder), MAX_BATCH));
  const made = [...unknown.keys()].flatMap((hash, index) => {
    const vector = vectors[index];
    return vector === undefined ? [] : [{ hash, embedding: JSON.stringify(vector), dimensions: vector.length }];
  });
  const now = services.clock.now().toISOString();
  const [{ dimensions } = { dimensions: 0 }] = made;
  const { marked, dropped } = await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    const dropped = made.length === 0 ? 0 : await dropOtherDimensions(tx, { tenantId, model: embedder.id, dimensions });
    if (made.length > 0) {
      await tx.execute(sql`
        INSERT INTO embeddings (tenant_id, model, content_hash, dimensions, embedding, created_at)
        SELECT ${tenantId}, ${embedder.id}, decode(r.hash, 'hex'), r.dimensions, r.embedding::halfvec, ${now}
        FROM jsonb_to_recordset(${JSON.stringify(made)}::jsonb) AS r (hash text, dimensions integer, embedding text)
        ON CONFLICT (tenant_id, model, content_hash)
          DO UPDATE SET dimensions = excluded.dimensions, embedding = excluded.embedding, created_at = excluded.created_at`);
    }
    // A chunk with another text by now keeps waiting.
    const marked = await tx.execute(sql`
      UPDATE chunks c SET embedded_with = ${embedder.id}
      FROM jsonb_to_recordset(${JSON.stringify(pending.map(({ id, hash }) => ({ id, hash })))}::jsonb) AS r (id uuid, hash text)
      WHERE c.tenant_id = ${tenantId} AND c.id = r.id AND c.content_hash = decode(r.hash, 'hex')`);
    return { marked, dropped };
  });
  if (dropped > 0) {
    services.log.warn('embedding_dimensions_changed', { tenant_id: tenantId, model: embedder.id, dimensions, dropped });
  }
  return {
    lastId: pending.at(-1)?.id ?? '',
    looked: pending.length,
    asked: unknown.size,
    embedded: marked.rowCount ?? 0,
    hasOtherDimensions: dropped > 0,
  };
}

/**
 * Vectors of different dimensions cannot be compared. When a server answers with others under the same name, the model
 * behind the name is another one: its earlier vectors are dropped, and their chunks wait again.
 * @returns How many chunks wait again.
 */
async function dropOtherDimensions(
  tx: Tx,
  { tenantId, model, dimensions }: { tenantId: string; model: string; dimensions: number },
): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    WITH dropped AS (
      DELETE FROM embeddings WHERE tenant_id = ${tenantId} AND model = ${model} AND dimensions <> ${dimensions}
        AND EXISTS (SELECT FROM search_indexes s
          WHERE s.tenant_id = ${tenantId} AND s.model = ${model} AND s.dimensions <> ${dimensions})
      RETURNING content_hash
    )
    UPDATE chunks c SET embedded_with = NULL FROM dropped
    WHERE c.tenant_id = ${tenantId} AND c.content_hash = dropped.content_hash`);
  return rowCount ?? 0;
}

/** Indexing is the tenant's own work. */
const budgetOf = ({ db, clock, log, vault, config }: EmbeddingServices, tenantId: string): EmbeddingBudget => ({
  ...{ db, clock, log, vault, config, tenantId },
});

/** Chunks whose text has no vector of the model yet. */
export function isPending(tenantId: string, model: string): SQL | undefined {
  return and(eq(chunks.tenantId, tenantId), or(isNull(chunks.embeddedWith), ne(chunks.embeddedWith, model)));
}

/**
 * A vector for each text. Where the server refuses a batch, each text is sent by itself: one that it will never take,
 * such as one that is too long for the model, is found by its words alone and keeps no other from its vector.
 */
async function embedEach(
  budget: EmbeddingBudget,
  embedder: Embedder,
  texts: readonly string[],
): Promise<Array<number[] | undefined>> {
  if (texts.length === 0) return [];
  try {
    return await embedWithinBudget(budget, embedder, texts, { purpose: 'passage', timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof EmbeddingRefusedError)) throw error;
    // All of them refused is no fault of the texts: a key, a model that is not there.
    if (texts.length > 1) return await embedOneByOne(budget, embedder, texts, error);
    throw error;
  }
}

async function embedOneByOne(
  budget: EmbeddingBudget,
  embedder: Embedder,
  texts: readonly string[],
  refusal: EmbeddingRefusedError,
): Promise<Array<number[] | undefined>> {
  const vectors: Array<number[] | undefined> = [];
  for (const text of texts) {
    const single = embedWithinBudget(budget, embedder, [text], { purpose: 'passage', timeoutMs: TIMEOUT_MS });
    const [vector] = await single.catch((error: unknown) => {
      if (error instanceof EmbeddingRefusedError) return [];
      throw error;
    });
    vectors.push(vector);
  }
  const refused = vectors.filter((vector) => vector === undefined).length;
  if (refused === texts.length) throw refusal;
  budget.log.warn('texts_not_embedded', { model: embedder.id, refused, error: refusal });
  return vectors;
}
