import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { products } from '../../../schema/tables/catalog.ts';
import { deadLetters, outbox } from '../../../schema/tables/delivery.ts';
import { chunks } from '../../../schema/tables/search.ts';
import { revocations } from '../../../schema/tables/tenants.ts';
import type { Services } from '../../../workers/domain/context.ts';
import { isolateBreakers } from '../../../workers/platform/breakers.ts';
import { Database } from '../../../workers/platform/database.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { createLogger } from '../../../workers/platform/logger.ts';
import { createRedis } from '../../../workers/platform/redis.ts';
import { noSpans } from '../../../workers/platform/tracing/spans.ts';
import type { PoolDeps } from '../../../workers/pool/pool-deps.ts';
import { dispatchBatch } from '../../../workers/pool/queue-dispatch.ts';
import { sweep } from '../../../workers/pool/sweep.ts';
import { anEvent } from '../../support/pool.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { eventually, newHub } from '../events/hub-fixture.ts';

const db = new Database({ kind: 'hyperdrive', connectionString: env.HYPERDRIVE.connectionString });
const redis = createRedis({ url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN });
const logged: string[] = [];
const nudged = {
  relay: new Set<string>(),
  revocations: new Set<string>(),
  indexer: new Set<string>(),
  job: new Set<string>(),
};
const observed: Array<{ name: string; labels: unknown }> = [];

/** The services that consumers use. A narrower type would not fit their signature, so tests share this cast. */
const services = {
  db,
  clock: { now: () => new Date() },
  log: createLogger('info', (line) => void logged.push(line)),
  breakers: isolateBreakers(),
  metrics: {
    observe: (name: string, _value: number, labels: unknown) => void observed.push({ name, labels }),
    count: (name: string, _by: number, labels: unknown) => void observed.push({ name, labels }),
    gauge: () => {},
  },
  nudgeRelay: (tenantId: string) => void nudged.relay.add(tenantId),
  nudgeRevocations: (tenantId: string) => void nudged.revocations.add(tenantId),
  nudgeIndexer: (tenantId: string) => void nudged.indexer.add(tenantId),
  nudgeJob: (_tenantId: string, jobId: string) => void nudged.job.add(jobId),
  spans: noSpans,
} as unknown as Services;

const deps: PoolDeps = {
  services,
  redis,
  embedPendingChunks: async () => ({ embedded: 0, remaining: false }),
  reindexNextBatch: async () => 'released',
  webhooks: { fetch, resolveHost: undefined, random: () => 0.5, timing: { pauseScale: 1, timeoutMs: 15_000 } },
  random: () => 0.5,
};

afterAll(() => db.close());

async function dispatch(queue: string, bodies: unknown[], attempts = 1, using: Partial<PoolDeps> = {}) {
  const batch = createMessageBatch(
    queue,
    bodies.map((body, index) => ({ id: `${queue}-${index}`, timestamp: new Date(), attempts, body })),
  );
  const execution = createExecutionContext();
  await dispatchBatch(batch, { ...deps, ...using });
  const { explicitAcks, retryMessages } = await getQueueResult(batch, execution);
  return { acked: explicitAcks, retried: retryMessages.map((message) => message.msgId) };
}

const deadLettersOf = (tenantId: string) => asTenant(tenantId, (tx) => tx.select().from(deadLetters));

/** A hand-made message, because the test helper's queue result drops the delay of a retry. */
function messageWith(body: unknown, attempts: number) {
  const retries: Array<QueueRetryOptions | undefined> = [];
  const message = {
    id: 'm1',
    timestamp: new Date(),
    attempts,
    body,
    ack: () => {},
    retry: (options?: QueueRetryOptions) => void retries.push(options),
  };
  return { message, retries };
}

/** The client leaves replies as they are: `[id, [field, value, …]]` an entry. */
const StreamReply = z.array(z.tuple([z.string(), z.array(z.string())]));

async function mirrored(topic: string, eventId: string): Promise<Array<Record<string, unknown>>> {
  const entries = StreamReply.parse(await redis.xrevrange(`ragline:stream:${topic}`, '+', '-', 200));
  return entries
    .map(([, words]) => Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1]]] : []))))
    .filter((entry) => entry.event_id === eventId);
}

