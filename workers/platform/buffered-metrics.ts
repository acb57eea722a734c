import type { MetricBatch } from '../../contracts/metric-batch.ts';
import type { Logger } from './logger.ts';
import type { MetricBuffer } from './metric-buffer.ts';
import { COUNTERS, GAUGES, HISTOGRAMS } from './metric-definitions.ts';
import type { Metrics } from './metrics.ts';

/** Counts of this long are sent in one call. */
const FLUSH_AFTER_MS = 1_000;

interface BufferedMetricsDeps {
  /** Shared by the isolate's invocations. */
  buffer: MetricBuffer;
  /** Keeps the invocation alive after its answer. */
  waitUntil(work: Promise<void>): void;
  /** Sends a batch to the registry, which counts a repeated id once. @returns How many samples it refused. */
  record(batch: MetricBatch): Promise<number>;
  log: Pick<Logger, 'warn'>;
}

/**
 * Metrics that cost a request one addition in memory. One invocation a second sends, after its answer, what all
 * invocations of the isolate counted.
 */
export function bufferedMetrics({ buffer, waitUntil, record, log }: BufferedMetricsDeps): Metrics {
  const flushSoon = () => {
    if (buffer.claimFlush(Date.now())) waitUntil(flush());
  };

  async function flush(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, FLUSH_AFTER_MS));
    for (const batch of buffer.take(Date.now())) {
      try {
        const refused = await record(batch);
        buffer.reported(batch.id);
        if (refused > 0) log.warn('metrics_refused', { samples: refused });
      } catch (error) {
        log.warn('metrics_flush_failed', { dropped: buffer.failed(batch.id), error });
      }
    }
  }

  return {
    observe: (name, value, labels) => {
      const { buckets, labels: names } = HISTOGRAMS[name];
      const bound = buckets.find((upper) => value <= upper);
      const values = valuesOf(names, labels);
      buffer.add(name, values, bound === undefined ? '+Inf' : String(bound), 1);
      buffer.add(name, values, 'sum', value);
      flushSoon();
    },
    count: (name, by = 1, labels) => {
      buffer.add(name, valuesOf(COUNTERS[name].labels, labels), 'value', by);
      flushSoon();
    },
    gauge: (name, value, labels) => {
      buffer.set(name, valuesOf(GAUGES[name].labels, labels), value);
      flushSoon();
    },
  };
}

const valuesOf = (names: readonly string[], labels: Record<string, string> = {}): string[] =>
  names.map((name) => labels[name] ?? '');
