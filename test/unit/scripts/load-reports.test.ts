import { describe, expect, it } from 'vitest';
import { K6_COLUMNS, summaryRow } from '../../../scripts/lab/bench/k6-summary.ts';
import { MEASURES, type Point, trends } from '../../../scripts/lab/bench/soak-trends.ts';

describe('the verdict on a soak', () => {
  /** A value for every measure of the list, on which the cast below relies. */
  const flat = Object.fromEntries(MEASURES.map((name) => [name, 100]));
  const rounds = (memory: (round: number) => number): Point[] =>
    Array.from({ length: 60 }, (_, round) => ({ ...flat, 'memory, MB': memory(round), hour: round / 120 }) as Point);
  const verdict = (points: Point[]) =>
    trends(points, 0.5)
      .rows.find(([name]) => name === 'memory, MB')
      ?.at(-1);

  it('accepts a value that warms up and then stays, and one that goes up and down', () => {
    expect(
      trends(
        rounds((round) => Math.min(round, 30) * 10),
        0.5,
      ).isSteady,
    ).toBe(true);
    expect(verdict(rounds((round) => (round % 7) * 50))).toBe('steady');
  });

  it('reports a value that keeps growing by more than allowed', () => {
    const leaking = rounds((round) => 200 + round * 2 + (round % 3));
    expect([verdict(leaking), trends(leaking, 0.5).isSteady]).toEqual(['grows', false]);
    expect(verdict(rounds((round) => 200 + round / 10))).toBe('steady');
  });
});

describe('a run of k6 as a row', () => {
  const summary = {
    metrics: {
      http_reqs: { count: 1_000, rate: 20 },
      checks: { passes: 998, fails: 2, value: 0.998, thresholds: { 'rate==1': true } },
      requests_refused: { count: 40, rate: 1 },
      'http_req_duration{name:order,expected_response:true}': {
        ...{ avg: 20.1, med: 17.4, 'p(95)': 30.6, thresholds: { 'p(95)<120': false, 'med>=0': false } },
      },
      stream_lag: { med: 2, 'p(95)': 9.4 },
    },
    root_group: { name: '' },
  };

  it('names what was refused, what was faulty, the times, and each threshold that was crossed', () => {
    const row = Object.fromEntries(K6_COLUMNS.map((name, index) => [name, summaryRow('load', summary)[index]]));
    expect(row).toMatchObject({ script: 'load', requests: '1000', refused: '40', faulty: '2' });
    expect(row).toMatchObject({ 'order p50, p95': '17, 31', 'frame p95': '9', thresholds: 'not met: checks rate==1' });
    // A value that was not measured is not a zero.
    expect([row['product p50, p95'], row['chat first byte p50']]).toEqual(['–', '–']);
  });

  it('says that all are met, and how many', () => {
    const { checks, ...others } = summary.metrics;
    const sound = { ...checks, fails: 0, thresholds: { 'rate==1': false } };
    expect(summaryRow('load', { metrics: { ...others, checks: sound } }).at(-1)).toBe('all 2 met');
  });

  it('refuses what is no summary', () => {
    expect(() => summaryRow('load', { version: 1 })).toThrow();
  });
});
