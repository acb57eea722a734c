import type { COUNTERS, GAUGES, HISTOGRAMS } from './metric-definitions.ts';

type HistogramName = keyof typeof HISTOGRAMS;
type CounterName = keyof typeof COUNTERS;
type GaugeName = keyof typeof GAUGES;

/** The labels that a metric of the tables declares. */
type LabelsOf<Table extends Record<string, { labels: readonly string[] }>, Name extends keyof Table> = Record<
  Table[Name]['labels'][number],
  string
>;

/**
 * Records metrics. Names, labels and their meaning are in `metric-definitions.ts`. Labels are bounded: route templates
 * and outcomes, never ids. Never throws, and never waits.
 */
export interface Metrics {
  /** Adds an observation to a histogram, in seconds or milliseconds as the name says. */
  observe<Name extends HistogramName>(name: Name, value: number, labels?: LabelsOf<typeof HISTOGRAMS, Name>): void;
  /** Adds to a counter. */
  count<Name extends CounterName>(name: Name, by?: number, labels?: LabelsOf<typeof COUNTERS, Name>): void;
  /** Sets a gauge. The last value of any isolate counts. */
  gauge<Name extends GaugeName>(name: Name, value: number, labels?: LabelsOf<typeof GAUGES, Name>): void;
}

/** Records nothing. */
export const noMetrics: Metrics = { observe: () => {}, count: () => {}, gauge: () => {} };
