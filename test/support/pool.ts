import { createMessageBatch } from 'cloudflare:test';
import type { EventEnvelope } from '../../contracts/event.ts';
import { deadLetters } from '../../schema/tables/delivery.ts';
import { newId } from '../../workers/platform/ids.ts';
import { createRedis, RedisError } from '../../workers/platform/redis.ts';
import type { QueueConsumer } from '../../workers/pool/handle-message.ts';
import type { PoolDeps } from '../../workers/pool/pool-deps.ts';
import { dispatchBatch } from '../../workers/pool/queue-dispatch.ts';
import { openWorker, testConfig } from './worker-services.ts';

const config = testConfig();

/** Creates a worker pool over the real database and Redis that records its metrics. */
export function newPool(changes: Partial<PoolDeps> = {}) {
  const services = openWorker();
  const counted: Array<[name: string, labels: unknown]> = [];
  const metrics = {
    observe: () => undefined,
    count: (name: string, _by?: number, labels?: unknown) => void counted.push([name, labels]),
    gauge: () => undefined,
  };
  const deps: PoolDeps = {
    services: { ...services, metrics },
    redis: createRedis(config.redis),
    embedPendingChunks: async () => ({ embedded: 0, remaining: false }),
    reindexNextBatch: async () => 'released',
    webhooks: { fetch, resolveHost: undefined, random: () => 0.5, timing: { pauseScale: 1, timeoutMs: 15_000 } },
    random: () => 0.5,
    ...changes,
  };
  return { deps, counted, close: () => services.close() };
}

export interface Sent {
  body: unknown;
  id?: string;
  attempts?: number;
}

/**
 * Delivers hand-made messages and returns the outcome of each, because the test helper's queue result drops the delay
 * of a retry.
 */
export async function deliver(
  queue: string,
  messages: readonly Sent[],
  deps: PoolDeps,
  consumers?: Readonly<Record<string, QueueConsumer>>,
): Promise<Array<'acked' | { retriedAfterSeconds: number | undefined }>> {
  const outcomes: Array<'acked' | { retriedAfterSeconds: number | undefined }> = [];
  const batch: MessageBatch = {
    queue,
    metadata: createMessageBatch(queue, []).metadata,
    messages: messages.map(({ body, id = crypto.randomUUID(), attempts = 1 }, index) => ({
      id,
      attempts,
      body,
      timestamp: new Date(),
      ack: () => {
        outcomes[index] = 'acked';
      },
      retry: (options?: QueueRetryOptions) => {
        outcomes[index] = { retriedAfterSeconds: options?.delaySeconds };
      },
    })),
    ackAll: () => undefined,
    retryAll: () => undefined,
  };
  await dispatchBatch(batch, deps, consumers);
  return outcomes;
}

export const deadLettersOf = (tenantId: string, { services }: PoolDeps) =>
  services.db.transaction({ systemWorkIn: tenantId }, (tx) => tx.select().from(deadLetters));

/** An event as the relay publishes it. */
export const anEvent = (tenantId: string, more: Partial<EventEnvelope> = {}): EventEnvelope => ({
  specversion: '1.0',
  id: newId(),
  source: '/test',
  subject: 'orders/1',
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  tenantid: tenantId,
  sequence: 7,
  requestid: 'request-1',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  topic: 'orders',
  type: 'order_created',
  data: {},
  ...more,
});

const refuse = () => Promise.reject(new RedisError('EVAL', 'redis.test', { text: 'connection refused' }));

/** A Redis that refuses what is asked of it. */
export const deadRedis = (): PoolDeps['redis'] =>
  new Proxy(createRedis(config.redis), {
    get: (_, method) => (method === 'pipeline' ? () => ({ eval: () => undefined, exec: refuse }) : refuse),
  });

/** The entries of a Redis stream that belong to a tenant, oldest first. */
export async function streamEntries(stream: string, tenantId: string): Promise<Array<Record<string, string>>> {
  const redis = createRedis(config.redis);
  // The client leaves replies as they are: `[id, [field, value, …]]` an entry.
  const replies: unknown = await redis.xrange(stream, '-', '+');
  const entries = Array.isArray(replies) ? replies : [];
  return entries
    .map(([, words]: [string, string[]]) =>
      Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : []))),
    )
    .filter((entry) => entry.tenant_id === tenantId);
}
