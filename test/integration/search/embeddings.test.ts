import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import type { Job } from '../../../contracts/job.ts';
import { CreateProduct } from '../../../contracts/product.ts';
import { createProduct } from '../../../workers/domain/catalog/create-product.ts';
import { updateProduct } from '../../../workers/domain/catalog/update-product.ts';
import type { Ctx, Services } from '../../../workers/domain/context.ts';
import { getJob } from '../../../workers/domain/jobs/get-job.ts';
import type { Embedder } from '../../../workers/platform/embedder.ts';
import { embedPendingChunks } from '../../../workers/rag/embed-chunks.ts';
import { EmbeddingRefusedError, EmbeddingTimeoutError } from '../../../workers/rag/embed-texts.ts';
import { hashedEmbedding } from '../../../workers/rag/hashed-embedding.ts';
import { reindexNextBatch, startReindex } from '../../../workers/rag/reindex.ts';
import { searchProducts } from '../../../workers/rag/search-products.ts';
import { answer, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { until } from '../../support/until.ts';
import { openWorker } from '../../support/worker-services.ts';

/** A model of its own size that counts what it is asked for. It knows “glorb” for a word for soup. */
function modelOf(id: string, dimensions: number, asked: string[] = []): Embedder & { asked: string[] } {
  return {
    id,
    asked,
    embed: (texts) => {
      asked.push(...texts);
      return Promise.resolve(texts.map((text) => hashedEmbedding(text.replaceAll('glorb', 'soup'), dimensions)));
    },
  };
}

describe('embeddings', () => {
  let services: Services & { close(): Promise<void> };
  beforeAll(() => {
    // Only the test embeds.
    services = openWorker();
  });
  afterAll(() => services.close());

  const ctxOf = ({ tenantId, owner }: TestTenant): Ctx => ({
    ...services,
    authority: 'system',
    principal: { tenantId, userId: owner.userId, roles: ['owner'], expiresAt: 4_000_000_000 },
  });
  async function shop(...names: string[]): Promise<{ tenant: TestTenant; ctx: Ctx; ids: string[] }> {
    const tenant = await newTenant();
    const ctx = ctxOf(tenant);
    const ids: string[] = [];
    for (const name of names) {
      const input = CreateProduct.parse({ sku: name, name, price: { amount: 500, currency: 'EUR' } });
      ids.push((await createProduct({ ctx, input })).id);
    }
    return { tenant, ctx, ids };
  }
  const found = async (ctx: Ctx, embedder: Embedder, query: string) =>
    (await searchProducts({ ctx: { ...ctx, embedder }, input: RetrieveMenuInput.parse({ query }) })).hits.map(
      ({ sku }) => sku,
    );
  const stored = async ({ tenantId }: TestTenant) =>
    (
      await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
        tx.execute<{ line: string }>(
          sql`SELECT model || ' ' || dimensions || ' ' || count(*) AS line FROM embeddings WHERE tenant_id = ${tenantId} GROUP BY model, dimensions ORDER BY 1`,
        ),
      )
    ).rows.map(({ line }) => line);

  it('may have any dimension up to 2,000, taken from the model’s answer', async () => {
    for (const dimensions of [3, 384, 768, 1_536, 2_000]) {
      // A vector match must stand out from the others.
      const { tenant, ctx } = await shop('Lentil soup', ...Array.from({ length: 11 }, (_, index) => `Dish ${index}`));
      const model = modelOf(`m${dimensions}`, dimensions);
      expect(await embedPendingChunks({ ...services, embedder: model }, tenant.tenantId)).toEqual({
        embedded: 12,
        remaining: false,
      });
      expect(await stored(tenant)).toEqual([`m${dimensions} ${dimensions} 12`]);
      if (dimensions > 100) expect((await found(ctx, model, 'glorb'))[0]).toBe('Lentil soup');
    }
  });

  it('are computed again when a server answers with other dimensions under the same name', async () => {
    const { tenant, ctx } = await shop('Lentil soup', 'Tiramisu', 'Focaccia');
    await embedPendingChunks({ ...services, embedder: modelOf('same', 384) }, tenant.tenantId);
    const other = modelOf('same', 256);
    const input = CreateProduct.parse({ sku: 'NEW', name: 'Ribollita', price: { amount: 500, currency: 'EUR' } });
    await createProduct({ ctx, input });
    const embed = async () => await embedPendingChunks({ ...services, embedder: other }, tenant.tenantId);
    expect(await embed()).toEqual({ embedded: 1, remaining: true });
    expect(await embed()).toEqual({ embedded: 3, remaining: false });
    expect(await stored(tenant)).toEqual(['same 256 4']);
    expect(await embed()).toEqual({ embedded: 0, remaining: false });
  });

  it('are computed once for each text, also when several products share it', async () => {
    const { tenant, ctx, ids } = await shop('Lentil soup', 'Tiramisu');
    const model = modelOf('once', 64);
    await embedPendingChunks({ ...services, embedder: model }, tenant.tenantId);
    const rename = async (name: string) => {
      await updateProduct({ ctx, input: { id: ids[0] ?? '', change: { name } } });
      return await embedPendingChunks({ ...services, embedder: model }, tenant.tenantId);
    };
    expect(await rename('Tiramisu')).toEqual({ embedded: 1, remaining: false });
    expect(await rename('Lentil soup')).toEqual({ embedded: 1, remaining: false });
    expect(model.asked.toSorted()).toEqual(['Lentil soup', 'Tiramisu']);
    await rename('Bean soup');
    expect(model.asked).toHaveLength(3);
  });

  it('that the server refuses do not affect others, and their texts are found by words', async () => {
    const { tenant, ctx } = await shop('Lentil soup', 'Poison', 'Tiramisu');
    const inner = modelOf('picky', 64);
    const picky: Embedder = {
      id: 'picky',
      embed: (texts) =>
        texts.includes('Poison')
          ? Promise.reject(new EmbeddingRefusedError('too long'))
          : inner.embed(texts, 'passage'),
    };
    expect(await embedPendingChunks({ ...services, embedder: picky }, tenant.tenantId)).toEqual({
      embedded: 3,
      remaining: false,
    });
    expect(await stored(tenant)).toEqual(['picky 64 2']);
    expect(await found(ctx, picky, 'poison')).toEqual(['Poison']);
  });

  it('stay pending while the server is away or refuses all, and the fault reaches the Queue', async () => {
    const { tenant } = await shop('Lentil soup', 'Tiramisu');
    for (const error of [new Error('connect ECONNREFUSED'), new EmbeddingRefusedError('401')]) {
      const away: Embedder = { id: 'away', embed: () => Promise.reject(error) };
      await expect(embedPendingChunks({ ...services, embedder: away }, tenant.tenantId)).rejects.toThrow(error.message);
    }
    expect(await stored(tenant)).toEqual([]);
    expect(await embedPendingChunks({ ...services, embedder: modelOf('away', 8) }, tenant.tenantId)).toMatchObject({
      embedded: 2,
    });
  });

  it('of a slow server are all computed, in smaller batches', async () => {
    const COUNT = 1_000;
    const { tenant } = await shop();
    const { tenantId } = tenant;
    await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
      await tx.execute(sql`
        INSERT INTO products (id, tenant_id, sku, name, price_minor, currency)
        SELECT gen_random_uuid(), ${tenantId}, 'S' || i, 'Item ' || i, i, 'EUR' FROM generate_series(1, ${COUNT}::int) i`);
      await tx.execute(sql`
        INSERT INTO chunks (id, tenant_id, product_id, title, content)
        SELECT gen_random_uuid(), ${tenantId}, id, name, '' FROM products WHERE tenant_id = ${tenantId}`);
    });
    let nowMs = 0;
    const clock = { now: () => new Date(nowMs) };
    const inner = modelOf('slow', 8);
    const slow: Embedder = {
      id: 'slow',
      embed: (texts, purpose) => {
        nowMs += Math.min(texts.length * 2_000, 30_000);
        return texts.length > 15 ? Promise.reject(new EmbeddingTimeoutError('no answer')) : inner.embed(texts, purpose);
      },
    };
    let messages = 0;
    for (let remaining = true; remaining; messages++) {
      const beganMs = nowMs;
      ({ remaining } = await embedPendingChunks({ ...services, clock, embedder: slow }, tenantId));
      // A message's consumer has ninety seconds.
      expect(nowMs - beganMs).toBeLessThan(90_000);
    }
    expect(await stored(tenant)).toEqual([`slow 8 ${COUNT}`]);
    expect(inner.asked).toHaveLength(COUNT);
    expect(messages).toBeLessThan(60);
  });

  it('reach the Queue as a fault when not even one text is answered in time', async () => {
    const { tenant } = await shop('Lentil soup', 'Tiramisu');
    const stuck: Embedder = { id: 'stuck', embed: () => Promise.reject(new EmbeddingTimeoutError('no answer')) };
    await expect(embedPendingChunks({ ...services, embedder: stuck }, tenant.tenantId)).rejects.toThrow(
      EmbeddingTimeoutError,
    );
  });

  describe('when the model changes', () => {
    it('serve searches by the old model until the new vectors are complete, then go', async () => {
      const names = Array.from({ length: 70 }, (_, index) => `Dish ${index}`);
      const { tenant, ctx } = await shop('Lentil soup', ...names);
      const old = modelOf('old', 64);
      await embedPendingChunks({ ...services, embedder: old }, tenant.tenantId);
      const next: Embedder & { asked: string[] } = {
        ...modelOf('new', 96),
        sibling: (id) => (id === 'old' ? old : undefined),
      };
      old.asked.length = 0;

      const jobId = await startReindex({ ctx: { ...ctx, embedder: next } });
      expect(await getJob({ ctx, input: { id: jobId } })).toMatchObject({
        kind: 'reindex',
        progress: { done: 0, total: 71 },
      });
      expect(await reindexNextBatch({ ...ctx, embedder: next }, jobId)).toBe('more');
      expect(await stored(tenant)).toEqual(['new 96 16', 'old 64 71']);
      expect(await getJob({ ctx, input: { id: jobId } })).toMatchObject({ progress: { done: 16, total: 71 } });
      // “glorb” is in no text: it is found by a vector, and by one of the old model.
      expect((await found(ctx, next, 'glorb'))[0]).toBe('Lentil soup');
      expect(old.asked).toEqual(['glorb']);

      // The next batch is twice as large, and the one after it has what is left.
      for (const outcome of ['more', 'more', 'finished'])
        expect(await reindexNextBatch({ ...ctx, embedder: next }, jobId)).toBe(outcome);
      expect(await stored(tenant)).toEqual(['new 96 71']);
      expect((await found(ctx, next, 'glorb'))[0]).toBe('Lentil soup');
      expect(old.asked).toEqual(['glorb']);
      expect(await getJob({ ctx, input: { id: jobId } })).toMatchObject({
        status: 'succeeded',
        progress: { done: 71, total: 71 },
        result: { model: 'new', embedded: 71 },
      });
      expect(await reindexNextBatch({ ...ctx, embedder: next }, jobId)).toBe('released');
    });

    it('continue after a crash, and embed no text twice', async () => {
      const { tenant, ctx } = await shop('Lentil soup', 'Tiramisu', 'Bean soup');
      await embedPendingChunks({ ...services, embedder: modelOf('old', 64) }, tenant.tenantId);
      const next = modelOf('new', 96);
      const jobId = await startReindex({ ctx: { ...ctx, embedder: next } });
      const dying: Ctx = {
        ...ctx,
        clock: {
          now: () => {
            throw new Error('killed');
          },
        },
      };
      await expect(reindexNextBatch({ ...dying, embedder: next }, jobId)).rejects.toThrow('killed');
      expect(await stored(tenant)).toEqual(['old 64 3']);
      while ((await reindexNextBatch({ ...ctx, embedder: next }, jobId)) === 'more');
      expect(await stored(tenant)).toEqual(['new 96 3']);
      const job: Job = await getJob({ ctx, input: { id: jobId } });
      expect(job).toMatchObject({ status: 'succeeded', result: { embedded: 3 } });
    });

    it('leave searches by words when the old model is gone', async () => {
      const { tenant, ctx } = await shop('Lentil soup');
      await embedPendingChunks({ ...services, embedder: modelOf('old', 64) }, tenant.tenantId);
      expect(await found(ctx, modelOf('new', 96), 'glorb')).toEqual([]);
      expect(await found(ctx, modelOf('new', 96), 'lentil')).toEqual(['Lentil soup']);
    });

    it('are computed again by the API, as a job that the Queue runs', async () => {
      const { tenant } = await shop('Lentil soup');
      await embedPendingChunks({ ...services, embedder: modelOf('old', 64) }, tenant.tenantId);
      const response = await tenant.owner.call('POST', '/v1/search/reindex');
      const { job_id: id } = await answer<{ job_id: string }>(response, 202);
      expect(response.headers.get('location')).toBe(`/v1/jobs/${id}`);
      const read = async () => await answer<Job>(await tenant.owner.call('GET', `/v1/jobs/${id}`), 200);
      const job = await until(read, ({ finished_at }) => finished_at !== null, 15_000);
      expect(job).toMatchObject({ status: 'succeeded', result: { model: 'offline-hash-v4-512', embedded: 1 } });
      expect(await stored(tenant)).toEqual(['offline-hash-v4-512 512 1']);
      expect((await (await newUser(tenant, 'staff')).call('POST', '/v1/search/reindex')).status).toBe(403);
    });
  });

  it('of a large tenant get an index, which finds the same under narrow filters and wide ones', async () => {
    const { tenant, ctx } = await shop();
    const { tenantId } = tenant;
    const COUNT = 2_100;
    await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
      await tx.execute(sql`
        INSERT INTO products (id, tenant_id, sku, name, price_minor, currency)
        SELECT gen_random_uuid(), ${tenantId}, 'S' || i, 'Item number' || i, i, 'EUR' FROM generate_series(1, ${COUNT}::int) i`);
      await tx.execute(sql`
        INSERT INTO chunks (id, tenant_id, product_id, title, content)
        SELECT gen_random_uuid(), ${tenantId}, id, name, '' FROM products WHERE tenant_id = ${tenantId}`);
    });
    const model = modelOf('many', 32);
    while ((await embedPendingChunks({ ...services, embedder: model }, tenantId)).remaining);
    const indexes = await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
      tx.execute(sql`SELECT FROM pg_class WHERE relname = vector_index_name('many', 32)`),
    );
    expect(indexes.rows).toHaveLength(1);
    const near = async (min_price: number, max_price: number) =>
      (
        await searchProducts({
          ctx: { ...ctx, embedder: model },
          input: RetrieveMenuInput.parse({ query: 'number777', min_price, max_price }),
        })
      ).hits.map(({ sku }) => sku);
    expect((await near(0, 5_000))[0]).toBe('S777');
    expect((await near(770, 780))[0]).toBe('S777');
    expect(await near(1, 700)).not.toContain('S777');
  });
});
