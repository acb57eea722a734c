import asyncApi from '../contracts/asyncapi.yaml';
import { chatSessionName } from '../contracts/chat.ts';
import type { JobMessage, Topic, WebhookMessage } from '../contracts/event.ts';
import { queueBatches } from '../contracts/queue-batches.ts';
import { StatedError } from '../contracts/stated-error.ts';
import { parseShardName, shardName } from '../contracts/subscription.ts';
import { chatSession } from '../durable-objects/chat-session/chat-session.ts';
import { circuitBreakers } from '../durable-objects/circuit-breakers/circuit-breakers.ts';
import { hubShard, type ShardDeps } from '../durable-objects/hub-shard/hub-shard.ts';
import { idempotencyGate } from '../durable-objects/idempotency-gate.ts';
import { metricsRegistry } from '../durable-objects/metrics-registry.ts';
import { rateLimiter } from '../durable-objects/rate-limiter.ts';
import type { HubDeps } from '../durable-objects/tenant-hub/hub-deps.ts';
import { tenantHub } from '../durable-objects/tenant-hub/tenant-hub.ts';
import { createApp } from './api/app.ts';
import { admitSocketTurn } from './chat/admit-socket-turn.ts';
import type { ConversationMemory } from './chat/conversation-memory.ts';
import { turnWork } from './chat/turn-work.ts';
import { type IsolateState, openServices } from './compose/open-services.ts';
import { dropRevocations, readRevocations } from './domain/auth/pending-revocations.ts';
import type { Services } from './domain/context.ts';
import { markProcessed, readHead, readOutbox } from './domain/outbox/drain.ts';
import { recordDelivery, recordSending } from './domain/outbox/relay-spans.ts';
import { recordDeliveries } from './domain/webhooks/record-deliveries.ts';
import { openChatModel } from './llm/model.ts';
import { createModerator } from './llm/moderation.ts';
import { isolateBreakers } from './platform/breakers.ts';
import { bufferedMetrics } from './platform/buffered-metrics.ts';
import { newCacheHealth } from './platform/cache.ts';
import { systemClock } from './platform/clock.ts';
import { ConfigError, parseConfig } from './platform/config.ts';
import { Database } from './platform/database.ts';
import { createLogger } from './platform/logger.ts';
import { MetricBuffer } from './platform/metric-buffer.ts';
import { anyMetricShard } from './platform/metric-shards.ts';
import { ProblemError } from './platform/problem-error.ts';
import { problemResponse } from './platform/problem-response.ts';
import { createRedis } from './platform/redis.ts';
import { type ResolveHost, resolveOverHttps } from './platform/resolve-host.ts';
import { retried } from './platform/retried.ts';
import { createTokens } from './platform/tokens.ts';
import { newTrace } from './platform/trace.ts';
import { createTracing, type IsolateTracing } from './platform/tracing/isolate-tracing.ts';
import { openSpans } from './platform/tracing/open-spans.ts';
import type { Origin } from './platform/tracing/recorded-spans.ts';
import { sendSpans } from './platform/tracing/send-spans.ts';
import type { PoolDeps } from './pool/pool-deps.ts';
import { dispatchBatch } from './pool/queue-dispatch.ts';
import { sweep } from './pool/sweep.ts';
import { sweepDeadLetters } from './pool/sweep-dead-letters.ts';
import { sweepOrders } from './pool/sweep-orders.ts';
import { sweepWebhooks } from './pool/sweep-webhooks.ts';
import { embedPendingChunks } from './rag/embed-chunks.ts';
import { reindexNextBatch } from './rag/reindex.ts';

/** What an isolate keeps beside it. */
interface Isolate extends IsolateState {
  resolveHost: ResolveHost | undefined;
  metrics: MetricBuffer;
  /** One shard for the life of the isolate, because only that shard recognises a repeated batch. */
  metricShard: string;
  tracing: IsolateTracing | undefined;
  /** Names of models that put reasoning into their text, as they were found out. */
  thinkers: Set<string>;
}

const isolates = new WeakMap<Env, Isolate>();

/** As a method of another object the runtime's own would refuse to run. */
const plainFetch: typeof fetch = (input, init) => fetch(input, init);

