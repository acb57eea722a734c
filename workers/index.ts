import type { JobMessage, Topic } from '../contracts/event.ts';
import { chatSession } from '../durable-objects/chat-session/chat-session.ts';
import { idempotencyGate } from '../durable-objects/idempotency-gate.ts';
import { rateLimiter } from '../durable-objects/rate-limiter.ts';
import { tenantHub } from '../durable-objects/tenant-hub/tenant-hub.ts';
import { createApp } from './api/app.ts';
import { turnWork } from './chat/turn-work.ts';
import type { Services } from './domain/context.ts';
import { type IsolateState, openServices } from './domain/open-services.ts';
import { markProcessed, readOutbox } from './domain/outbox/drain.ts';
import { createChatModel } from './llm/model.ts';
import { isolateBreakers } from './platform/breakers.ts';
import { newCacheHealth } from './platform/cache.ts';
import { ConfigError, parseConfig } from './platform/config.ts';
import { createLogger } from './platform/logger.ts';
import { ProblemError } from './platform/problem-error.ts';
import { problemResponse } from './platform/problem-response.ts';
import { createRedis } from './platform/redis.ts';
import { createTokens } from './platform/tokens.ts';
import { newTrace, type Trace } from './platform/trace.ts';
import { dispatchBatch } from './pool/queue-dispatch.ts';
import { sweep } from './pool/sweep.ts';
import { embedPendingChunks } from './rag/embed-chunks.ts';
import { createEmbeddingModel } from './rag/embedding-model.ts';
import { reindexNextBatch } from './rag/reindex.ts';

const isolates = new WeakMap<Env, IsolateState>();

/** @throws {ConfigError} when the environment is not fit to run on. */
function isolateState(env: Env): IsolateState {
  const known = isolates.get(env);
  if (known !== undefined) return known;
  const config = parseConfig({ ...env }, env.HYPERDRIVE?.connectionString);
  const state = {
    config,
    tokens: createTokens(config.auth),
    cacheHealth: newCacheHealth(),
    breakers: isolateBreakers(),
  };
  isolates.set(env, state);
  return state;
}

/** The services of one invocation, with the ways from here to the relay and to the worker pool. */
function open(env: Env, execution: Pick<ExecutionContext, 'waitUntil'>, trace: Trace) {
  const traced = { requestid: trace.requestId, traceparent: trace.traceparent };
  const services: Services & { close(): Promise<void> } = openServices(isolateState(env), trace, {
    nudgeRelay: (tenantId) => {
      const nudged = env.TENANT_HUB.getByName(tenantId).nudge();
      execution.waitUntil(nudged.catch((error: unknown) => services.log.warn('nudge_lost', { to: 'relay', error })));
    },
    nudgeIndexer: (tenantId) => sendJob({ kind: 'embed_chunks', tenant_id: tenantId, ...traced }),
    nudgeJob: (tenantId, jobId) => sendJob({ kind: 'run_job', tenant_id: tenantId, job_id: jobId, ...traced }),
  });
  function sendJob(message: JobMessage): void {
    const sent = env.JOBS_QUEUE.send(message);
    execution.waitUntil(sent.catch((error: unknown) => services.log.warn('nudge_lost', { to: message.kind, error })));
  }
  return services;
}

/** For a Durable Object, which runs on by itself: nothing of its invocation has to be kept alive. */
const NO_EXECUTION = { waitUntil: () => {} };

const TOPIC_QUEUES = {
  orders: 'ORDERS_QUEUE',
  notifications: 'NOTIFICATIONS_QUEUE',
  chat_tools: 'CHAT_TOOLS_QUEUE',
} as const satisfies Record<Topic, keyof Env>;

export class TenantHub extends tenantHub<Env>((env, tenantId) => {
  const services = open(env, NO_EXECUTION, newTrace());
  return {
    readOutbox: (limit) => readOutbox(services, tenantId, limit),
    markProcessed: (positions) => markProcessed(services, tenantId, positions),
    publish: async (topic, events) => {
      await env[TOPIC_QUEUES[topic]].sendBatch(events.map((event) => ({ body: { event } })));
    },
    release: () => services.close(),
    observeLag: (seconds) => services.metrics.observe('ragline_outbox_lag_seconds', seconds),
    log: services.log.with({ tenant_id: tenantId }),
  };
}) {}

export class IdempotencyGate extends idempotencyGate<Env>() {}

export class RateLimiter extends rateLimiter<Env>() {}

export class ChatSession extends chatSession<Env>((env, trace) => {
  const { openai } = isolateState(env).config;
  return turnWork({
    services: open(env, NO_EXECUTION, trace),
    chatModel: createChatModel(openai),
    embeddingModel: createEmbeddingModel(openai),
  });
}) {}

const app = createApp({
  openServices: open,
  config: (env) => isolateState(env).config,
});

/** A Worker that is not configured answers nothing else: 503, and the fault in its log. */
function refuseToServe(error: ConfigError): Response {
  createLogger('error', console.log).error('misconfigured', { error });
  const problem = new ProblemError('unavailable', 'The service is not configured: its log says what is missing.');
  const { status, headers, body } = problemResponse(problem, crypto.randomUUID());
  return new Response(body, { status, headers });
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
    const services = open(env, execution, newTrace());
    const { config } = isolateState(env);
    const embeddingModel = createEmbeddingModel(config.openai);
    try {
      await dispatchBatch(batch, {
        services,
        redis: createRedis(config.redis),
        reindexNextBatch: (ctx, jobId) => reindexNextBatch(ctx, embeddingModel, jobId),
        embedPendingChunks: (traced, tenantId) => embedPendingChunks(traced, embeddingModel, tenantId),
        random: Math.random,
      });
    } finally {
      execution.waitUntil(services.close());
    }
  },

  async scheduled(_controller, env, execution) {
    const services = open(env, execution, newTrace());
    try {
      await sweep(services);
    } finally {
      execution.waitUntil(services.close());
    }
  },
} satisfies ExportedHandler<Env>;
