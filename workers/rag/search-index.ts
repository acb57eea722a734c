import { sql } from 'drizzle-orm';
import type { Services } from '../domain/context.ts';

/** From this many vectors on, an index finds the nearest faster than looking at all. */
export const INDEXED_FROM = 2_000;
/** Building an index over 100,000 vectors is a minute's work; nothing but the indexer writes into that table. */
const BUILD_TIMEOUT_MS = 10 * 60_000;
/** Dropping one waits for running searches, and others would wait behind it. */
const DROP_LOCK_TIMEOUT_MS = 500;

type IndexServices = Pick<Services, 'db' | 'clock' | 'log'>;

/** Switches the tenant's searches to this model, once all of its chunks have a vector of it. */
export async function completeIndex(
  services: IndexServices & Pick<Services, 'embedder'>,
  tenantId: string,
): Promise<void> {
  const { db, clock, log, embedder } = services;
  const counted = await db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    const { rows } = await tx.execute<{
      dimensions: number;
      vectors: string;
      model: string | null;
      size: number | null;
    }>(sql`
      SELECT e.dimensions, e.vectors, s.model, s.dimensions AS size
      FROM (SELECT dimensions, count(*) AS vectors FROM embeddings
        WHERE tenant_id = ${tenantId} AND model = ${embedder.id} GROUP BY dimensions ORDER BY count(*) DESC LIMIT 1) AS e
      LEFT JOIN search_indexes s ON s.tenant_id = ${tenantId}`);
    return rows[0];
  });
  if (counted === undefined) return;
  const { dimensions } = counted;
  if (Number(counted.vectors) >= INDEXED_FROM) await buildIndex(services, tenantId, embedder.id, dimensions);
  if (counted.model === embedder.id && counted.size === dimensions) return;
  await db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx.execute(sql`
      INSERT INTO search_indexes (tenant_id, model, dimensions, updated_at)
      VALUES (${tenantId}, ${embedder.id}, ${dimensions}, ${clock.now().toISOString()})
      ON CONFLICT (tenant_id) DO UPDATE
        SET model = excluded.model, dimensions = excluded.dimensions, updated_at = excluded.updated_at`),
  );
  log.info('search_index_switched', { tenant_id: tenantId, from: counted.model, to: embedder.id, dimensions });
}

async function buildIndex({ db }: IndexServices, tenantId: string, model: string, dimensions: number): Promise<void> {
  await db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    const { rows } = await tx.execute(
      sql`SELECT FROM pg_class WHERE relname = vector_index_name(${model}, ${dimensions})`,
    );
    if (rows.length > 0) return;
    await tx.execute(sql`SELECT set_config('statement_timeout', ${String(BUILD_TIMEOUT_MS)}, true)`);
    await tx.execute(sql`SELECT build_vector_index(${model}, ${dimensions})`);
  });
}

/** Deletes unused vectors: those of earlier models, and of texts that no longer exist. */
export async function pruneVectors({ db, log }: IndexServices, tenantId: string): Promise<void> {
  const former = await db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    await tx.execute(sql`
      DELETE FROM embeddings e WHERE e.tenant_id = ${tenantId} AND NOT EXISTS (
        SELECT FROM chunks c WHERE c.tenant_id = e.tenant_id AND c.content_hash = e.content_hash)`);
    const { rows } = await tx.execute<{ model: string; dimensions: number }>(sql`
      SELECT DISTINCT e.model, e.dimensions FROM embeddings e JOIN search_indexes s ON s.tenant_id = e.tenant_id
      WHERE e.tenant_id = ${tenantId} AND (e.model, e.dimensions) <> (s.model, s.dimensions)`);
    return rows;
  });
  for (const { model, dimensions } of former) {
    const removed = db.transaction({ systemWorkIn: tenantId }, async (tx) => {
      await tx.execute(sql`SELECT set_config('lock_timeout', ${String(DROP_LOCK_TIMEOUT_MS)}, true)`);
      await tx.execute(sql`SELECT drop_vector_index(${model}, ${dimensions})`);
      await tx.execute(sql`
        DELETE FROM embeddings WHERE tenant_id = ${tenantId} AND model = ${model} AND dimensions = ${dimensions}`);
    });
    // Unused vectors only cost space, and the next pruning retries.
    await removed.catch((error: unknown) => log.warn('vectors_not_pruned', { tenant_id: tenantId, model, error }));
  }
}
