import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { quantile } from '../statistics.ts';
import { mixedTraffic } from './bench-routes.ts';
import { liveHeap, openDevTools } from './devtools.ts';
import { followEvents } from './load/follow-events.ts';
import { generateLoad } from './load/generate-load.ts';
import { runtimeUsage } from './processes.ts';
import { MEASURES, type Point, trends } from './soak-trends.ts';
import { openStage, type Shop } from './stage.ts';

/**
 * The same mixed load for a long time, far below what the system can take, with two sockets of each shop that follow
 * its events, one of which comes back after each round, and a conversation of each shop in each round: what grows?
 * Before it comes a warm-up of the same load: an allocator keeps what it has once needed, so memory grows until
 * everything has been at its height together. More load would warm it up sooner, and leave room in which a leak hides. Fails when something grows by the slope of the second half, when a
 * request fails, or when an event is missed or comes twice, warm-up included.
 *   npm run bench -- soak [--minutes 30 --warm-up 15 --rate 20 --out scripts/lab/LOAD.md]
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '15' },
    rate: { type: 'string', default: '20' },
    tenants: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const warmUpMinutes = Number(values['warm-up']);
const MINUTES_BETWEEN_ROWS = 3;
const ROUND_SECONDS = Math.max(5, Math.min(30, Math.round((minutes * 60) / 20)));
/**
 * The memory limit of an isolate on the platform. Without it, V8 on a large machine leaves garbage uncollected, also in
 * the simulators of queues and the rate limit, and memory figures mean nothing.
 */
process.env.MINIFLARE_WORKERD_V8_FLAGS ??= '--max-heap-size=128 --initial-old-space-size=4';

const MB = 1024 * 1024;
const Count = z.object({ n: z.int() });
const Presence = z.object({ connections: z.int() });
const stage = await openStage({ pooled: true, isInspected: true });
const devTools = await openDevTools(await stage.system.inspectorUrl());
const owner = new pg.Client({ connectionString: stage.ownerUrl });
await owner.connect();
try {
  const shops = await Promise.all(Array.from({ length: Number(values.tenants) }, () => stage.newShop()));
  const requests = await mixedTraffic(stage, shops);
  const followers = await Promise.all(
    [...shops, ...shops].map(async ({ token }) => await followEvents(stage.system.url, token)),
  );
  console.log(`${minutes} minutes at ${values.rate} requests a second on ${stage.description}`);
  console.log(['minute', ...MEASURES].join('\t'));
  let [answered, failed, conversations] = [0, 0, 0];
  const round = async (): Promise<Omit<Point, 'hour'>> => {
    const load = { url: stage.system.url, requests, connections: 64, ratePerSecond: Number(values.rate) };
    const [{ latenciesMs, statuses, firstFault }] = await Promise.all([
      generateLoad({ ...load, seconds: ROUND_SECONDS }),
      ...shops.map(async (shop) => {
        await converse(shop);
        conversations += 1;
      }),
    ]);
    await Promise.all(followers.slice(shops.length).map((follower) => follower.reconnect()));
    answered += latenciesMs.length;
    failed += Object.values(statuses).reduce((sum, n) => sum + n, 0) - latenciesMs.length;
    if (firstFault !== undefined) console.log(`failed: ${JSON.stringify(statuses)}; ${firstFault}`);
    const heap = (await liveHeap(devTools)) / MB;
    const usage = runtimeUsage();
    return {
      'memory, MB': usage.memoryBytes / MB,
      'live heap, MB': heap,
      'open files': usage.openFiles,
      'sockets at the hubs': (await Promise.all(shops.map(connections))).reduce((sum, n) => sum + n, 0),
      'outbox rows waiting': await waitingRows(),
      'p50, ms': quantile(latenciesMs, 0.5),
      'p95, ms': quantile(latenciesMs, 0.95),
    };
  };
  /** Rounds for so many minutes; hours count from their beginning. */
  const rounds = async (forMinutes: number): Promise<Point[]> => {
    const points: Point[] = [];
    const began = performance.now();
    while (performance.now() - began < forMinutes * 60_000) {
      const measured = await round();
      const point = { hour: (performance.now() - began) / 3_600_000, ...measured };
      points.push(point);
      console.log(cellsOf(point).join('\t'));
    }
    return points;
  };
  const warmUp = await rounds(warmUpMinutes);
  console.log(`warm after ${warmUpMinutes} minutes; from here on it counts`);
  const points = await rounds(minutes);
  const seen = followers.reduce((sum, follower) => sum + (follower.last() ?? 0), 0);
  const faults = followers.reduce((sum, follower) => sum + follower.faults(), 0);
  for (const follower of followers) follower.close();
  const { rows, isSteady } = trends(points, minutes / 60);
  const verdict = markdownTable(['', 'third quarter', 'last quarter', 'slope an hour', 'may grow', 'verdict'], rows);
  const course = markdownTable(
    ['minute', ...MEASURES],
    [...warmUp.slice(-1).map((point) => ['warm', ...cellsOf(point).slice(1)]), ...everyFewMinutes(points).map(cellsOf)],
  );
  const text = `${minutes} minutes at ${values.rate} requests a second after ${warmUpMinutes} of warm-up, on ${stage.description}: ${answered} answered, ${failed} failed; ${conversations} chat turns; ${seen} events at ${followers.length} sockets, ${faults} missed or doubled.\n\n${verdict}`;
  console.log(`${text}\n\n${course}`);
  if (values.out !== undefined) await writeSection(values.out, 'soak', text);
  process.exitCode = failed === 0 && faults === 0 && isSteady ? 0 : 1;
} finally {
  devTools.close();
  await owner.end();
  await stage.stop();
}

function cellsOf(point: Point): string[] {
  return [(point.hour * 60).toFixed(1), ...MEASURES.map((name) => point[name].toFixed(1))];
}

/** The first round, the last, and those between that are some minutes apart. */
function everyFewMinutes(points: readonly Point[]): Point[] {
  let due = 0;
  return points.filter(({ hour }, index) => {
    if (index !== points.length - 1 && hour * 60 < due) return false;
    due = hour * 60 + MINUTES_BETWEEN_ROWS;
    return true;
  });
}

async function waitingRows(): Promise<number> {
  const { rows } = await owner.query('SELECT count(*)::int AS n FROM outbox WHERE processed_at IS NULL');
  return Count.parse(rows[0]).n;
}

async function connections({ token }: Shop): Promise<number> {
  const answer = await fetch(`${stage.system.url}/v1/events/presence`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return Presence.parse(await answer.json()).connections;
}

/** One turn of a new conversation, with whatever model there is. */
async function converse({ token }: Shop): Promise<void> {
  const parts = [{ type: 'text', text: 'Do you have fresh bread?' }];
  const answer = await fetch(`${stage.system.url}/v1/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: crypto.randomUUID(), message: { id: crypto.randomUUID(), role: 'user', parts } }),
  });
  const stream = await answer.text();
  if (answer.status !== 200 || !stream.includes('"finish"'))
    throw new Error(`a chat turn was answered ${answer.status}`);
}
