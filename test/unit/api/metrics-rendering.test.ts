import { describe, expect, it } from 'vitest';
import type { StoredSample } from '../../../contracts/metric-batch.ts';
import { renderMetrics } from '../../../workers/api/render-metrics.ts';
import { COUNTERS, DERIVED, GAUGES, HISTOGRAMS } from '../../../workers/platform/metric-definitions.ts';
import { promtoolFindings } from '../../support/node/promtool.ts';

const REQUESTS = 'ragline_api_request_duration_seconds';
const sample = (name: string, labels: string[], part: string, value: number, atMs = 1): StoredSample => ({
  name,
  labels,
  part,
  value,
  atMs,
});
const render = async (...shards: StoredSample[][]) => (await renderMetrics(shards)).text;
const linesOf = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(name));

describe('renderMetrics', () => {
  it('adds up the shards, with cumulative buckets', async () => {
    const labels = ['GET', '/v1/orders/:id', '200'];
    const text = await render(
      [sample(REQUESTS, labels, '0.01', 2), sample(REQUESTS, labels, 'sum', 0.5), sample(REQUESTS, labels, '+Inf', 1)],
      [sample(REQUESTS, labels, '0.04', 3), sample(REQUESTS, labels, 'sum', 0.25)],
    );
    const at = 'method="GET",route="/v1/orders/:id",status="200"';
    const lines = linesOf(text, REQUESTS);
    expect(lines).toContain(`${REQUESTS}_bucket{${at},le="0.005"} 0`);
    expect(lines).toContain(`${REQUESTS}_bucket{${at},le="0.01"} 2`);
    expect(lines).toContain(`${REQUESTS}_bucket{${at},le="0.02"} 2`);
    expect(lines).toContain(`${REQUESTS}_bucket{${at},le="0.04"} 5`);
    expect(lines).toContain(`${REQUESTS}_bucket{${at},le="10"} 5`);
    expect(lines).toContain(`${REQUESTS}_bucket{${at},le="+Inf"} 6`);
    expect(lines).toContain(`${REQUESTS}_count{${at}} 6`);
    expect(lines).toContain(`${REQUESTS}_sum{${at}} 0.75`);
  });

  it('counts what an older release counted under other bounds', async () => {
    const text = await render([sample(REQUESTS, ['GET', '/x', '200'], '0.03', 7)]);
    const lines = linesOf(text, `${REQUESTS}_bucket`);
    expect(lines.find((line) => line.includes('le="0.02"'))).toMatch(/ 0$/);
    expect(lines.find((line) => line.includes('le="0.04"'))).toMatch(/ 7$/);
  });

  it('shows the newest value of a gauge, from any shard', async () => {
    const gauge = (value: number, atMs: number) => [sample('ragline_left_behind', ['events'], 'value', value, atMs)];
    const line = async (...shards: StoredSample[][]) => linesOf(await render(...shards), 'ragline_left_behind')[0];
    expect(await line(gauge(5, 20), gauge(9, 10))).toBe('ragline_left_behind{kind="events"} 5');
    expect(await line(gauge(9, 10), gauge(0, 20))).toBe('ragline_left_behind{kind="events"} 0');
  });

  it('derives the hit ratio, and omits it before the first read', async () => {
    const reads = (outcome: string, n: number) => sample('ragline_cache_requests_total', [outcome], 'value', n);
    expect(linesOf(await render([]), 'ragline_cache_hit_ratio')).toEqual([]);
    expect(linesOf(await render([reads('hit', 3)], [reads('miss', 1), reads('hit', 6)]), 'ragline_cache_hit')).toEqual([
      'ragline_cache_hit_ratio 0.9',
    ]);
  });

  it('describes every metric of the tables, and passes Prometheus’s own linter', async () => {
    const nasty = ['GET', '/v1/"quoted"\\back\nline', '200'];
    const text = await render([
      sample(REQUESTS, nasty, '0.01', 1),
      sample(REQUESTS, nasty, 'sum', 0.01),
      sample('ragline_orders_total', ['placed'], 'value', 2 ** 53),
      sample('ragline_llm_first_token_ms', ['m'], '10', 1),
      sample('ragline_left_behind', ['events'], 'value', 0),
      sample('ragline_cache_requests_total', ['hit'], 'value', 1),
    ]);
    for (const name of Object.keys({ ...HISTOGRAMS, ...COUNTERS, ...GAUGES, ...DERIVED })) {
      expect(text).toContain(`# HELP ${name} `);
      expect(text).toContain(`# TYPE ${name} `);
    }
    expect(text).toContain('ragline_orders_total{outcome="placed"} 9007199254740992');
    const findings = promtoolFindings(text);
    if (findings !== undefined) expect(findings).toEqual([]);
    if (findings !== undefined) expect(promtoolFindings(`${text}\nragline_Bad 1\n`)).not.toEqual([]);
  });
});