describe('mirroring to Redis', () => {
  it('copies an event once, however often its message comes, with what an outside consumer needs', async () => {
    const { tenantId } = await newHub();
    const event = anEvent(tenantId);
    expect(await dispatch('ragline-orders', [{ event }, { event }])).toEqual({
      acked: ['ragline-orders-0', 'ragline-orders-1'],
      retried: [],
    });
    await dispatch('ragline-orders', [{ event }], 3);
    const entries = await mirrored('orders', event.id);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      tenant_id: tenantId,
      sequence: '7',
      type: 'order_created',
      traceparent: event.traceparent,
    });
    expect(JSON.parse(String(entries[0]?.event))).toEqual(event);
    const ttl = await redis.ttl(`ragline:${tenantId}:mirrored:${event.id}`);
    expect(ttl).toBeGreaterThan(86_000);
    expect(observed).toContainEqual({ name: 'ragline_stream_lag_seconds', labels: { topic: 'orders' } });
  });

  it('copies the events of a batch in one request, and one after the other where that fails', async () => {
    const { tenantId } = await newHub();
    let requests = 0;
    const failing = new Set<number>();
    const counted = new Proxy(redis, {
      get: (target, name) => {
        if (name === 'pipeline') {
          requests += 1;
          if (failing.has(requests)) throw new Error('away');
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const events = () => Array.from({ length: 3 }, () => ({ event: anEvent(tenantId) }));
    const [together, apart] = [events(), events()];
    const all = { acked: [0, 1, 2].map((index) => `ragline-orders-${index}`), retried: [] };
    expect(await dispatch('ragline-orders', together, 1, { redis: counted })).toEqual(all);
    expect(requests).toBe(1);
    failing.add(2);
    expect(await dispatch('ragline-orders', apart, 1, { redis: counted })).toEqual(all);
    expect(requests).toBe(5);
    for (const { event } of [...together, ...apart]) expect(await mirrored('orders', event.id)).toHaveLength(1);
  });

  it('happens for every event that the relay delivers, with its sequence', async () => {
    const { hub, commit } = await newHub();
    const ids = await commit(3);
    await hub.nudge();
    const entries = await eventually(async () => {
      const found = (await Promise.all(ids.map((id) => mirrored('orders', id)))).flat();
      return found.length === ids.length && found;
    }, 'mirrored events');
    expect(entries.map((entry) => entry.sequence)).toEqual(['1', '2', '3']);
  });

  it('retries, with a jittered delay, what failed for now, and acks the rest of the batch', async () => {
    const { tenantId } = await newHub();
    const [good, bad] = [
      anEvent(tenantId, { topic: 'chat_tools', type: 'tool_call' }),
      anEvent(tenantId, { topic: 'chat_tools', type: 'tool_call' }),
    ];
    const away = {
      pipeline: () => {
        const pipeline = redis.pipeline();
        let isBad = false;
        return {
          eval: (script: string, keys: string[], words: string[]) => {
            isBad ||= keys.some((key) => key.endsWith(bad.id));
            pipeline.eval(script, keys, words);
          },
          exec: () => (isBad ? Promise.reject(new Error('away')) : pipeline.exec()),
        };
      },
    } as unknown as PoolDeps['redis'];
    const result = await dispatch('ragline-chat-tools', [{ event: bad }, { event: good }], 2, { redis: away });
    expect(result).toEqual({ acked: ['ragline-chat-tools-1'], retried: ['ragline-chat-tools-0'] });
    expect(await mirrored('chat_tools', good.id)).toHaveLength(1);
    const { message, retries } = messageWith({ event: bad }, 5);
    const batch = {
      queue: 'ragline-chat-tools',
      messages: [message],
      metadata: createMessageBatch('q', []).metadata,
      ackAll: () => {},
      retryAll: () => {},
    };
    await dispatchBatch(batch, { ...deps, redis: away });
    expect(retries).toEqual([{ delaySeconds: 16 }]);
    expect(await deadLettersOf(tenantId)).toEqual([]);
  });
});

describe('dead letters', () => {
  it('records a malformed message at once, with its error, and acks it', async () => {
    const { tenantId } = await newHub();
    const body = { event: { tenantid: tenantId, type: 'order_created' } };
    expect(await dispatch('ragline-orders', [body])).toEqual({ acked: ['ragline-orders-0'], retried: [] });
    const [letter] = await deadLettersOf(tenantId);
    expect(letter).toMatchObject({
      queue: 'ragline-orders',
      messageId: 'ragline-orders-0',
      attempts: 1,
      payload: body,
      error: expect.stringContaining('the message is not an event'),
    });
  });

  it('records a message that a Queue gave up, once by its id', async () => {
    const { tenantId } = await newHub();
    const job = { kind: 'embed_chunks', tenant_id: tenantId, requestid: 'request-1', traceparent: 'none' };
    await dispatch('ragline-jobs-dlq', [job], 1);
    expect(await dispatch('ragline-jobs-dlq', [job], 2)).toEqual({ acked: ['ragline-jobs-dlq-0'], retried: [] });
    const letters = await deadLettersOf(tenantId);
    expect(letters).toMatchObject([{ queue: 'ragline-jobs', payload: job, attempts: 9, messageId: 'embed_chunks' }]);
    expect(letters[0]?.error).toContain('gave up after 9 attempts');
    expect(letters[0]?.history).toHaveLength(1);
  });

  it('logs a message without a tenant, redacted, and acks it', async () => {
    logged.length = 0;
    const bodies = ['garbage', null, 42, { email: 'someone@example.test' }, { event: anEvent(newId()) }];
    const result = await dispatch('ragline-notifications-dlq', bodies);
    expect(result.acked).toHaveLength(bodies.length);
    expect(logged).toHaveLength(bodies.length);
    expect(logged.join()).not.toContain('someone@example.test');
  });

  it('are retried when they cannot be written', async () => {
    const { tenantId } = await newHub();
    const away = { ...services, db: { transaction: () => Promise.reject(new Error('away')) } } as unknown as Services;
    const result = await dispatch('ragline-orders-dlq', [{ event: anEvent(tenantId) }], 1, { services: away });
    expect(result).toEqual({ acked: [], retried: ['ragline-orders-dlq-0'] });
  });
});

describe('the embedding job', () => {
  it('embeds under the request that asked for it, and asks for more when there is more', async () => {
    const tenantId = newId();
    const seen: unknown[] = [];
    const embedPendingChunks: PoolDeps['embedPendingChunks'] = async (given, tenant) => {
      seen.push([tenant, given.trace.requestId]);
      return { embedded: 3, remaining: true };
    };
    const job = { kind: 'embed_chunks', tenant_id: tenantId, requestid: 'request-9', traceparent: 'none' };
    expect((await dispatch('ragline-jobs', [job], 1, { embedPendingChunks })).acked).toHaveLength(1);
    expect(seen).toEqual([[tenantId, 'request-9']]);
    expect(nudged.indexer).toContain(tenantId);
  });

  it('refuses a job that it does not know', async () => {
    const { tenantId } = await newHub();
    await dispatch('ragline-jobs', [{ kind: 'mine_bitcoin', tenant_id: tenantId }]);
    expect(await deadLettersOf(tenantId)).toHaveLength(1);
  });
});

describe('the sweep', () => {
  it('finds the tenants that a lost nudge left behind, and no others', async () => {
    const [left, quiet, fresh] = [await newHub(), await newHub(), await newHub()];
    await left.commit(2);
    await asTenant(left.tenantId, (tx) => tx.update(outbox).set({ createdAt: new Date(Date.now() - 10_000) }));
    // Its own nudge is still on its way.
    await fresh.commit(1);
    await asTenant(quiet.tenantId, async (tx) => {
      const product = {
        id: newId(),
        tenantId: quiet.tenantId,
        sku: 'A',
        name: 'A',
        dietary: [],
        allergens: [],
        priceMinor: 1,
        currency: 'EUR',
        isActive: true,
        optionGroups: [],
        metadata: {},
      };
      await tx.insert(products).values(product);
      const chunk = { id: newId(), tenantId: quiet.tenantId, productId: product.id, title: 'A', content: '' };
      await tx.insert(chunks).values(chunk);
    });
    const revocation = (createdAt: Date) => ({ id: newId(), owners: [newId()], createdAt });
    for (const [{ tenantId }, createdAt] of [
      [left, new Date(Date.now() - 10_000)] as const,
      [fresh, new Date()] as const,
    ]) {
      await asTenant(tenantId, (tx) => tx.insert(revocations).values({ ...revocation(createdAt), tenantId }));
    }
    nudged.relay.clear();
    nudged.revocations.clear();
    nudged.indexer.clear();
    const found = await sweep(services);
    expect(found.relays).toBe(nudged.relay.size);
    expect([left, quiet, fresh].map(({ tenantId }) => nudged.relay.has(tenantId))).toEqual([true, false, false]);
    expect([nudged.indexer.has(left.tenantId), nudged.indexer.has(quiet.tenantId)]).toEqual([false, true]);
    expect([left, fresh].map(({ tenantId }) => nudged.revocations.has(tenantId))).toEqual([true, false]);
    await left.hub.nudge();
    await left.hub.carryOutRevocations();
    await eventually(async () => {
      nudged.relay.clear();
      nudged.revocations.clear();
      await sweep(services);
      return !nudged.relay.has(left.tenantId) && !nudged.revocations.has(left.tenantId);
    }, 'a swept tenant');
  });
});

it('sends a message of a queue that it does not know back, rather than lose it', async () => {
  let retried: QueueRetryOptions | undefined;
  const batch = {
    queue: 'unknown',
    messages: [],
    metadata: createMessageBatch('q', []).metadata,
    ackAll: () => {},
    retryAll: (options?: QueueRetryOptions) => {
      retried = options;
    },
  };
  await dispatchBatch(batch, deps);
  expect(retried).toEqual({ delaySeconds: 60 });
});
