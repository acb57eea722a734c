import { afterAll, describe, expect, it } from 'vitest';
import { Database } from '../../../workers/platform/database.ts';
import type { QueueConsumer } from '../../../workers/pool/handle-message.ts';
import { PermanentError } from '../../../workers/pool/permanent-error.ts';
import type { Consumer } from '../../../workers/pool/pool-deps.ts';
import { anEvent, deadLettersOf, deadRedis, deliver, newPool, streamEntries } from '../../support/pool.ts';
import { newHub } from '../events/hub-fixture.ts';

const pool = newPool();
const { deps, counted } = pool;
afterAll(() => pool.close());

const QUEUE = 'ragline-orders';
const consumers = (consume: Consumer, timeoutMs = 5_000): Record<string, QueueConsumer> => ({
  [QUEUE]: { consume, timeoutMs },
  [`${QUEUE}-dlq`]: { consume, timeoutMs, isLastNet: true },
});
const failWith = (error: unknown) => consumers(async () => Promise.reject(error));

describe('a message whose consumer fails', () => {
  it('transiently, is retried with growing, jittered pauses, and is not yet a dead letter', async () => {
    const { tenantId } = await newHub();
    const away = failWith(new Error('Network connection lost.'));
    const pauses: unknown[] = [];
    for (const attempts of [1, 2, 5, 8]) {
      pauses.push(...(await deliver(QUEUE, [{ body: { event: anEvent(tenantId) }, attempts }], deps, away)));
    }
    expect(pauses).toEqual([1, 2, 16, 128].map((seconds) => ({ retriedAfterSeconds: seconds })));
    expect(await deadLettersOf(tenantId, deps)).toEqual([]);
    expect(counted).toContainEqual(['ragline_queue_messages_total', { queue: QUEUE, outcome: 'retry' }]);
  });

  it('for the last time, becomes a dead letter with the reason, before the queue drops it', async () => {
    const { tenantId } = await newHub();
    const event = anEvent(tenantId);
    const away = failWith(new Error('Network connection lost.'));
    expect(await deliver(QUEUE, [{ body: { event }, id: 'q1', attempts: 9 }], deps, away)).toEqual(['acked']);
    // The ack was lost, so the queue moves it to the dead-letter queue after all.
    expect(await deliver(`${QUEUE}-dlq`, [{ body: { event }, id: 'q1' }], deps)).toEqual(['acked']);
    const letters = await deadLettersOf(tenantId, deps);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({
      queue: QUEUE,
      messageId: event.id,
      status: 'open',
      error: 'Error: connection lost',
      attempts: 9,
      traceparent: event.traceparent,
      payload: { event },
    });
    expect(letters[0]?.history).toHaveLength(1);
    expect(counted.filter(([name]) => name === 'ragline_dead_letters_total')).toEqual([
      ['ragline_dead_letters_total', { queue: QUEUE }],
    ]);
  });

  it('permanently, becomes a dead letter at once', async () => {
    const { tenantId } = await newHub();
    const bad = failWith(new PermanentError('no such thing'));
    expect(await deliver(QUEUE, [{ body: { event: anEvent(tenantId) } }], deps, bad)).toEqual(['acked']);
    expect(await deadLettersOf(tenantId, deps)).toMatchObject([
      { error: 'PermanentError: no such thing', attempts: 1 },
    ]);
  });

  it.each([
    ['breaks it', failWith(new TypeError('x is undefined')), 'TypeError'],
    ['makes it throw what is no error', failWith('oops'), 'Thrown: string'],
    [
      'makes it throw before it begins',
      consumers(() => {
        throw new RangeError('too deep');
      }),
      'RangeError',
    ],
    ['makes it hang', consumers(() => new Promise(() => {}), 50), 'no answer within 50 ms'],
  ])('because it %s, is tried three times and then a dead letter that says so', async (_how, poisoned, error) => {
    const { tenantId } = await newHub();
    const body = { event: anEvent(tenantId) };
    for (const attempts of [1, 2]) {
      expect(await deliver(QUEUE, [{ body, attempts }], deps, poisoned)).toMatchObject([
        { retriedAfterSeconds: attempts },
      ]);
    }
    expect(await deadLettersOf(tenantId, deps)).toEqual([]);
    expect(await deliver(QUEUE, [{ body, attempts: 3 }], deps, poisoned)).toEqual(['acked']);
    const [letter] = await deadLettersOf(tenantId, deps);
    expect(letter?.error).toContain(error);
  });

  it('leaves the others of its batch alone', async () => {
    const { tenantId } = await newHub();
    const [good, bad] = [anEvent(tenantId), { event: { tenantid: tenantId } }];
    const outcomes = await deliver(QUEUE, [{ body: bad }, { body: { event: good } }, { body: null }], deps);
    expect(outcomes).toEqual(['acked', 'acked', 'acked']);
    expect(await streamEntries('ragline:stream:orders', tenantId)).toHaveLength(1);
  });

  it('while the database is away too, comes back until its dead letter can be written', async () => {
    const { tenantId } = await newHub();
    const gone = new Database({ kind: 'hyperdrive', connectionString: 'postgres://nobody:no@127.0.0.1:9/none' });
    const without = { ...deps, services: { ...deps.services, db: gone } };
    const body = { event: anEvent(tenantId) };
    const bad = failWith(new PermanentError('no such thing'));
    expect(await deliver(QUEUE, [{ body, id: 'q2' }], without, bad)).toEqual([{ retriedAfterSeconds: 1 }]);
    // No queue is behind the dead-letter queue, so it retries without end, with growing pauses.
    for (const attempts of [1, 9, 50]) {
      const [outcome] = await deliver(`${QUEUE}-dlq`, [{ body, id: 'q2', attempts }], without);
      expect(outcome).toEqual({ retriedAfterSeconds: { 1: 1, 9: 256, 50: 450 }[attempts] });
    }
    expect(await deliver(`${QUEUE}-dlq`, [{ body, id: 'q2', attempts: 51 }], deps)).toEqual(['acked']);
    expect(await deadLettersOf(tenantId, deps)).toMatchObject([
      { attempts: 9, error: expect.stringContaining('gave up after 9') },
    ]);
  });

  it('waits at least as long as the breaker refuses', async () => {
    const [{ tenantId }, other] = [await newHub(), newPool({ redis: deadRedis() })];
    const body = { event: anEvent(tenantId) };
    for (let i = 0; i < 3; i++) await deliver(QUEUE, [{ body }], other.deps);
    const [outcome] = await deliver(QUEUE, [{ body }], other.deps);
    if (outcome === 'acked' || outcome === undefined) throw new Error('was not retried');
    expect(outcome.retriedAfterSeconds).toBeGreaterThanOrEqual(5);
    await other.close();
  });
});

