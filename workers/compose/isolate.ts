import type { EdgeTier } from '../edge/edge-tier.ts';
import { isolateBreakers } from '../platform/breakers.ts';
import { newCacheHealth } from '../platform/cache.ts';
import { systemClock } from '../platform/clock.ts';
import { parseConfig } from '../platform/config.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { MetricBuffer } from '../platform/metric-buffer.ts';
import { anyMetricShard } from '../platform/metric-shards.ts';
import { createRedis } from '../platform/redis.ts';
import { type ResolveHost, resolveOverHttps } from '../platform/resolve-host.ts';
import { createTokens } from '../platform/tokens.ts';
import { createTracing, type IsolateTracing } from '../platform/tracing/isolate-tracing.ts';
import { newEdgeTier } from './edge-tier.ts';
import type { IsolateState } from './open-services.ts';
import { writeLine } from './write-line.ts';

/** State that an isolate keeps between invocations. */
export interface Isolate extends IsolateState {
  resolveHost: ResolveHost | undefined;
  metrics: MetricBuffer;
  /** The isolate's metric shard. It never changes, because only that shard recognises a repeated batch. */
  metricShard: string;
  tracing: IsolateTracing | undefined;
  edge: EdgeTier;
  log: Logger;
  /** Names of models that put reasoning into their text, as they were found out. */
  thinkers: Set<string>;
}

const isolates = new WeakMap<Env, Isolate>();

/** The runtime's `fetch` refuses to run as a method of another object. */
export const plainFetch: typeof fetch = (input, init) => fetch(input, init);

/** @throws {ConfigError} when the environment is not fit to run on. */
export function isolateOf(env: Env): Isolate {
  const known = isolates.get(env);
  if (known !== undefined) return known;
  const config = parseConfig({ ...env }, env.HYPERDRIVE?.connectionString);
  const { webhookResolverUrl } = config;
  const state = {
    config,
    tokens: createTokens(config.auth),
    redis: createRedis(config.redis),
    cacheHealth: newCacheHealth(),
    breakers: isolateBreakers(),
    edge: newEdgeTier(),
    log: createLogger(config.logLevel, writeLine),
    thinkers: new Set<string>(),
    metrics: new MetricBuffer(),
    metricShard: anyMetricShard(),
    tracing: createTracing(config),
    resolveHost:
      webhookResolverUrl === undefined
        ? undefined
        : resolveOverHttps(webhookResolverUrl, { fetch: plainFetch, clock: systemClock }),
  };
  isolates.set(env, state);
  return state;
}
