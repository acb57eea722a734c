import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { and, asc, eq } from 'drizzle-orm';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { RaglineEvent } from '../../../contracts/event.ts';
import type { Job, JobSummary } from '../../../contracts/job.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { importChunks, jobs } from '../../../schema/tables/jobs.ts';
import { chunks } from '../../../schema/tables/search.ts';
import { importNextChunk } from '../../../workers/domain/catalog/import/import-next-chunk.ts';
import { startImport } from '../../../workers/domain/catalog/import/start-import.ts';
import type { Ctx } from '../../../workers/domain/context.ts';
import { Database } from '../../../workers/platform/database.ts';
import { RoundTrips } from '../../../workers/platform/round-trips.ts';
import type { PoolDeps } from '../../../workers/pool/pool-deps.ts';
import { dispatchBatch } from '../../../workers/pool/queue-dispatch.ts';
import { sweep } from '../../../workers/pool/sweep.ts';
import { answer, call, newProduct, newTenant, newUser, registerTenant, type TestTenant } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { until } from '../../support/until.ts';
import { newIsolate, openWorker, ownerOf } from '../../support/worker-services.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const line = (sku: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ sku, name: `Product ${sku}`, price: { amount: 100, currency: 'EUR' }, ...more });
const linesOf = (count: number, more: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, i) => line(`SKU-${i}`, more)).join('\n');

const post = (tenant: TestTenant, raw: string, headers: Record<string, string> = NDJSON) =>
  call('POST', '/v1/products/import', { raw, headers: { authorization: `Bearer ${tenant.owner.token}`, ...headers } });
const readJob = async (tenant: TestTenant, id: string) =>
  await answer<Job>(await tenant.owner.call('GET', `/v1/jobs/${id}`), 200);

/** Imports over the API and the Queue, and waits for the end. */
async function imported(tenant: TestTenant, raw: string): Promise<Job> {
  const { job_id } = await answer<{ job_id: string }>(await post(tenant, raw), 202);
  return await until(
    () => readJob(tenant, job_id),
    ({ status }) => status !== 'queued' && status !== 'running',
    20_000,
  );
}

const errorsOf = ({ result }: Job) => (result !== null && 'errors' in result ? result.errors : []);

const nudgedJobs: string[] = [];
const isolate = newIsolate();
const opened: Array<{ close(): Promise<void> }> = [];
afterAll(async () => {
  await Promise.all(opened.map((services) => services.close()));
});

/** The owner's context with nudges that go nowhere: a job stays where its test has put it. */
function ctxOf(tenant: TestTenant, more: Partial<Ctx> = {}): Ctx {
  const services = openWorker(isolate, { nudgeJob: (_tenantId, jobId) => void nudgedJobs.push(jobId) });
  opened.push(services);
  const principal = ownerOf(tenant);
  return { ...services, principal, ...more };
}

const startQuietly = (tenant: TestTenant, text: string) =>
  startImport({ ctx: ctxOf(tenant), input: { file: new TextEncoder().encode(text) } });

/** Hands the consumer a message of the job, as the Queue would. */
async function deliver(tenant: TestTenant, jobId: string, using: Partial<Ctx> = {}): Promise<'acked' | 'retried'> {
  const ctx = ctxOf(tenant, using);
  const body = { kind: 'run_job', tenant_id: tenant.tenantId, job_id: jobId, requestid: 'r', traceparent: 't' };
  const batch = createMessageBatch('ragline-jobs', [{ id: 'm', timestamp: new Date(), attempts: 1, body }]);
  const deps = { services: ctx, random: () => 0 } as unknown as PoolDeps;
  await dispatchBatch(batch, deps);
  const { retryMessages } = await getQueueResult(batch, createExecutionContext());
  return retryMessages.length > 0 ? 'retried' : 'acked';
}

const countProducts = async ({ tenantId }: TestTenant) =>
  (await asTenant(tenantId, (tx) => tx.select({ id: products.id }).from(products))).length;