describe('deliveries that come twice, at once and in another order', () => {
  it('leave one entry an event, each', async () => {
    const { tenantId } = await newHub();
    const events = Array.from({ length: 20 }, (_, index) => anEvent(tenantId, { sequence: index + 1 }));
    const bodies = events.map((event) => ({ body: { event } }));
    await Promise.all([
      deliver(QUEUE, bodies.toReversed(), deps),
      deliver(QUEUE, bodies, deps),
      deliver(QUEUE, [...bodies.slice(10), ...bodies.slice(0, 10)], deps),
    ]);
    const entries = await streamEntries('ragline:stream:orders', tenantId);
    expect(entries.map((entry) => entry.event_id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
  });

  it('leave one dead letter, with one failure, when they cannot be handled', async () => {
    const { tenantId } = await newHub();
    const event = { ...anEvent(tenantId), specversion: '0.3' };
    const message = { body: { event }, id: 'twice' };
    await Promise.all([deliver(QUEUE, [message], deps), deliver(QUEUE, [message, message], deps)]);
    const letters = await deadLettersOf(tenantId, deps);
    expect(letters.map(({ messageId, history }) => [messageId, history.length])).toEqual([[event.id, 1]]);
  });

  it('leave no event behind when Redis fails in the middle', async () => {
    const { tenantId } = await newHub();
    const [events, live] = [Array.from({ length: 10 }, () => anEvent(tenantId)), deps.redis];
    let calls = 0;
    // Every second answer is lost after Redis did what it was asked for.
    const flaky = new Proxy(live, {
      get: (target, name) =>
        name !== 'eval'
          ? Reflect.get(target, name)
          : async (script: string, keys: string[], words: string[]) => {
              calls += 1;
              const answer = await target.eval(script, keys, words);
              if (calls % 2 === 0) throw new Error('Network connection lost.');
              return answer;
            },
    });
    let left = events.map((event) => ({ body: { event } }));
    for (let attempts = 1; left.length > 0 && attempts < 8; attempts++) {
      // With new breakers each time, because this test is not about their pauses.
      const retrying = newPool({ redis: flaky });
      const outcomes = await deliver(QUEUE, left, retrying.deps);
      await retrying.close();
      left = left.filter((_, index) => outcomes[index] !== 'acked');
    }
    expect(left).toEqual([]);
    const entries = await streamEntries('ragline:stream:orders', tenantId);
    expect(entries.map((entry) => entry.event_id)).toEqual(events.map(({ id }) => id));
  });
});
