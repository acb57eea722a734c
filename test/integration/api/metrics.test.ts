import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { MetricBatch } from '../../../contracts/metric-batch.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { METRIC_SHARDS } from '../../../workers/platform/metric-shards.ts';
import { answer, call, newProduct, newTenant, newUser, postOrder } from '../../support/tenant.ts';
import { workerWith } from '../../support/worker-with.ts';
import { eventually } from '../events/hub-fixture.ts';

/** The value of one line of `/metrics`; 0 while there is none. */
async function metric(series: string): Promise<number> {
  const response = await call('GET', '/metrics');
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  const line = (await response.text()).split('\n').find((text) => text.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
const shards = METRIC_SHARDS.map((shard) => env.METRICS_REGISTRY.getByName(shard));
const evictAll = async () => {
  for (const shard of shards) {
    // Only what runs can be evicted.
    await shard.read();
    await evictDurableObject(shard);
  }
};
const PLACED = 'ragline_orders_total{outcome="placed"}';
const POSTED = 'ragline_api_request_duration_seconds_count{method="POST",route="/v1/orders",status="201"}';

describe('what happened', () => {
  it('is counted exactly, also when the registry is evicted meanwhile', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const order = { items: [{ sku, quantity: 1 }] };
    const [placedBefore, postedBefore] = [await metric(PLACED), await metric(POSTED)];
    const key = crypto.randomUUID();
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => postOrder(tenant.owner, order)));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
      await evictAll();
    }
    expect((await postOrder(tenant.owner, order, key)).status).toBe(201);
    expect((await postOrder(tenant.owner, order, key)).headers.get('idempotent-replayed')).toBe('true');
    await eventually(async () => (await metric(POSTED)) - postedBefore >= 22, 'all requests to be counted');
    await evictAll();
    expect((await metric(POSTED)) - postedBefore).toBe(22);
    // The replay placed nothing.
    expect((await metric(PLACED)) - placedBefore).toBe(21);
    expect(await metric('ragline_idempotent_replays_total{route="POST /v1/orders"}')).toBe(1);
    // Where each came out: in the buckets below and in all of them.
    const bucket = POSTED.replace('_count', '_bucket').replace('}', ',le="+Inf"}');
    expect(await metric(bucket)).toBe(await metric(POSTED));
  });

  it('has its own label: refusals for lack of stock, cancelled and completed orders, cache hits, retrieval', async () => {
    const tenant = await newTenant();
    const { sku, id } = await newProduct(tenant, { stock: 2 });
    const before = {
      refused: await metric('ragline_orders_total{outcome="refused"}'),
      stock: await metric('ragline_stock_refusals_total'),
      cancelled: await metric('ragline_orders_total{outcome="cancelled"}'),
    };
    expect((await postOrder(tenant.owner, { items: [{ sku, quantity: 3 }] })).status).toBe(409);
    const order = await answer<{ id: string }>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201);
    expect((await tenant.owner.call('POST', `/v1/orders/${order.id}/cancel`, { json: {} })).status).toBe(200);
    const done = await answer<{ id: string }>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201);
    for (const status of ['confirmed', 'preparing', 'ready', 'completed']) {
      expect((await tenant.owner.call('PATCH', `/v1/orders/${done.id}`, { json: { status } })).status).toBe(200);
    }
    for (let read = 0; read < 3; read++) await tenant.owner.call('GET', `/v1/products/${id}`);
    await eventually(async () => (await metric('ragline_orders_total{outcome="completed"}')) >= 1, 'a completed order');
    expect((await metric('ragline_orders_total{outcome="refused"}')) - before.refused).toBe(1);
    expect((await metric('ragline_stock_refusals_total')) - before.stock).toBe(1);
    expect((await metric('ragline_orders_total{outcome="cancelled"}')) - before.cancelled).toBe(1);
    const hits = await metric('ragline_cache_requests_total{outcome="hit",tier="redis"}');
    const misses = await metric('ragline_cache_requests_total{outcome="miss",tier="redis"}');
    expect(hits).toBeGreaterThan(0);
    expect(await metric('ragline_cache_hit_ratio')).toBeCloseTo(hits / (hits + misses), 10);
    // From the hub's object and from the worker pool.
    await eventually(async () => (await metric('ragline_outbox_lag_seconds_count')) >= 8, 'the lag of the outbox');
    await eventually(
      async () => (await metric('ragline_stream_lag_seconds_count{topic="orders"}')) >= 8,
      'the lag of the stream',
    );
    await eventually(
      async () =>
        (await metric('ragline_worker_task_duration_seconds_count{queue="ragline-orders",outcome="ok"}')) >= 8,
      'tasks of the worker pool',
    );
  });

  it('names routes by their template, and no path, id or tenant', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    await tenant.owner.call('GET', `/v1/products/${id}`);
    const secret = crypto.randomUUID();
    await call('GET', `/nowhere/${secret}`);
    const text = await eventually(async () => {
      const exposed = await (await call('GET', '/metrics')).text();
      return exposed.includes('route="unmatched",status="404"') && exposed.includes('/v1/products/:id') && exposed;
    }, 'both routes');
    for (const hidden of [id, secret, tenant.tenantId, tenant.slug]) expect(text).not.toContain(hidden);
  });
});

