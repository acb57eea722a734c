import { quantile, quantiles } from '../statistics.ts';
import type { LoadRequest, LoadResult } from './load/clients.ts';
import { generateLoad } from './load/generate-load.ts';
import { runtimeUsage } from './processes.ts';
import type { Stage } from './stage.ts';

/** One row of the table: a route, or the floor for several routes. */
export interface Route {
  name: string;
  /** True if the requests go to the floor Worker. */
  isFloor?: boolean;
  requests: LoadRequest[];
  /** Overrides the run's number of requests where that would be too many. */
  connections?: number;
  /** The row whose rate this one is compared with. */
  floor?: string;
}

export const ROUTE_COLUMNS = [
  'route',
  'requests/s',
  'p50',
  'p95',
  'p99',
  'p50 alone',
  'CPU ms a request',
  'MB',
  'round trips',
  'of its floor',
];

/** Other processes may disturb a round, so the best one counts. */
const ROUNDS = 3;

interface Round {
  rate: number;
  latenciesMs: number[];
  cpuMs: number;
  memoryBytes: number;
  statements: number | undefined;
}

/** Measures each route at one connection and, best of three rounds, at `connections`. One row each. */
export async function measureRoutes(
  stage: Stage,
  routes: readonly Route[],
  { connections: most, seconds }: { connections: number; seconds: number },
): Promise<string[][]> {
  const rates = new Map<string, number>();
  const rows: string[][] = [];
  for (const { name, isFloor = false, requests, floor, ...route } of routes) {
    const connections = route.connections ?? most;
    const url = isFloor ? stage.system.floorUrl : stage.system.url;
    await sound(name, await generateLoad({ url, requests, connections, seconds: Math.min(1, seconds) }));
    const alone = await sound(name, await generateLoad({ url, requests, connections: 1, seconds }));
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [before, statementsBefore] = [runtimeUsage(), await stage.statements()];
      const load = await sound(name, await generateLoad({ url, requests, connections, seconds }));
      const [after, statementsAfter] = [runtimeUsage(), await stage.statements()];
      const answered = load.latenciesMs.length;
      rounds.push({
        rate: answered / load.seconds,
        latenciesMs: load.latenciesMs,
        cpuMs: ((after.cpuSeconds - before.cpuSeconds) / answered) * 1000,
        memoryBytes: after.memoryBytes,
        statements:
          statementsAfter === undefined || statementsBefore === undefined
            ? undefined
            : (statementsAfter - statementsBefore) / answered,
      });
    }
    const best = rounds.reduce((one, other) => (other.rate > one.rate ? other : one));
    rates.set(name, best.rate);
    const floorRate = floor === undefined ? undefined : rates.get(floor);
    rows.push([
      name,
      best.rate.toFixed(0),
      ...quantiles(best.latenciesMs),
      quantile(alone.latenciesMs, 0.5).toFixed(1),
      best.cpuMs.toFixed(2),
      (best.memoryBytes / 1024 / 1024).toFixed(0),
      best.statements === undefined ? '' : roundTrips(best.statements),
      floorRate === undefined ? '' : `${((best.rate / floorRate) * 100).toFixed(0)} %`,
    ]);
    console.log(rows.at(-1)?.join('\t'));
  }
  return rows;
}

/** The pool counts what it waits for; to a route that has any, its connect is one more. Fractions are the relay's and the quota's. */
const roundTrips = (statements: number): string => (statements < 0.05 ? '0' : (statements + 1).toFixed(1));

/** A route that refuses is measured for nothing. */
export async function sound(name: string, load: LoadResult): Promise<LoadResult> {
  const faults = Object.entries(load.statuses).filter(([status]) => Number(status) >= 400 || status === '0');
  if (faults.length > 0) throw new Error(`${name}: ${JSON.stringify(load.statuses)}; ${load.firstFault}`);
  return load;
}
