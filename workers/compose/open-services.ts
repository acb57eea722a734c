import type { Services } from '../domain/context.ts';
import type { BreakerLink, IsolateBreakers } from '../platform/breakers.ts';
import { Cache, type CacheHealth } from '../platform/cache.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { Database } from '../platform/database.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { type Metrics, noMetrics } from '../platform/metrics.ts';
import type { Redis } from '../platform/redis.ts';
import { createReranker } from '../platform/reranker.ts';
import { createSecretVault } from '../platform/secret-vault.ts';
import type { Tokens } from '../platform/tokens.ts';
import type { Trace } from '../platform/trace.ts';
import { noSpans, type Spans } from '../platform/tracing/spans.ts';
import { openEmbedder } from '../rag/open-embedder.ts';
import { writeLine } from './write-line.ts';

/** State that an isolate keeps between its invocations, and that belongs to none of them. */
export interface IsolateState {
  config: Config;
  tokens: Tokens;
  /** The client uses HTTP and holds no socket. It is shared because creating it takes longer than a request. */
  redis: Redis;
  cacheHealth: CacheHealth;
  breakers: IsolateBreakers;
}

/** The ways from an invocation to the Durable Objects and Queues. */
export type Links = Pick<Services, 'nudgeRelay' | 'nudgeRevocations' | 'nudgeIndexer' | 'nudgeJob' | 'nudgeWebhook'> & {
  /** Without it the isolate's breakers share nothing with others. */
  breakers?: Omit<BreakerLink, 'metrics'>;
  /** Creates the metrics of an invocation; without it nothing is counted. */
  metrics?: (log: Logger) => Metrics;
  /** Without it nothing is traced. */
  spans?: Spans;
  /** Without it no message can be put on a queue. */
  requeue?: Services['requeue'];
};

/** The services of one invocation. `close` ends its database connections. */
export function openServices(
  { config, tokens, redis, cacheHealth, breakers: isolate }: IsolateState,
  trace: Trace,
  { breakers: link, metrics: connectMetrics = () => noMetrics, spans = noSpans, ...links }: Links,
): Services & { close(): Promise<void> } {
  const [, traceId = ''] = trace.traceparent.split('-');
  const log = createLogger(config.logLevel, writeLine, { request_id: trace.requestId, trace_id: traceId });
  const metrics = connectMetrics(log);
  const clock = systemClock;
  const db = new Database(config.database, undefined, spans);
  const breakers = link === undefined ? isolate : isolate.sharedOver({ ...link, metrics });
  return {
    db,
    cache: new Cache({
      ...{ redis, breakers, health: cacheHealth, clock, log, metrics, spans },
      waitUntil: (work) => link?.waitUntil(work),
    }),
    breakers,
    reranker: config.rerank && createReranker(config.rerank, breakers),
    tokens,
    vault: createSecretVault(config.auth.privateJwks),
    config,
    embedder: openEmbedder(config.embedding, { breakers, spans }),
    clock,
    log,
    metrics,
    trace,
    spans,
    requeue: () => Promise.reject(new Error('no queues are bound here')),
    ...links,
    close: () => db.close(),
  };
}
