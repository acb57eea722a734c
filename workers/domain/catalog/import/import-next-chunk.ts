import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { products } from '../../../../schema/tables/catalog.ts';
import { importChunks } from '../../../../schema/tables/jobs.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../../context.ts';
import { changeJob } from '../../jobs/change-job.ts';
import { importResultOf } from '../../jobs/job-view.ts';
import { takeJob } from '../../jobs/load-job.ts';
import { productCacheEntry } from '../product-cache.ts';
import { type ProductRow, productView } from '../product-view.ts';
import { NOTHING_YET, planImport } from './plan-import.ts';
import { readLines } from './read-lines.ts';
import { writeProducts } from './write-products.ts';

/** A write-through travels to the cache in one request; this many products fit into it. */
const CACHE_BATCH = 100;

/**
 * Imports the next chunk: its products, its progress and its removal, in one transaction and a bounded number of
 * statements. A crash leaves all or nothing of it, and the next call continues.
 * @returns `more` or `finished`; `released` when the job has ended or another message has it.
 */
export async function importNextChunk(ctx: Ctx, jobId: string): Promise<'more' | 'finished' | 'released'> {
  authorise(ctx, 'product:write');
  return await inTransaction(ctx, async (unit) => {
    const job = await takeJob(unit, jobId);
    if (job === undefined) return 'released';
    const ofJob = and(eq(importChunks.tenantId, unit.tenantId), eq(importChunks.jobId, jobId));
    const [chunk, following] = await unit.tx
      .select({ seq: importChunks.seq, firstLine: importChunks.firstLine })
      .from(importChunks)
      .where(ofJob)
      .orderBy(asc(importChunks.seq))
      .limit(2);
    if (chunk === undefined) throw new Error('an unfinished import has nothing left to do');
    const isChunk = and(ofJob, eq(importChunks.seq, chunk.seq));
    const [removed] = await unit.tx.delete(importChunks).where(isChunk).returning({ lines: importChunks.lines });
    if (removed === undefined) throw new Error('a chunk of a locked job vanished');

    const now = ctx.clock.now();
    const lines = readLines({ firstLine: chunk.firstLine, bytes: removed.lines });
    const skus = new Set(lines.flatMap((line) => ('product' in line ? [line.product.sku] : [])));
    const existing = await lockBySku(unit, [...skus]);
    const before = importResultOf(job) ?? NOTHING_YET;
    const { result, writes } = planImport(lines, existing, { tenantId: unit.tenantId, now, before });
    const written = await writeProducts(ctx, unit, writes);
    if (written.length > 0) {
      const details = {
        first_line: chunk.firstLine,
        created: result.created - before.created,
        updated: result.updated - before.updated,
      };
      recordAudit(ctx, unit, { action: 'products.imported', resourceType: 'job', resourceId: jobId, details });
    }
    const isLast = following === undefined;
    await changeJob(ctx, unit, job, {
      done: job.done + lines.length,
      result,
      attempts: 0,
      ...(isLast ? { status: 'succeeded', finishedAt: now } : {}),
    });
    writeThrough(ctx, unit, existing, written);
    if (isLast) unit.afterCommit(() => ctx.nudgeIndexer(unit.tenantId));
    return isLast ? 'finished' : 'more';
  });
}

/** Locked in the order of their ids, as orders do, so that an import and an order never deadlock. */
async function lockBySku(unit: UnitOfWork, skus: string[]): Promise<ProductRow[]> {
  if (skus.length === 0) return [];
  return await unit.tx
    .select()
    .from(products)
    .where(and(eq(products.tenantId, unit.tenantId), inArray(products.sku, skus), isNull(products.deletedAt)))
    .orderBy(asc(products.id))
    .for('no key update');
}

/** Updates cached products. New ones cannot be cached yet. */
function writeThrough(
  ctx: Ctx,
  unit: UnitOfWork,
  existing: readonly ProductRow[],
  written: readonly ProductRow[],
): void {
  const known = new Set(existing.map(({ id }) => id));
  const cached = written
    .filter(({ id, version }) => known.has(id) || version > 1)
    .map((row) => productCacheEntry(unit.tenantId, productView(row)));
  for (let at = 0; at < cached.length; at += CACHE_BATCH) {
    unit.afterCommit(() => ctx.cache.put(cached.slice(at, at + CACHE_BATCH)));
  }
}
