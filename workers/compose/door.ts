import { throughDoor } from '../edge/door.ts';
import type { EdgeTier } from '../edge/edge-tier.ts';
import { bufferedMetrics } from '../platform/buffered-metrics.ts';
import { systemClock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { MetricBuffer } from '../platform/metric-buffer.ts';
import type { Metrics } from '../platform/metrics.ts';
import { isAdmitted } from '../platform/shield.ts';
import type { Tokens } from '../platform/tokens.ts';

/** State that an isolate with a door keeps between requests. */
export interface DoorIsolate {
  edge: EdgeTier;
  tokens: Pick<Tokens, 'verify'>;
  log: Logger;
  metrics: MetricBuffer;
  metricShard: string;
}

/** The bindings of a Worker with a door. */
export type DoorBindings = Pick<Env, 'SHIELD' | 'METRICS_REGISTRY'>;

type Execution = Pick<ExecutionContext, 'waitUntil'>;

/** Answers a request from the edge tier of this isolate, or passes it on to the API. */
export async function answerAtEdge(
  request: Request,
  isolate: DoorIsolate,
  {
    env,
    execution,
    origin,
  }: {
    env: DoorBindings;
    execution: Execution;
    origin(request: Request): Response | Promise<Response>;
  },
): Promise<Response> {
  const deps = {
    ...{ tier: isolate.edge, log: isolate.log, verify: isolate.tokens.verify, now: systemClock.now },
    admit: (key: string) => isAdmitted(env.SHIELD, key, systemClock.now().getTime()),
  };
  const metrics = doorMetrics(isolate, env, execution);
  return await throughDoor(deps, request, { origin, waitUntil: (work) => execution.waitUntil(work), metrics });
}

/** The metrics for a request at the door. */
export const doorMetrics = (
  { metrics: buffer, metricShard, log }: Pick<DoorIsolate, 'metrics' | 'metricShard' | 'log'>,
  env: DoorBindings,
  execution: Execution,
): Metrics =>
  bufferedMetrics({
    ...{ buffer, log },
    waitUntil: (work) => execution.waitUntil(work),
    record: (batch) => env.METRICS_REGISTRY.getByName(metricShard).record(batch),
  });