const jobEvents = ({ tenantId }: TestTenant) =>
  asTenant(tenantId, (tx) =>
    tx.select().from(outbox).where(eq(outbox.topic, 'notifications')).orderBy(asc(outbox.position)),
  );

describe('an import', () => {
  it('creates, updates and leaves alone by sku, and names the lines at fault', async () => {
    const tenant = await newTenant();
    const kept = await newProduct(tenant, { sku: 'SAME', name: 'Same' });
    const old = await newProduct(tenant, { sku: 'OLD', name: 'Before', stock: 3 });
    const file = [
      line('SAME', { name: 'Same', price: kept.price }),
      line('OLD', { name: 'After', option_groups: [{ id: 'g', name: 'G', options: [{ id: 'o', name: 'O' }] }] }),
      '{ "sku": ',
      '',
      line('NEW', { dietary: ['Vegan'], metadata: { colour: 'red' } }),
      line('BAD', { price: { amount: 1, currency: 'euro' } }),
      line('NUL', { name: 'a\u0000b' }),
    ].join('\r\n');
    const job = await imported(tenant, file);
    expect(job).toMatchObject({
      kind: 'import_products',
      status: 'succeeded',
      user_id: tenant.owner.userId,
      progress: { done: 6, total: 6 },
      attempts: 0,
      error: null,
      result: { created: 1, updated: 1, unchanged: 1, failed: 3 },
    });
    expect(errorsOf(job).map(({ line: at, path }) => [at, path])).toEqual([
      [3, ''],
      [6, 'price.currency'],
      [7, 'name'],
    ]);
    const same = await answer<Product>(await tenant.owner.call('GET', `/v1/products/${kept.id}`), 200);
    expect(same).toEqual(kept);
    // Through the cache, which held the product as it was.
    const after = await answer<Product>(await tenant.owner.call('GET', `/v1/products/${old.id}`), 200);
    expect(after).toMatchObject({ name: 'After', version: 2, stock: null, created_at: old.created_at });
    expect(after.option_groups).toMatchObject([{ id: 'g', options: [{ id: 'o', price_delta: 0 }] }]);
    const list = await answer<{ data: Product[] }>(await tenant.owner.call('GET', '/v1/products?sort=name'), 200);
    expect(list.data.map(({ sku }) => sku)).toEqual(['OLD', 'NEW', 'SAME']);
    expect(list.data[1]).toMatchObject({ dietary: ['vegan'], metadata: { colour: 'red' }, version: 1 });
    // A second time changes nothing.
    expect((await imported(tenant, file)).result).toMatchObject({ created: 0, updated: 0, unchanged: 3, failed: 3 });
  });

  it('is found by retrieval, and its products are embedded', async () => {
    const tenant = await newTenant();
    await imported(tenant, `${line('A', { name: 'Kettle', description: 'Boils water.' })}\n${line('B')}`);
    const read = () => asTenant(tenant.tenantId, (tx) => tx.select().from(chunks).orderBy(asc(chunks.title)));
    const rows = await until(read, (found) => found.every(({ embeddedWith }) => embeddedWith !== null));
    expect(rows.map(({ title, content }) => [title, content])).toEqual([
      ['Kettle', 'Boils water.'],
      ['Product B', ''],
    ]);
  });

  it('is audited, and publishes few events, for its owner and the staff', async () => {
    const tenant = await registerTenant();
    const customer = await newUser(tenant, 'customer');
    const job = await imported(tenant, linesOf(1_200));
    expect(job.result).toMatchObject({ created: 1_200 });
    const audited = await asTenant(tenant.tenantId, (tx) => tx.select().from(auditLog).orderBy(asc(auditLog.id)));
    expect(audited.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['tenant.registered', tenant.owner.userId],
      ['session.opened', tenant.owner.userId],
      ['job.created', tenant.owner.userId],
      ['products.imported', tenant.owner.userId],
      ['products.imported', tenant.owner.userId],
      ['products.imported', tenant.owner.userId],
    ]);
    const events = async (user: TestTenant['owner']) =>
      (await answer<{ data: RaglineEvent[] }>(await user.call('GET', '/v1/events?topics=notifications'), 200)).data;
    const seen = await until(
      () => events(tenant.owner),
      (found) => found.length >= 5,
    );
    const told = seen.map((event) => (event.type === 'job_updated' ? event.data.job : undefined));
    expect(told.map((each) => [each?.status, each?.progress.done])).toEqual([
      ['queued', 0],
      ['running', 0],
      ['running', 500],
      ['running', 1_000],
      ['succeeded', 1_200],
    ]);
    expect(told.at(-1)?.result).toEqual({ created: 1_200, updated: 0, unchanged: 0, failed: 0 });
    expect(seen[0]?.subject).toBe(`jobs/${job.id}`);
    expect(await events(customer)).toEqual([]);
  });

  it('causes at most 50 events of progress, however many chunks it has', async () => {
    const tenant = await newTenant();
    // Lines that fail are cheap: what counts here is the number of chunks.
    const jobId = await startQuietly(tenant, '{\n'.repeat(60_000));
    for (let turn = 0; turn < 12; turn++) await deliver(tenant, jobId);
    const job = await readJob(tenant, jobId);
    expect(job).toMatchObject({ status: 'succeeded', result: { failed: 60_000 } });
    expect(errorsOf(job)).toHaveLength(1_000);
    const events = await jobEvents(tenant);
    expect(events.length).toBeGreaterThan(40);
    expect(events.length).toBeLessThanOrEqual(53);
  }, 60_000);

  it('takes 10 MiB and not more', async () => {
    const tenant = await newTenant();
    const padding = ' '.repeat(1023);
    const inside = `${line('A')}\n${`${padding}\n`.repeat(10 * 1024 - 1)}`;
    expect((await imported(tenant, inside)).result).toMatchObject({ created: 1, failed: 0 });
    const problem = await answer<Problem>(await post(tenant, `${inside}${padding}`), 413);
    expect(problem.code).toBe('payload_too_large');
  });

  it('refuses another type, compression, an empty file and one of too many lines', async () => {
    const tenant = await newTenant();
    for (const headers of [
      { 'content-type': 'application/json' },
      { 'content-type': 'text/plain' },
      { ...NDJSON, 'content-encoding': 'gzip' },
    ]) {
      expect((await answer<Problem>(await post(tenant, '{}', headers), 415)).code).toBe('unsupported_media_type');
    }
    expect((await answer<Problem>(await post(tenant, '\ufeff\r\n\n'), 422)).code).toBe('invalid_request');
    expect((await answer<Problem>(await post(tenant, '1\n'.repeat(200_001)), 422)).detail).toContain('200001');
    const jsonl = await post(tenant, line('A'), { 'content-type': 'application/jsonl; charset=utf-8' });
    expect(jsonl.headers.get('location')).toBe(`/v1/jobs/${(await answer<{ job_id: string }>(jsonl, 202)).job_id}`);
  });

  it('under one Idempotency-Key is one job, identified by its bytes', async () => {
    const tenant = await newTenant();
    const headers = { ...NDJSON, 'idempotency-key': 'key-1' };
    const [first, second] = [await post(tenant, line('A'), headers), await post(tenant, line('A'), headers)];
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await second.text()).toBe(await first.text());
    const other = await answer<Problem>(await post(tenant, line('B'), headers), 422);
    expect(other.code).toBe('idempotency_key_reused');
    const list = await answer<{ data: JobSummary[] }>(await tenant.owner.call('GET', '/v1/jobs'), 200);
    expect(list.data).toHaveLength(1);
  });
});

