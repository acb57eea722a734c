import { and, asc, eq, gt, isNull, ne, or, sql } from 'drizzle-orm';
import { chunks } from '../../schema/tables/catalog.ts';
import type { Services } from '../domain/context.ts';
import type { Embedder } from './embedding-model.ts';

const BATCH = 64;
const MAX_BATCHES = 16;

/**
 * Embeds the tenant's chunks that have no vector of this model, in batches, with no call to the embedding server
 * inside a transaction. Two of them at once do some work twice and harm nothing; a chunk whose text changed
 * meanwhile stays pending. Each chunk is looked at once a call, so that two models of a rolling deployment, each
 * taking the other's vectors for stale, cannot keep one call busy.
 * @returns How many were embedded, and whether some stay pending.
 */
export async function embedPendingChunks(
  services: Pick<Services, 'db' | 'clock'>,
  embeddingModel: Embedder,
  tenantId: string,
): Promise<{ embedded: number; remaining: boolean }> {
  let embedded = 0;
  let skipped = 0;
  let lastId: string | undefined;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const pending = await services.db.transaction({ tenantId }, (tx) =>
      tx
        .select({ id: chunks.id, content: chunks.content })
        .from(chunks)
        .where(
          and(
            eq(chunks.tenantId, tenantId),
            lastId === undefined ? undefined : gt(chunks.id, lastId),
            or(isNull(chunks.embedding), ne(chunks.embeddingModel, embeddingModel.id)),
          ),
        )
        .orderBy(asc(chunks.id))
        .limit(BATCH),
    );
    lastId = pending.at(-1)?.id;
    if (lastId === undefined) return { embedded, remaining: skipped > 0 };
    const vectors = await embeddingModel.embed(pending.map((chunk) => chunk.content));
    const rows = pending.map(({ id, content }, index) => ({ id, content, embedding: JSON.stringify(vectors[index]) }));
    const written = await services.db.transaction({ tenantId }, (tx) =>
      tx
        .update(chunks)
        .set({
          embedding: sql`made.embedding::halfvec`,
          embeddingModel: embeddingModel.id,
          updatedAt: services.clock.now(),
        })
        .from(sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS made (id uuid, content text, embedding text)`)
        .where(and(eq(chunks.tenantId, tenantId), sql`${chunks.id} = made.id AND ${chunks.content} = made.content`))
        .returning({ id: chunks.id }),
    );
    embedded += written.length;
    skipped += pending.length - written.length;
  }
  return { embedded, remaining: true };
}
