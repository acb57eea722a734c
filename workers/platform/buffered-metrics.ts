import type { MetricBatch } from '../../contracts/metric-batch.ts';
import type { Logger } from './logger.ts';
import type { MetricBuffer } from './metric-buffer.ts';
import { COUNTERS, GAUGES, HISTOGRAMS } from './metric-definitions.ts';
import type { Metrics } from './metrics.ts';

/** What the invocations of this time count is told in one call. */
const TELL_AFTER_MS = 1_000;

interface BufferedMetricsDeps {
  /** Shared by the isolate. */
  buffer: MetricBuffer;
  /** Keeps the invocation alive after its answer. */
  waitUntil(work: Promise<void>): void;
  /** Hands a batch to the registry; told twice, it counts once. */
  record(batch: MetricBatch): Promise<number>;
  log: Pick<Logger, 'warn'>;
}

/**
 * Metrics that cost a request an addition in memory. Of the invocations of about a second one tells the registry,
 * after its answer, what all of them counted.
 */
export function bufferedMetrics({ buffer, waitUntil, record, log }: BufferedMetricsDeps): Metrics {
  const counted = () => {
    if (buffer.promise(Date.now())) waitUntil(tell());
  };

  async function tell(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, TELL_AFTER_MS));
    for (const batch of buffer.take(Date.now())) {
      try {
        const refused = await record(batch);
        buffer.told(batch.id);
        if (refused > 0) log.warn('metrics_refused', { samples: refused });
      } catch (error) {
        log.warn('metrics_not_told', { given_up: buffer.failed(batch.id), error });
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
      counted();
    },
    count: (name, by = 1, labels) => {
      buffer.add(name, valuesOf(COUNTERS[name].labels, labels), 'value', by);
      counted();
    },
    gauge: (name, value, labels) => {
      buffer.set(name, valuesOf(GAUGES[name].labels, labels), value);
      counted();
    },
  };
}

const valuesOf = (names: readonly string[], labels: Record<string, string> = {}): string[] =>
  names.map((name) => labels[name] ?? '');