describe('an import whose work is disturbed', () => {
  it('continues where it was cut off, and counts every line once', async () => {
    const tenant = await newTenant();
    const jobId = await startQuietly(tenant, linesOf(1_300));
    await importNextChunk(ctxOf(tenant), jobId);
    // A crash inside of the transaction: all of it is undone.
    const ctx = ctxOf(tenant);
    const broken = new Database(isolate.config.database);
    opened.push(broken);
    const transactionOf = broken.transaction.bind(broken);
    broken.transaction = (scope, work) =>
      transactionOf(scope, async (tx, end) => {
        await work(tx, end);
        throw new Error('cut off before the commit');
      });
    await expect(importNextChunk({ ...ctx, db: broken }, jobId)).rejects.toThrow('cut off');
    expect(await readJob(tenant, jobId)).toMatchObject({ progress: { done: 500, total: 1_300 } });
    expect(await countProducts(tenant)).toBe(500);
    expect(await deliver(tenant, jobId)).toBe('acked');
    expect(await readJob(tenant, jobId)).toMatchObject({
      status: 'succeeded',
      progress: { done: 1_300, total: 1_300 },
      result: { created: 1_300, updated: 0, unchanged: 0, failed: 0 },
    });
    expect(await countProducts(tenant)).toBe(1_300);
    // Late and doubled messages find nothing to do.
    expect(await deliver(tenant, jobId)).toBe('acked');
    expect((await jobEvents(tenant)).filter(({ data }) => JSON.stringify(data).includes('succeeded'))).toHaveLength(1);
  });

  it('is done once by several messages at a time', async () => {
    const tenant = await newTenant();
    const jobId = await startQuietly(tenant, linesOf(2_100));
    await Promise.all(Array.from({ length: 4 }, () => deliver(tenant, jobId)));
    await deliver(tenant, jobId);
    expect(await readJob(tenant, jobId)).toMatchObject({ status: 'succeeded', result: { created: 2_100, updated: 0 } });
    expect(await countProducts(tenant)).toBe(2_100);
  });

  it('continues in another message after a bounded number of steps', async () => {
    const tenant = await newTenant();
    const jobId = await startQuietly(tenant, '{\n'.repeat(5_600));
    nudgedJobs.length = 0;
    await deliver(tenant, jobId);
    expect(await readJob(tenant, jobId)).toMatchObject({ status: 'running', progress: { done: 5_000 } });
    expect(nudgedJobs).toEqual([jobId]);
    await deliver(tenant, jobId);
    expect(await readJob(tenant, jobId)).toMatchObject({ status: 'succeeded', progress: { done: 5_600 } });
  });

  it('is found by the sweep when its message was lost, and not while it makes progress', async () => {
    const tenant = await newTenant();
    const [lost, fresh] = [await startQuietly(tenant, line('A')), await startQuietly(tenant, line('B'))];
    const longAgo = new Date(Date.now() - 11_000);
    await asTenant(tenant.tenantId, (tx) => tx.update(jobs).set({ updatedAt: longAgo }).where(eq(jobs.id, lost)));
    nudgedJobs.length = 0;
    const found = await sweep(ctxOf(tenant));
    expect(found.jobs).toBeGreaterThanOrEqual(1);
    expect([nudgedJobs.includes(lost), nudgedJobs.includes(fresh)]).toEqual([true, false]);
  });

  it('fails after some attempts without progress, keeps its lines, and can be retried', async () => {
    const tenant = await newTenant();
    const jobId = await startQuietly(tenant, linesOf(700));
    await importNextChunk(ctxOf(tenant), jobId);
    const tries: string[] = [];
    for (let i = 0; i < 5; i++) tries.push(await deliverFailing(tenant, jobId));
    expect(tries).toEqual(Array.from({ length: 5 }, () => 'retried'));
    await deliver(tenant, jobId);
    const failed = await readJob(tenant, jobId);
    expect(failed).toMatchObject({ status: 'failed', attempts: 5, progress: { done: 500, total: 700 } });
    expect(failed.error).toContain('failed 5 times');
    expect(failed.error).not.toContain('secret');
    expect(failed.finished_at).not.toBeNull();
    // A message too late moves nothing.
    await deliver(tenant, jobId);
    expect((await readJob(tenant, jobId)).status).toBe('failed');

    const retried = await answer<Job>(await tenant.owner.call('POST', `/v1/jobs/${jobId}/retry`), 200);
    expect(retried).toMatchObject({ status: 'queued', attempts: 0, error: null, finished_at: null });
    const done = await until(
      () => readJob(tenant, jobId),
      ({ status }) => status === 'succeeded',
    );
    expect(done).toMatchObject({ progress: { done: 700 }, result: { created: 700 } });
    expect((await tenant.owner.call('POST', `/v1/jobs/${jobId}/retry`)).status).toBe(409);
  });

  it('is cancelled between two chunks: what is done stays, the rest is dropped', async () => {
    const tenant = await newTenant();
    const jobId = await startQuietly(tenant, linesOf(1_300));
    await importNextChunk(ctxOf(tenant), jobId);
    const cancelled = await answer<Job>(await tenant.owner.call('POST', `/v1/jobs/${jobId}/cancel`), 200);
    expect(cancelled).toMatchObject({ status: 'cancelled', progress: { done: 500, total: 1_300 } });
    expect(await importNextChunk(ctxOf(tenant), jobId)).toBe('released');
    expect(await deliver(tenant, jobId)).toBe('acked');
    expect(await countProducts(tenant)).toBe(500);
    const left = await asTenant(tenant.tenantId, (tx) =>
      tx
        .select()
        .from(importChunks)
        .where(and(eq(importChunks.jobId, jobId))),
    );
    expect(left).toEqual([]);
    expect((await tenant.owner.call('POST', `/v1/jobs/${jobId}/cancel`)).status).toBe(409);
  });

  it('needs as many statements for 2 lines as for 500', async () => {
    const tenant = await newTenant();
    const statements = async (count: number) => {
      const jobId = await startQuietly(tenant, `${linesOf(count)}\n`.concat('x\n'));
      let trips = 0;
      const db = new Database(
        isolate.config.database,
        new RoundTrips(() => {
          trips += 1;
        }),
      );
      opened.push(db);
      await importNextChunk(ctxOf(tenant, { db }), jobId);
      return trips;
    };
    const few = await statements(1);
    expect(await statements(499)).toBe(few);
    expect(few).toBeLessThanOrEqual(13);
  });
});