/** @throws {ConfigError} when the environment is not fit to run on. */
function isolateState(env: Env): Isolate {
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

/** The services of one invocation, with the ways from here to the relay and to the worker pool. */
function open(env: Env, execution: Pick<ExecutionContext, 'waitUntil'>, origin: Origin) {
  const isolate = isolateState(env);
  const { spans, trace } = openSpans(isolate.tracing, origin, (tracing) => {
    execution.waitUntil(sendSpans(tracing, { ...services, fetch: plainFetch }));
  });
  const traced = () => ({ requestid: trace.requestId, traceparent: spans.nearest(trace.traceparent) });
  const services: Services & { close(): Promise<void> } = openServices(isolate, trace, {
    nudgeRelay: (tenantId) => {
      const nudged = env.TENANT_HUB.getByName(tenantId).nudge();
      execution.waitUntil(nudged.catch((error: unknown) => services.log.warn('nudge_failed', { to: 'relay', error })));
    },
    nudgeRevocations: (tenantId) => {
      const carriedOut = retried(() => env.TENANT_HUB.getByName(tenantId).carryOutRevocations());
      execution.waitUntil(
        carriedOut.catch((error: unknown) => services.log.error('revocations_not_carried_out', { error })),
      );
    },
    spans,
    nudgeIndexer: (tenantId) => sendJob({ kind: 'embed_chunks', tenant_id: tenantId, ...traced() }),
    nudgeJob: (tenantId, jobId) => sendJob({ kind: 'run_job', tenant_id: tenantId, job_id: jobId, ...traced() }),
    requeue: async (queue, bodies) => {
      const binding = QUEUES[queue];
      if (binding === undefined) throw new StatedError(`there is no queue ${queue}`);
      for (const batch of queueBatches(bodies)) await env[binding].sendBatch(batch.map((body) => ({ body })));
    },
    nudgeWebhook: (tenantId, endpointId, delaySeconds = 0, cause) => {
      const of = cause === undefined ? traced() : { requestid: cause.requestId, traceparent: cause.traceparent };
      const message: WebhookMessage = { tenant_id: tenantId, endpoint_id: endpointId, ...of };
      const sent = env.WEBHOOKS_QUEUE.send(message, {
        delaySeconds: Math.min(MAX_QUEUE_DELAY_SECONDS, Math.ceil(delaySeconds)),
      });
      execution.waitUntil(sent.catch((error: unknown) => services.log.warn('nudge_failed', { to: 'webhooks', error })));
    },
    breakers: {
      report: (report) => env.CIRCUIT_BREAKERS.getByName(breakerShard(report.host)).report(report),
      waitUntil: (work) => execution.waitUntil(work),
    },
    metrics: (log) =>
      bufferedMetrics({
        buffer: isolate.metrics,
        waitUntil: (work) => execution.waitUntil(work),
        record: (batch) => env.METRICS_REGISTRY.getByName(isolate.metricShard).record(batch),
        log,
      }),
  });
  function sendJob(message: JobMessage): void {
    const sent = env.JOBS_QUEUE.send(message);
    execution.waitUntil(sent.catch((error: unknown) => services.log.warn('nudge_failed', { to: message.kind, error })));
  }
  return services;
}

/** Sixteen objects for all hosts: one that is busy with failures keeps few others waiting. */
function breakerShard(host: string): string {
  let hash = 0;
  for (const character of host) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return `shard-${hash % 16}`;
}

/** Queues hold a message back for a day at most. What is due later is found by the sweep. */
const MAX_QUEUE_DELAY_SECONDS = 24 * 60 * 60;

/** For a Durable Object, which runs on by itself: nothing of its invocation has to be kept alive. */
const NO_EXECUTION = { waitUntil: () => {} };

const TOPIC_QUEUES = {
  orders: 'ORDERS_QUEUE',
  notifications: 'NOTIFICATIONS_QUEUE',
  chat_tools: 'CHAT_TOOLS_QUEUE',
} as const satisfies Record<Topic, keyof Env>;

/** By the name that a dead letter knows its queue by. */
const QUEUES: Readonly<Record<string, (typeof TOPIC_QUEUES)[Topic] | 'JOBS_QUEUE' | 'WEBHOOKS_QUEUE'>> = {
  'ragline-orders': 'ORDERS_QUEUE',
  'ragline-notifications': 'NOTIFICATIONS_QUEUE',
  'ragline-chat-tools': 'CHAT_TOOLS_QUEUE',
  'ragline-jobs': 'JOBS_QUEUE',
  'ragline-webhooks': 'WEBHOOKS_QUEUE',
};

function hubDeps(env: Env, tenantId: string): HubDeps {
  const services = open(env, NO_EXECUTION, newTrace(false));
  const { spans } = services;
  spans.identify({ tenant_id: tenantId });
  return {
    readOutbox: (limit) => readOutbox(services, tenantId, limit),
    markProcessed: (delivered) => markProcessed(services, tenantId, delivered),
    readHead: () => readHead(services, tenantId),
    publish: async (topic, events) => {
      await recordSending(spans, { topic, events }, async () => {
        await recordDeliveries({ services, input: { tenantId, events } });
        await env[TOPIC_QUEUES[topic]].sendBatch(events.map((event) => ({ body: { event } })));
      });
    },
    release: () => services.close(),
    shard: (index) => env.HUB_SHARD.getByName(shardName(tenantId, index)),
    readRevocations: (limit) => readRevocations(services, tenantId, limit),
    dropRevocations: (ids) => dropRevocations(services, tenantId, ids),
    closeChat: async (conversationId, owners) => {
      await env.CHAT_SESSION.getByName(chatSessionName(tenantId, conversationId)).closeOwned(owners);
    },
    socketsPerObject: isolateState(env).config.hubSocketsPerObject,
    observeDelivery: (event, lagSeconds) => {
      services.metrics.observe('ragline_outbox_lag_seconds', lagSeconds);
      recordDelivery(spans, event, lagSeconds);
    },
    countSocket: (change) => services.metrics.count(`ragline_hub_sockets_${change}_total`),
    log: services.log.with({ tenant_id: tenantId }),
  };
}

export class TenantHub extends tenantHub<Env>(hubDeps) {}

function shardDeps(env: Env, name: string): ShardDeps {
  const { tenantId, index } = parseShardName(name);
  const hub = env.TENANT_HUB.getByName(tenantId);
  const { metrics } = open(env, NO_EXECUTION, newTrace(false));
  return {
    attach: async () => await hub.attachShard(index),
    replay: async (query) => await hub.replay(query),
    countSocket: (change) => metrics.count(`ragline_hub_sockets_${change}_total`),
  };
}

export class HubShard extends hubShard<Env>(shardDeps) {}

export class IdempotencyGate extends idempotencyGate<Env>() {}

export class CircuitBreakers extends circuitBreakers<Env>() {}

export class RateLimiter extends rateLimiter<Env>() {}

export class MetricsRegistry extends metricsRegistry<Env>() {}

/** A session's database connection and its memory of what was said last from one turn to the next. */
export class ChatSession extends chatSession<Env>((env) => {
  const { config, thinkers } = isolateState(env);
  const { openai, chat, rateLimitScale, database } = config;
  // Its statements belong to the turn that runs.
  const db = new Database(database, undefined, open(env, NO_EXECUTION, newTrace(false)).spans);
  const memory: ConversationMemory = { last: undefined };
  return {
    rest: async () => {
      memory.last = undefined;
      await db.close();
    },
    noteChannel: async (tenantId, channel) => await env.TENANT_HUB.getByName(tenantId).noteChat(channel),
    turn: (trace) => {
      const services = { ...open(env, NO_EXECUTION, trace), db };
      const { breakers, log } = services;
      return turnWork({
        ...{ services, memory },
        openModel: (choice) =>
          openChatModel({ chat, server: openai, workersAi: workersAi(env), breakers, thinkers, log }, choice),
        admit: (turn) => {
          const limiter = (name: string) => env.RATE_LIMITER.getByName(name);
          return admitSocketTurn({ services, limiter, scale: rateLimitScale }, turn);
        },
        moderator: chat.moderation && createModerator(chat.moderation, breakers),
      });
    },
  };
}) {}

/** Workers AI is there only where wrangler.toml binds it. */
const workersAi = (env: Env & { AI?: Ai }): Ai | undefined => env.AI;

const app = createApp({
  asyncApi,
  openServices: open,
});

/** A Worker that is not configured answers nothing else: 503, and the fault in its log. */
function refuseToServe(error: ConfigError): Response {
  createLogger('error', console.log).error('misconfigured', { error });
  const problem = new ProblemError('unavailable', 'The service is not configured: its log says what is missing.');
  const { status, headers, body } = problemResponse(problem, crypto.randomUUID());
  return new Response(body, { status, headers });
}

function poolDeps(env: Env, services: Services): PoolDeps {
  const { config, redis, resolveHost } = isolateState(env);
  return {
    services,
    redis,
    embedPendingChunks,
    reindexNextBatch,
    webhooks: { fetch: plainFetch, resolveHost, random: Math.random, timing: config.webhookTiming },
    random: Math.random,
  };
}

export default {
  async fetch(request, env, execution) {
    try {
      isolateState(env);
    } catch (error) {
      if (error instanceof ConfigError) return refuseToServe(error);
      throw error;
    }
    return await app.fetch(request, env, execution);
  },

  async queue(batch, env, execution) {
    const services = open(env, execution, newTrace(false));
    try {
      await dispatchBatch(batch, poolDeps(env, services));
    } finally {
      execution.waitUntil(services.close());
    }
  },

  async scheduled(_controller, env, execution) {
    const services = open(env, execution, { ...newTrace(), own: { name: 'sweep', kind: 'internal' } });
    try {
      await services.spans.own.within(async () => {
        await sweep(services);
        await sweepOrders(services);
        await sweepDeadLetters(poolDeps(env, services));
        await sweepWebhooks(services);
      });
    } finally {
      services.spans.own.end();
      execution.waitUntil(services.close());
    }
  },
} satisfies ExportedHandler<Env>;
