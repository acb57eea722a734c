/** A number of a series: a counter's or gauge's value, or a part of a histogram. */
export interface MetricSample {
  name: string;
  /** The values of the labels, in the order in which the metric declares their names. */
  labels: readonly string[];
  /** `value`; of a histogram `sum`, or the upper bound of a bucket such as `0.25` or `+Inf`, not cumulative. */
  part: string;
  value: number;
}

/** An isolate's counts since its last report. */
export interface MetricBatch {
  /** Batches with the same id count once. */
  id: string;
  /** When the batch was made, in milliseconds since the epoch. */
  atMs: number;
  /** Added to the stored values: counters and histograms. */
  add: MetricSample[];
  /** Replaces older stored values: gauges. */
  set: MetricSample[];
}

/** A stored number, and when it was last changed. */
export interface StoredSample extends MetricSample {
  atMs: number;
}