/** A delivery whose work fails in its transaction, for a reason that is not the job's. */
async function deliverFailing(tenant: TestTenant, jobId: string): Promise<'acked' | 'retried'> {
  const db = new Database(isolate.config.database);
  opened.push(db);
  const transactionOf = db.transaction.bind(db);
  let calls = 0;
  // The first two belong to the try's beginning.
  db.transaction = (scope, work) => {
    calls += 1;
    return calls <= 2 ? transactionOf(scope, work) : Promise.reject(new Error('secret detail of a fault'));
  };
  return await deliver(tenant, jobId, { db });
}

describe('the catalogue of a real shop', () => {
  it('is imported completely, unchanged by a second import, and found by searches', async ({ skip }) => {
    const lines = inject('retailLines');
    if (lines === null) return skip('no data: set RAGLINE_EVAL_DATA to the folder that holds tau3-retail/db.json');
    const tenant = await newTenant();
    const first = await imported(tenant, lines.join('\n'));
    expect(first.result).toEqual({ created: lines.length, updated: 0, unchanged: 0, failed: 0, errors: [] });
    expect((await imported(tenant, lines.join('\n'))).result).toMatchObject({ unchanged: lines.length });
    const names = async (query: string) => {
      const path = `/v1/products?limit=100&${query}`;
      return (await answer<{ data: Product[] }>(await tenant.owner.call('GET', path), 200)).data.map(
        ({ name }) => name,
      );
    };
    // The toothbrush is electric too, and comes after.
    expect(new Set((await names('search=electric ketle')).slice(0, 5))).toEqual(new Set(['Electric Kettle']));
    expect(new Set(await names('category=Electric Kettle'))).toEqual(new Set(['Electric Kettle']));
  });
});

