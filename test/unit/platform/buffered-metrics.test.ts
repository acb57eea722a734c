import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { MetricBatch } from '../../../contracts/metric-batch.ts';
import { bufferedMetrics } from '../../../workers/platform/buffered-metrics.ts';
import { MetricBuffer } from '../../../workers/platform/metric-buffer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An isolate whose invocations report to a registry that may be away. */
function anIsolate() {
  const buffer = new MetricBuffer();
  const reported: MetricBatch[] = [];
  const warnings: Array<Record<string, unknown> | undefined> = [];
  const registry = { isAway: false };
  return {
    reported,
    warnings,
    registry,
    /** @param lives False: the invocation ends before it reports. */
    invocation: (lives = true) => {
      const kept: Array<Promise<void>> = [];
      const metrics = bufferedMetrics({
        buffer,
        waitUntil: (work) => void kept.push(work),
        record: (batch) => {
          if (!lives) return new Promise(() => {});
          if (registry.isAway) return Promise.reject(new Error('away'));
          reported.push(structuredClone(batch));
          return Promise.resolve(0);
        },
        log: { warn: (_event, fields) => void warnings.push(fields) },
      });
      return { metrics, kept };
    },
  };
}
const placed = (batches: MetricBatch[]) => batches.flatMap(({ add }) => add).reduce((sum, { value }) => sum + value, 0);

it('lets one invocation a second report for all of them', async () => {
  const { invocation, reported } = anIsolate();
  const invocations = Array.from({ length: 20 }, () => invocation());
  for (const { metrics } of invocations) metrics.count('ragline_orders_total', 1, { outcome: 'placed' });
  expect(invocations.map(({ kept }) => kept.length).reduce((sum, n) => sum + n)).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reported).toMatchObject([
    { add: [{ name: 'ragline_orders_total', labels: ['placed'], part: 'value', value: 20 }], set: [] },
  ]);
  invocation().metrics.count('ragline_orders_total', 1, { outcome: 'placed' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reported).toHaveLength(2);
  expect(placed(reported)).toBe(21);
});

it('puts an observation into its bucket, the bound included, and keeps the last value of a gauge', async () => {
  const { invocation, reported } = anIsolate();
  const { metrics } = invocation();
  for (const seconds of [0.04, 0.041, 99]) metrics.observe('ragline_outbox_lag_seconds', seconds);
  metrics.gauge('ragline_left_behind', 3, { kind: 'jobs' });
  metrics.gauge('ragline_left_behind', 1, { kind: 'jobs' });
  await vi.advanceTimersByTimeAsync(1_000);
  const [batch] = reported;
  expect(batch?.add.map(({ part, value }) => [part, value])).toEqual([
    ['0.05', 2],
    ['sum', 0.04 + 0.041 + 99],
    ['+Inf', 1],
  ]);
  expect(batch?.set).toEqual([{ name: 'ragline_left_behind', labels: ['jobs'], part: 'value', value: 1 }]);
});

it('repeats a batch under its id after a failure', async () => {
  const { invocation, reported, registry, warnings } = anIsolate();
  registry.isAway = true;
  invocation().metrics.count('ragline_orders_total', 1, { outcome: 'placed' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(warnings).toMatchObject([{ dropped: 0 }]);
  registry.isAway = false;
  invocation().metrics.count('ragline_orders_total', 2, { outcome: 'placed' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reported.map((batch) => placed([batch]))).toEqual([1, 2]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reported).toHaveLength(2);
});

it('bounds its memory while the registry is away', async () => {
  const { invocation, reported, registry, warnings } = anIsolate();
  registry.isAway = true;
  for (let second = 0; second < 40; second++) {
    invocation().metrics.count('ragline_orders_total', 1, { outcome: 'placed' });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const dropped = warnings.reduce((sum, fields) => sum + Number(fields?.dropped), 0);
  registry.isAway = false;
  invocation().metrics.count('ragline_orders_total', 1, { outcome: 'placed' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(dropped).toBe(10);
  expect(placed(reported)).toBe(41 - dropped);
});

it('takes over from an invocation that was ended before it had reported, and repeats its batch', async () => {
  const { invocation, reported } = anIsolate();
  invocation(false).metrics.count('ragline_orders_total', 1, { outcome: 'placed' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reported).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  invocation().metrics.count('ragline_orders_total', 1, { outcome: 'placed' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(placed(reported)).toBe(2);
});
