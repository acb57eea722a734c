import { throughDoor } from '../edge/door.ts';
import { bufferedMetrics } from '../platform/buffered-metrics.ts';
import { systemClock } from '../platform/clock.ts';
import { isolateOf } from './isolate.ts';

/** Answers a request from the edge tier of this isolate, or passes it on to the API in the same Worker. */
export async function answerAtEdge(
  request: Request,
  {
    env,
    execution,
    origin,
  }: {
    env: Env;
    execution: Pick<ExecutionContext, 'waitUntil'>;
    origin(request: Request): Response | Promise<Response>;
  },
): Promise<Response> {
  const { edge, tokens, log, metrics: buffer, metricShard } = isolateOf(env);
  const waitUntil = (work: Promise<unknown>) => execution.waitUntil(work);
  const deps = {
    ...{ tier: edge, log, verify: tokens.verify, now: systemClock.now },
    admit: async (key: string) => (await env.SHIELD.limit({ key })).success,
  };
  const metrics = bufferedMetrics({
    ...{ buffer, waitUntil, log },
    record: (batch) => env.METRICS_REGISTRY.getByName(metricShard).record(batch),
  });
  return await throughDoor(deps, request, { origin, waitUntil, metrics });
}
