import { z } from 'zod';

/** The fields used here of the output of `k6 run --summary-export`. A threshold is true when it was crossed. */
const Summary = z.object({
  metrics: z.record(z.string(), z.looseObject({ thresholds: z.record(z.string(), z.boolean()).default({}) })),
});

const done = (name: string) => `http_req_duration{name:${name},expected_response:true}`;

/** Makes k6 report a part of a metric, and promises nothing. */
const REPORTED_ONLY = />=0$/;

export const K6_COLUMNS = [
  'script',
  'requests',
  'refused',
  'faulty',
  'product p50, p95',
  'order p50, p95',
  'search p50',
  'frame p95',
  'chat first byte p50',
  'thresholds',
];

/**
 * One run of a script as a row of a table: times in milliseconds of what was done, and each threshold that was crossed.
 * @throws {z.ZodError} when it is no summary of k6.
 */
export function summaryRow(script: string, summary: unknown): string[] {
  const { metrics } = Summary.parse(summary);
  const value = (metric: string, key: string): number | undefined => {
    const found = metrics[metric]?.[key];
    return typeof found === 'number' ? found : undefined;
  };
  const ms = (metric: string, ...keys: string[]) => {
    const values = keys.map((key) => value(metric, key)).filter((found) => found !== undefined);
    return values.length === keys.length ? values.map((found) => found.toFixed(0)).join(', ') : '–';
  };
  const count = (metric: string, key = 'count') => String(value(metric, key) ?? 0);
  const thresholds = Object.entries(metrics).flatMap(([metric, { thresholds }]) =>
    Object.entries(thresholds)
      .filter(([bound]) => !REPORTED_ONLY.test(bound))
      .map(([bound, isCrossed]) => ({ text: `${metric} ${bound}`, isCrossed })),
  );
  const crossed = thresholds.filter(({ isCrossed }) => isCrossed).map(({ text }) => text);
  return [
    script,
    count('http_reqs'),
    count('requests_refused'),
    count('checks', 'fails'),
    ms(done('product'), 'med', 'p(95)'),
    ms(done('order'), 'med', 'p(95)'),
    ms(done('search'), 'med'),
    ms('stream_lag', 'p(95)'),
    ms('chat_first_byte', 'med'),
    crossed.length === 0 ? `all ${thresholds.length} met` : `not met: ${crossed.join('; ')}`,
  ];
}