describe('a shard', () => {
  const batch = (id: string, value: number, more: Partial<MetricBatch> = {}): MetricBatch => ({
    id,
    atMs: 10,
    add: [{ name: 'a', labels: ['x'], part: 'value', value }],
    set: [],
    ...more,
  });
  const newShard = () => env.METRICS_REGISTRY.getByName(crypto.randomUUID());

  it('counts a batch once, however often it is reported, before and after an eviction', async () => {
    const shard = newShard();
    await Promise.all([shard.record(batch('one', 3)), shard.record(batch('one', 3)), shard.record(batch('two', 4))]);
    await evictDurableObject(shard);
    await shard.record(batch('one', 3));
    expect(await shard.read()).toEqual([{ name: 'a', labels: ['x'], part: 'value', value: 7, atMs: 10 }]);
  });

  it('keeps the newest value of a gauge, in whatever order the values arrive', async () => {
    const shard = newShard();
    const gauge = (value: number, atMs: number) =>
      batch(`${atMs}`, 0, { atMs, add: [], set: [{ name: 'g', labels: [], part: 'value', value }] });
    await shard.record(gauge(2, 200));
    await shard.record(gauge(1, 100));
    expect(await shard.read()).toMatchObject([{ name: 'g', value: 2, atMs: 200 }]);
    await shard.record(gauge(0, 300));
    expect(await shard.read()).toMatchObject([{ name: 'g', value: 0, atMs: 300 }]);
  });
});

describe('GET /metrics', () => {
  it('shows the parts of /readyz to holders of METRICS_TOKEN, and only the status to others', async () => {
    const guarded = workerWith({ METRICS_TOKEN: 'a-token-for-the-scrape' });
    const ask = async (token?: string) =>
      await answer<object>(
        await guarded('GET', '/readyz', token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
        200,
      );
    expect(await ask()).toEqual({ status: 'ok' });
    expect(await ask('another-token-than-that')).toEqual({ status: 'ok' });
    expect(Object.keys(await ask('a-token-for-the-scrape'))).toEqual(['status', 'database', 'redis', 'breakers']);
  });

  it('requires METRICS_TOKEN where one is set, and refuses any other', async () => {
    const METRICS_TOKEN = 'a token for the scrape';
    const guarded = workerWith({ METRICS_TOKEN: METRICS_TOKEN.replaceAll(' ', '-') });
    const tenant = await newTenant();
    for (const authorization of [
      undefined,
      'Bearer ',
      'Bearer a-token-for-the-scrap',
      'Bearer a-token-for-the-scrape-',
      'Basic a-token-for-the-scrape',
      `Bearer ${tenant.owner.token}`,
      `Bearer ${(await newUser(tenant, 'owner')).token}`,
    ]) {
      const response = await guarded('GET', '/metrics', {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect((await answer<Problem>(response, 401)).code).toBe('unauthenticated');
    }
    const scraped = await guarded('GET', '/metrics', { headers: { authorization: 'Bearer a-token-for-the-scrape' } });
    expect(scraped.status).toBe(200);
    expect(scraped.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(scraped.headers.get('cache-control')).toBe('no-store');
    expect(await scraped.text()).toContain('# TYPE ragline_api_request_duration_seconds histogram');
  });
});