describe('jobs', () => {
  it('are listed newest first, by status, a page at a time, without their faults', async () => {
    const tenant = await newTenant();
    const ids: string[] = [];
    for (const sku of ['A', 'B', 'C']) ids.unshift(await startQuietly(tenant, `${line(sku)}\n{`));
    await deliver(tenant, ids[1] ?? '');
    type List = { data: JobSummary[]; next_cursor: string | null };
    const list = async (query: string) => await answer<List>(await tenant.owner.call('GET', `/v1/jobs?${query}`), 200);
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.next_cursor).toBeNull();
    const [done] = (await list('status=succeeded')).data;
    expect(done).toMatchObject({ id: ids[1], result: { created: 1, updated: 0, unchanged: 0, failed: 1 } });
    expect(done?.result).not.toHaveProperty('errors');
    expect((await tenant.owner.call('GET', '/v1/jobs?status=lost')).status).toBe(422);
  });

  it('of another tenant answer 404', async () => {
    const [mine, theirs] = [await newTenant(), await newTenant()];
    const jobId = await startQuietly(mine, line('A'));
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/cancel'],
      ['POST', '/retry'],
    ] as const) {
      expect((await theirs.owner.call(method, `/v1/jobs/${jobId}${path}`)).status).toBe(404);
    }
    expect((await readJob(mine, jobId)).status).toBe('queued');
  });
});

