import { parseArgs } from 'node:util';
import pg from 'pg';
import { mixedTraffic } from './bench-routes.ts';
import { generateLoad } from './load/generate-load.ts';
import { markdownTable, writeBetweenMarkers } from './markdown.ts';
import { runtimeUsage } from './processes.ts';
import { openStage } from './stage.ts';
import { quantile, slope } from './statistics.ts';

/**
 * The same mixed load for a long time, far below what the system can take: what grows? Memory, open files, the outbox
 * and the latencies are noted once a round; the verdict goes by the slope of the second half, since a runtime that has
 * just been started is still warming up. Fails when one of them grows beyond its bound, or a request fails.
 *   npm run bench:soak [-- --minutes 30 --rate 40 --out docs/LOAD.md]
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    rate: { type: 'string', default: '40' },
    tenants: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const ROUND_SECONDS = Math.max(5, Math.min(30, Math.round((minutes * 60) / 20)));

/** What may grow how much within an hour, by the slope of the second half. */
const BOUNDS = { 'memory, MB': 60, 'open files': 20, 'outbox rows waiting': 20, 'p50, ms': 10, 'p95, ms': 60 } as const;
type Measure = keyof typeof BOUNDS;
const MEASURES: readonly Measure[] = ['memory, MB', 'open files', 'outbox rows waiting', 'p50, ms', 'p95, ms'];

const stage = await openStage({ pooled: true });
const owner = new pg.Client({ connectionString: stage.ownerUrl });
await owner.connect();
try {
  const shops = await Promise.all(Array.from({ length: Number(values.tenants) }, () => stage.newShop()));
  const requests = await mixedTraffic(stage, shops);
  console.log(`${minutes} minutes at ${values.rate} requests a second on ${stage.description}`);
  console.log(['minute', ...MEASURES].join('\t'));
  const points: Array<Record<Measure, number> & { hour: number }> = [];
  let [answered, failed] = [0, 0];
  const began = performance.now();
  while (performance.now() - began < minutes * 60_000) {
    const load = { url: stage.system.url, requests, connections: 64, ratePerSecond: Number(values.rate) };
    const { latenciesMs, statuses, firstFault } = await generateLoad({ ...load, seconds: ROUND_SECONDS });
    const [usage, waiting] = [
      runtimeUsage(),
      await owner.query('SELECT count(*)::int AS n FROM outbox WHERE processed_at IS NULL'),
    ];
    answered += latenciesMs.length;
    failed += Object.values(statuses).reduce((sum, n) => sum + n, 0) - latenciesMs.length;
    if (firstFault !== undefined) console.log(`failed: ${JSON.stringify(statuses)}; ${firstFault}`);
    const point = {
      hour: (performance.now() - began) / 3_600_000,
      'memory, MB': usage.memoryBytes / 1024 / 1024,
      'open files': usage.openFiles,
      'outbox rows waiting': waiting.rows[0].n,
      'p50, ms': quantile(latenciesMs, 0.5),
      'p95, ms': quantile(latenciesMs, 0.95),
    };
    points.push(point);
    console.log([(point.hour * 60).toFixed(1), ...MEASURES.map((name) => point[name].toFixed(1))].join('\t'));
  }
  const later = points.slice(Math.floor(points.length / 2));
  const rows = MEASURES.map((name) => {
    const perHour = slope(later.map((point) => ({ x: point.hour, y: point[name] })));
    // Over a short run the slope of an hour is a guess; what it comes to within the run is not.
    const grown = perHour * Math.min(1, minutes / 60);
    const verdict = grown <= BOUNDS[name] ? 'steady' : 'grows';
    const [first, last] = [later[0]?.[name] ?? Number.NaN, later.at(-1)?.[name] ?? Number.NaN];
    return [name, first.toFixed(1), last.toFixed(1), perHour.toFixed(1), String(BOUNDS[name]), verdict];
  });
  const table = markdownTable(['', 'half way', 'at the end', 'slope an hour', 'bound', 'verdict'], rows);
  console.log(`${answered} answered, ${failed} failed\n${table}`);
  if (values.out !== undefined) {
    const text = `${minutes} minutes at ${values.rate} requests a second on ${stage.description}: ${answered} answered, ${failed} failed.\n\n${table}`;
    await writeBetweenMarkers(values.out, 'soak', text);
  }
  process.exitCode = failed === 0 && rows.every((row) => row.at(-1) === 'steady') ? 0 : 1;
} finally {
  await owner.end();
  await stage.stop();
}
