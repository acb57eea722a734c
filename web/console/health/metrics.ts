/** The metrics that the page draws, and what their numbers are. */
export const DRAWN = [
  { name: 'ragline_api_request_duration_seconds', kind: 'seconds' },
  { name: 'ragline_cache_hit_ratio', kind: 'ratio' },
  { name: 'ragline_worker_task_duration_seconds', kind: 'seconds' },
  { name: 'ragline_outbox_lag_seconds', kind: 'seconds' },
  { name: 'ragline_stream_lag_seconds', kind: 'seconds' },
  { name: 'ragline_llm_first_token_ms', kind: 'milliseconds' },
  { name: 'ragline_llm_tokens_total', kind: 'counts' },
] as const;
export type Drawn = (typeof DRAWN)[number];

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** The samples of Prometheus's text format 0.0.4, as the API writes it: without timestamps. */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, pairs = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    const labels = [...pairs.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
    return [
      { name, labels: Object.fromEntries(labels), value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value) },
    ];
  });
}

/** A histogram over all of its labels. @property buckets How many fell into each, by its upper bound. */
export interface Histogram {
  count: number;
  buckets: Array<{ bound: number; count: number }>;
}

export function histogramOf(samples: readonly Sample[], name: string): Histogram {
  const upTo = new Map<number, number>();
  for (const { name: of, labels, value } of samples) {
    if (of !== `${name}_bucket`) continue;
    const bound = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
    upTo.set(bound, (upTo.get(bound) ?? 0) + value);
  }
  const sorted = [...upTo].sort(([one], [other]) => one - other);
  const buckets = sorted.map(([bound, count], index) => ({ bound, count: count - (sorted[index - 1]?.[1] ?? 0) }));
  return { count: sorted.at(-1)?.[1] ?? 0, buckets };
}

/** The bound that this share of all values stays under; undefined when nothing was measured. */
export function quantileOf({ count, buckets }: Histogram, share: number): number | undefined {
  if (count === 0) return undefined;
  let seen = 0;
  for (const bucket of buckets) {
    seen += bucket.count;
    if (seen >= share * count) return bucket.bound;
  }
  return undefined;
}

/** The values of a metric by the label that tells them apart. */
export function sumsBy(samples: readonly Sample[], name: string, label: string): Array<[string, number]> {
  const sums = new Map<string, number>();
  for (const { name: of, labels, value } of samples)
    if (of === name) sums.set(labels[label] ?? '', (sums.get(labels[label] ?? '') ?? 0) + value);
  return [...sums];
}
