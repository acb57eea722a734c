import { quantile, slope } from '../statistics.ts';

/** Values sampled after each round of a soak, with the growth allowed per hour. */
const MAY_GROW = {
  'memory, MB': 60,
  'live heap, MB': 5,
  'open files': 20,
  'sockets at the hubs': 2,
  'outbox rows waiting': 20,
  'p50, ms': 10,
  'p95, ms': 60,
} as const;
export type Measure = keyof typeof MAY_GROW;
/** `Object.keys` widens the names to strings. */
export const MEASURES = Object.keys(MAY_GROW) as readonly Measure[];

/** One round: its end, in hours since the beginning, and what was measured then. */
export type Point = Record<Measure, number> & { hour: number };

/**
 * Judges by the second half: what grows by more than it may within an hour (or the whole run, where that is shorter),
 * and more than its ups and downs explain, grows.
 * @returns For each measure: its name, its median in the third and in the last quarter, slope with its standard error,
 * bound, verdict.
 */
export function trends(points: readonly Point[], hours: number): { rows: string[][]; isSteady: boolean } {
  const later = points.slice(Math.floor(points.length / 2));
  const middle = Math.ceil(later.length / 2);
  const rows = MEASURES.map((name) => {
    const line = slope(later.map((point) => ({ x: point.hour, y: point[name] })));
    // Over a short run the slope of an hour is a guess; what it comes to within the run is not.
    const isTooMuch = line.perUnit * Math.min(1, hours) > MAY_GROW[name] && line.perUnit > 2 * line.standardError;
    const [third, fourth] = [later.slice(0, middle), later.slice(middle)].map((part) =>
      quantile(
        part.map((point) => point[name]),
        0.5,
      ).toFixed(1),
    );
    const growth = `${line.perUnit.toFixed(1)} ± ${line.standardError.toFixed(1)}`;
    return [name, third ?? '', fourth ?? '', growth, String(MAY_GROW[name]), isTooMuch ? 'grows' : 'steady'];
  });
  return { rows, isSteady: rows.every((row) => row.at(-1) === 'steady') };
}
