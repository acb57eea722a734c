import type { JobMessage, WebhookMessage } from '../../contracts/event.ts';
import type { Services } from '../domain/context.ts';
import { bufferedMetrics } from '../platform/buffered-metrics.ts';
import { retried } from '../platform/retried.ts';
import { newTrace } from '../platform/trace.ts';
import { openSpans } from '../platform/tracing/open-spans.ts';
import type { Origin } from '../platform/tracing/recorded-spans.ts';
import { sendSpans } from '../platform/tracing/send-spans.ts';
import { isolateOf, plainFetch } from './isolate.ts';
import { openServices } from './open-services.ts';
import { sendToQueue } from './queues.ts';

/** Queues hold a message back for a day at most. The sweep finds what is due later. */
const MAX_QUEUE_DELAY_SECONDS = 24 * 60 * 60;

export type InvocationServices = Services & { close(): Promise<void> };

/** The services of one invocation, with the ways from it to Durable Objects and Queues. */
export function openInvocation(
  env: Env,
  execution: Pick<ExecutionContext, 'waitUntil'>,
  origin: Origin,
): InvocationServices {
  const isolate = isolateOf(env);
  const { spans, trace } = openSpans(isolate.tracing, origin, (tracing) => {
    execution.waitUntil(sendSpans(tracing, { ...services, fetch: plainFetch }));
  });
  const traced = () => ({ requestid: trace.requestId, traceparent: spans.nearest(trace.traceparent) });
  /** A nudge that fails costs time: the sweep finds what it was about. */
  const nudge = (to: string, sent: Promise<unknown>): void => {
    execution.waitUntil(sent.catch((error: unknown) => services.log.warn('nudge_failed', { to, error })));
  };
  const sendJob = (message: JobMessage): void => nudge(message.kind, env.JOBS_QUEUE.send(message));
  const services: InvocationServices = openServices(isolate, trace, {
    spans,
    nudgeRelay: (tenantId, first) => nudge('relay', env.TENANT_HUB.getByName(tenantId).nudge(first)),
    nudgeRevocations: (tenantId) => {
      const carriedOut = retried(() => env.TENANT_HUB.getByName(tenantId).carryOutRevocations());
      execution.waitUntil(
        carriedOut.catch((error: unknown) => services.log.error('revocations_not_carried_out', { error })),
      );
    },
    nudgeIndexer: (tenantId) => sendJob({ kind: 'embed_chunks', tenant_id: tenantId, ...traced() }),
    nudgeJob: (tenantId, jobId) => sendJob({ kind: 'run_job', tenant_id: tenantId, job_id: jobId, ...traced() }),
    nudgeWebhook: (tenantId, endpointId, delaySeconds = 0, cause) => {
      const of = cause === undefined ? traced() : { requestid: cause.requestId, traceparent: cause.traceparent };
      const message: WebhookMessage = { tenant_id: tenantId, endpoint_id: endpointId, ...of };
      const delay = Math.min(MAX_QUEUE_DELAY_SECONDS, Math.ceil(delaySeconds));
      nudge('webhooks', env.WEBHOOKS_QUEUE.send(message, { delaySeconds: delay }));
    },
    requeue: (queue, bodies) => sendToQueue(env, queue, bodies),
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
  return services;
}

/** The services of a Durable Object, which needs no `waitUntil` because it outlives its calls. */
export const openObject = (env: Env, origin: Origin = newTrace(false)): InvocationServices =>
  openInvocation(env, { waitUntil: () => {} }, origin);

/** Sixteen objects for all hosts, so that a busy one delays few others. */
function breakerShard(host: string): string {
  let hash = 0;
  for (const character of host) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return `shard-${hash % 16}`;
}
