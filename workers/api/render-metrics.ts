import { AggregatorRegistry } from 'prom-client';
import type { StoredSample } from '../../contracts/metric-batch.ts';
import { COUNTERS, DERIVED, GAUGES, HISTOGRAMS } from '../platform/metric-definitions.ts';

type Labels = Record<string, string>;
type Values = Array<{ labels: Labels; value: number; metricName?: string }>;
/** A series: the values of its labels, and its parts by name. */
interface Series {
  labels: readonly string[];
  parts: Map<string, number>;
}
type SeriesByName = Map<string, Map<string, Series>>;

/** The Prometheus text of what the shards hold together. @returns The text and its media type. */
export async function renderMetrics(
  shards: ReadonlyArray<readonly StoredSample[]>,
): Promise<{ text: string; contentType: string }> {
  const merged = merge(shards);
  const seriesOf = (name: string): Series[] => [...(merged.get(name)?.values() ?? [])];
  const entries = <T>(table: Record<string, T>) => Object.entries(table);
  const registry = AggregatorRegistry.aggregate([
    [
      ...entries(HISTOGRAMS).map(([name, definition]) => ({
        ...described(name, 'histogram', definition),
        values: seriesOf(name).flatMap((series) => histogramValues(name, definition, series)),
      })),
      ...entries(COUNTERS).map(([name, definition]) => ({
        ...described(name, 'counter', definition),
        values: seriesOf(name).map((series) => plainValue(definition.labels, series)),
      })),
      ...entries(GAUGES).map(([name, definition]) => ({
        ...described(name, 'gauge', definition),
        values: seriesOf(name).map((series) => plainValue(definition.labels, series)),
      })),
      {
        ...described('ragline_cache_hit_ratio', 'gauge', DERIVED.ragline_cache_hit_ratio),
        values: hitRatio(seriesOf('ragline_cache_requests_total')),
      },
    ],
  ]);
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** Sums over the shards, except for gauges: of those the newest counts. */
function merge(shards: ReadonlyArray<readonly StoredSample[]>): SeriesByName {
  const merged: SeriesByName = new Map();
  const newest = new Map<string, number>();
  for (const { name, labels, part, value, atMs } of shards.flat()) {
    const key = labels.join('\n');
    const ofName = merged.get(name) ?? new Map<string, Series>();
    const series = ofName.get(key) ?? { labels, parts: new Map<string, number>() };
    merged.set(name, ofName.set(key, series));
    if (!(name in GAUGES)) series.parts.set(part, (series.parts.get(part) ?? 0) + value);
    else if (atMs >= (newest.get(`${name}\n${key}`) ?? 0)) {
      newest.set(`${name}\n${key}`, atMs);
      series.parts.set(part, value);
    }
  }
  return merged;
}

const described = (name: string, type: 'histogram' | 'counter' | 'gauge', { help }: { help: string }) => ({
  name,
  type,
  help,
  aggregator: 'sum',
});

const labelled = (names: readonly string[], { labels }: Series): Labels =>
  Object.fromEntries(names.map((name, index) => [name, labels[index] ?? '']));

const plainValue = (names: readonly string[], series: Series) => ({
  labels: labelled(names, series),
  value: series.parts.get('value') ?? 0,
});

/** Cumulative buckets, as Prometheus has them. Counts under bounds of an older release go into the next higher one. */
function histogramValues(
  name: string,
  { buckets, labels: names }: { buckets: readonly number[]; labels: readonly string[] },
  series: Series,
): Values {
  const labels = labelled(names, series);
  const counted = [...series.parts].filter(([part]) => part !== 'sum');
  const upTo = (bound: number) => counted.reduce((sum, [part, n]) => sum + (boundOf(part) <= bound ? n : 0), 0);
  const count = upTo(Number.POSITIVE_INFINITY);
  return [
    ...buckets.map((le) => ({ metricName: `${name}_bucket`, labels: { ...labels, le: String(le) }, value: upTo(le) })),
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: series.parts.get('sum') ?? 0 },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

const boundOf = (part: string): number => (part === '+Inf' ? Number.POSITIVE_INFINITY : Number(part));

function hitRatio(requests: readonly Series[]): Values {
  const total = (of: readonly Series[]) => of.reduce((sum, { parts }) => sum + (parts.get('value') ?? 0), 0);
  const all = total(requests);
  const hits = total(requests.filter(({ labels: [outcome] }) => outcome === 'hit'));
  return all === 0 ? [] : [{ labels: {}, value: hits / all }];
}