describe('a file of CSV', () => {
  const CSV = { 'content-type': 'text/csv; charset=utf-8' };
  const menu = 'name,price,allergens\n"Soup\nof the day",4.50,milk\nBread,one,wheat\n,2,\nCake,"3,80",unobtainium\n';
  const postCsv = (tenant: TestTenant, raw: string, query = '?currency=EUR') =>
    call('POST', `/v1/products/import${query}`, {
      raw,
      headers: { authorization: `Bearer ${tenant.owner.token}`, ...CSV },
    });

  it('becomes products, and faults with their line numbers', async () => {
    const tenant = await newTenant();
    const { job_id } = await answer<{ job_id: string }>(await postCsv(tenant, menu), 202);
    const job = await until(
      () => readJob(tenant, job_id),
      ({ status }) => status !== 'queued' && status !== 'running',
      20_000,
    );
    expect(job).toMatchObject({
      status: 'succeeded',
      progress: { done: 4, total: 4 },
      result: { created: 1, failed: 3 },
    });
    expect(errorsOf(job).map(({ line, path }) => [line, path])).toEqual([
      [4, 'price'],
      [5, 'sku'],
      [5, 'name'],
      [6, 'allergens.0'],
    ]);
    const { data } = await answer<{ data: Product[] }>(await tenant.owner.call('GET', '/v1/products'), 200);
    expect(data).toMatchObject([
      { sku: 'soup-of-the-day', price: { amount: 450, currency: 'EUR' }, allergens: ['milk'] },
    ]);
  });

  it.each([
    ['name,price\nA,1\n', '', 422, 'names no currency'],
    ['name,price\nA,1\n', '?currency=euro', 422, 'currency'],
    ['a,b\n1,2\n', '?currency=EUR', 422, 'has the columns a, b'],
    ['name,price\nA,x\n', '?currency=EUR', 422, 'No row of the file is a product. Line 2'],
    ['name,price\n"A,1\n', '?currency=EUR', 422, 'a quote is opened and never closed'],
    [`name,price\n${'A,1\n'.repeat(1_400_000)}`, '?currency=EUR', 413, 'The CSV file exceeds the limit of'],
  ])('that cannot be read is refused at once: %#', async (raw, query, status, detail) => {
    const response = await postCsv(await newTenant(), raw, query);
    expect([response.status, (await answer<Problem>(response, status)).detail]).toEqual([
      status,
      expect.stringContaining(detail),
    ]);
  });
});
