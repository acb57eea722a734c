import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, inject, it } from 'vitest';
import type { RaglineEvent } from '../../contracts/event.ts';
import { newId } from '../../workers/platform/ids.ts';
import { connect, eventually, newHub, pause } from '../integration/events/hub-fixture.ts';
import { deadRedis, deliver, newPool, streamEntries } from '../support/pool.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** More by RAGLINE_FAULTS. */
const FAULTS = inject('faults');
/** Some of them at a shard: the first object takes eight here. */
const CLIENTS = 11;
const AGGREGATES = 5;
const seed = Math.floor(Math.random() * 2 ** 31);

const KINDS = [
  'lost nudge',
  'hub evicted',
  'shard evicted',
  'client reconnects',
  'delivered twice',
  'delivered out of order',
  'Redis away',
] as const;
type Kind = (typeof KINDS)[number];

type Hub = Awaited<ReturnType<typeof newHub>>;
type Socket = Awaited<ReturnType<typeof connect>>;

/** A subscriber over all of its connections: it comes back after the last sequence that it saw. */
class Subscriber {
  readonly seen: number[] = [];
  readonly ids: string[] = [];
  readonly #hub: Hub;
  #socket: Socket | undefined;
  /** Number of events in `seen` of the open socket. */
  #taken = 0;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  async reconnect(): Promise<void> {
    this.take();
    this.#socket?.close();
    this.#taken = 0;
    this.#socket = await connect(this.#hub.tenantId, { userId: newId(), after: this.seen.at(-1) ?? 0 });
  }

  take(): void {
    const events = this.#socket?.events() ?? [];
    for (const { sequence, id } of events.slice(this.#taken)) {
      this.seen.push(sequence);
      this.ids.push(id);
    }
    this.#taken = events.length;
  }
}

describe(`${FAULTS} faults on the way from a commit to a screen and a stream (seed ${seed})`, () => {
  it(
    'lose nothing, double nothing, and leave no gap',
    async () => {
      const random = seededRandom(seed);
      const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
      const hub = await newHub();
      const pool = newPool();
      const subscribers = Array.from({ length: CLIENTS }, () => new Subscriber(hub));
      for (const subscriber of subscribers) await subscriber.reconnect();
      const aggregates = Array.from({ length: AGGREGATES }, newId);
      const committed: string[] = [];
      const done = new Map<Kind, number>();
      /** Published messages, which the test also delivers itself: in any order, any number of times. */
      let queued: RaglineEvent[] = [];
      let readTo = 0;

      const readLog = async (): Promise<void> => {
        const page = await hub.hub.read({ userId: newId(), sees: 'tenant', topics: null, after: readTo, limit: 500 });
        readTo = page.next_after;
        queued.push(...page.data);
      };
      const consume = async (events: readonly RaglineEvent[], isRedisAway = false): Promise<void> => {
        const messages = events.map((event) => ({ body: { event } }));
        const deps = isRedisAway ? { ...pool.deps, redis: deadRedis() } : pool.deps;
        const outcomes = await deliver('ragline-orders', messages, deps);
        // Unacknowledged messages come back, as from a Queue.
        queued = queued.filter((event) => !events.includes(event) || outcomes[events.indexOf(event)] !== 'acked');
      };
      const inflict: Record<Kind, () => Promise<void>> = {
        'lost nudge': async () => {},
        'hub evicted': async () => {
          await hub.hub.nudge();
          await evict(hub.hub);
        },
        'shard evicted': async () => await evict(hub.shard(1)),
        'client reconnects': async () => await pick(subscribers)?.reconnect(),
        'delivered twice': async () => {
          const twice = queued.slice(0, 5);
          await consume([...twice, ...twice]);
        },
        'delivered out of order': async () => await consume(queued.slice(-8).toReversed()),
        'Redis away': async () => await consume(queued.slice(0, 3), true),
      };

      for (let fault = 0; fault < FAULTS; fault++) {
        if (random() < 0.4) {
          const aggregateId = pick(aggregates) ?? newId();
          committed.push(...(await hub.commit(1 + Math.floor(random() * 3), { aggregateId })));
        }
        const kind = pick(KINDS) ?? 'lost nudge';
        if (kind !== 'lost nudge') await hub.hub.nudge();
        await readLog();
        await inflict[kind]();
        done.set(kind, (done.get(kind) ?? 0) + 1);
        for (const subscriber of subscribers) subscriber.take();
      }

      await hub.hub.nudge();
      const sequences = committed.map((_, index) => index + 1);
      for (const subscriber of subscribers) {
        await eventually(
          () => {
            subscriber.take();
            return subscriber.seen.length >= committed.length;
          },
          `${committed.length} events`,
          () => subscriber.seen.length,
        );
        expect(subscriber.seen).toEqual(sequences);
        expect(subscriber.ids).toEqual(committed);
      }
      await readLog();
      // A breaker that the last faults opened lets nothing through for some seconds.
      for (let attempt = 0; queued.length > 0 && attempt < 30; attempt++) {
        await consume(queued);
        if (queued.length > 0) await pause(1_000);
      }
      expect(queued).toEqual([]);
      // The Worker's own consumer has had each of them as well.
      await pause(1_500);
      const mirrored = (await streamEntries('ragline:stream:orders', hub.tenantId)).map((entry) => entry.event_id);
      expect(mirrored.toSorted()).toEqual(committed.toSorted());
      await pool.close();
      console.log(
        `seed ${seed}: ${Array.from(done, ([kind, times]) => `${kind} ${times}`).join(', ')}; ${committed.length} events`,
      );
    },
    60_000 + FAULTS * 500,
  );
});

/** A sleeping object has nothing to lose. */
async function evict(object: DurableObjectStub): Promise<void> {
  await evictDurableObject(object).catch((error: unknown) => {
    if (!String(error).includes('not currently running')) throw error;
  });
}
