import asyncApi from '../contracts/asyncapi.yaml';
import { chatSession } from '../durable-objects/chat-session/chat-session.ts';
import { circuitBreakers } from '../durable-objects/circuit-breakers/circuit-breakers.ts';
import { hubShard } from '../durable-objects/hub-shard/hub-shard.ts';
import { idempotencyGate } from '../durable-objects/idempotency-gate.ts';
import { metricsRegistry } from '../durable-objects/metrics-registry.ts';
import { rateLimiter } from '../durable-objects/rate-limiter.ts';
import { tenantHub } from '../durable-objects/tenant-hub/tenant-hub.ts';
import { createApp } from './api/app.ts';
import { sessionWork } from './compose/chat-session.ts';
import { answer } from './compose/core.ts';
import { shardDeps } from './compose/hub-shard.ts';
import { openInvocation } from './compose/invocation.ts';
import { isolateOf } from './compose/isolate.ts';
import { hubDeps } from './compose/tenant-hub.ts';
import { poolDeps } from './compose/worker-pool.ts';
import { ConfigError } from './platform/config.ts';
import { createLogger } from './platform/logger.ts';
import { ProblemError } from './platform/problem-error.ts';
import { problemResponse } from './platform/problem-response.ts';
import { newTrace } from './platform/trace.ts';
import { dispatchBatch } from './pool/queue-dispatch.ts';
import { sweep } from './pool/sweep.ts';
import { sweepDeadLetters } from './pool/sweep-dead-letters.ts';
import { sweepOrders } from './pool/sweep-orders.ts';
import { sweepWebhooks } from './pool/sweep-webhooks.ts';

export class TenantHub extends tenantHub<Env>(hubDeps) {}
export class HubShard extends hubShard<Env>(shardDeps) {}
export class ChatSession extends chatSession<Env>(sessionWork) {}
export class IdempotencyGate extends idempotencyGate<Env>() {}
export class CircuitBreakers extends circuitBreakers<Env>() {}
export class RateLimiter extends rateLimiter<Env>() {}
export class MetricsRegistry extends metricsRegistry<Env>() {}

const app = createApp({ asyncApi, openServices: openInvocation });

/** A Worker that is not configured answers nothing else: 503, and the fault in its log. */
function refuseToServe(error: ConfigError): Response {
  createLogger('error', console.log).error('misconfigured', { error });
  const problem = new ProblemError('unavailable', 'The service is not configured. Its log names the missing variable.');
  const { status, headers, body } = problemResponse(problem, crypto.randomUUID());
  return new Response(body, { status, headers });
}

export default {
  async fetch(request, env, execution) {
    try {
      isolateOf(env);
    } catch (error) {
      if (error instanceof ConfigError) return refuseToServe(error);
      throw error;
    }
    return await answer(request, { env, execution, api: (passed) => app.fetch(passed, env, execution) });
  },

  async queue(batch, env, execution) {
    const services = openInvocation(env, execution, newTrace(false));
    try {
      await dispatchBatch(batch, poolDeps(env, services));
    } finally {
      execution.waitUntil(services.close());
    }
  },

  async scheduled(_controller, env, execution) {
    const services = openInvocation(env, execution, { ...newTrace(), own: { name: 'sweep', kind: 'internal' } });
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
