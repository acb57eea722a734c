import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../../contracts/event.ts';
import { type Delivery, type DeliveryAnswer, joined } from '../../../durable-objects/hub-shard/delivery.ts';
import { EventLog } from '../../../durable-objects/tenant-hub/event-log.ts';
import { ShardFeeds } from '../../../durable-objects/tenant-hub/shard-feeds.ts';
import { newId } from '../../../workers/platform/ids.ts';

const anEntry = (): OutboxEntry => ({
  position: '1',
  audienceUserId: newId(),
  createdAtMs: 0,
  event: {
    ...{ specversion: '1.0', id: newId(), source: '/test', subject: 'orders/1', time: '2026-11-22T09:30:00.000Z' },
    ...{ datacontenttype: 'application/json', tenantid: newId(), requestid: 'r', traceparent: 't' },
    ...{ topic: 'orders', type: 'order_created', data: {} },
  },
});

/** A shard as the real one joins deliveries on; what it passed on, and where it was told to reset. */
function aShard(position: number | null) {
  const shard = {
    position,
    passedOn: [] as number[],
    resets: [] as number[],
    pass(delivery: Delivery): DeliveryAnswer {
      if (shard.position === null) return { position: null };
      const next = joined(delivery, shard.position);
      if (next !== undefined) {
        shard.position = next.position;
        if (next.resetTo !== undefined) shard.resets.push(next.resetTo);
        shard.passedOn.push(
          ...delivery.events.map(({ sequence }) => sequence).filter((sequence) => sequence > next.newAfter),
        );
      }
      return { position: shard.position };
    },
  };
  return shard;
}

/** Runs `work` over the storage of a hub of its own. */
async function overStorage(work: (storage: DurableObjectStorage, log: EventLog) => Promise<void>): Promise<void> {
  const hub = env.TENANT_HUB.getByName(newId());
  await runInDurableObject(hub, async (_hub, { storage }) => await work(storage, new EventLog(storage)));
}

function feedsOver(
  storage: DurableObjectStorage,
  log: EventLog,
  pass: (index: number, delivery: Delivery) => Promise<DeliveryAnswer>,
) {
  const clock = { nowMs: 1_000_000, rearmed: 0, errors: 0 };
  const feeds = new ShardFeeds(storage, log, {
    pass,
    rearm: () => {
      clock.rearmed += 1;
    },
    log: {
      error: () => {
        clock.errors += 1;
      },
    },
    now: () => clock.nowMs,
    random: () => 0.5,
  });
  return { feeds, clock, settle: async () => void (await Promise.all(feeds.pump())) };
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('feeding shards', () => {
  it('brings each everything once and in order, whatever is lost, repeated or restarted on the way', async () => {
    const seed = Date.now() % 2 ** 31;
    const random = mulberry32(seed);
    for (let run = 0; run < 10; run++) {
      await overStorage(async (storage, log) => {
        const shards = [aShard(0), aShard(0), aShard(0)];
        const pass = async (index: number, delivery: Delivery) => {
          if (random() < 0.25) throw new Error('the call was lost');
          const answer = shards[index - 1]?.pass(structuredClone(delivery)) ?? { position: null };
          await new Promise((resolve) => setTimeout(resolve, random() * 2));
          if (random() < 0.2) throw new Error('the answer was lost');
          return answer;
        };
        let hub = feedsOver(storage, log, pass);
        for (const index of [1, 2, 3]) hub.feeds.attach(index);
        for (let step = 0; step < 20; step++) {
          log.append(
            Array.from({ length: Math.floor(random() * 6) }, () => anEntry()),
            0,
          );
          hub.clock.nowMs += 10_000;
          // Sometimes the hub does not wait, sometimes it is made anew while calls are under way.
          const settled = hub.settle();
          if (random() < 0.5) await settled;
          if (random() < 0.2) hub = feedsOver(storage, log, pass);
        }
        for (let again = 0; hub.feeds.dueMs() !== undefined && again < 100; again++) {
          hub.clock.nowMs += 10_000;
          await hub.settle();
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        for (const shard of shards) expect(shard.passedOn, `seed ${seed}, run ${run}`).toEqual(upTo(log.head()));
      });
    }
  });

  it('lets no shard delay another, and schedules its retry', async () => {
    await overStorage(async (storage, log) => {
      const good = aShard(0);
      const { feeds, clock, settle } = feedsOver(storage, log, async (index, delivery) => {
        if (index === 1) throw new Error('away');
        return good.pass(delivery);
      });
      feeds.attach(1);
      feeds.attach(2);
      log.append([anEntry(), anEntry()], 0);
      await settle();
      expect(good.passedOn).toEqual([1, 2]);
      expect(clock).toMatchObject({ rearmed: 1, errors: 1 });
      const due = feeds.dueMs() ?? 0;
      expect(due).toBeGreaterThan(clock.nowMs);
      // Not before, because events must not flood an unreachable shard.
      log.append([anEntry()], 0);
      await settle();
      expect(clock.errors).toBe(1);
      expect(good.passedOn).toEqual([1, 2, 3]);
    });
  });

  it('goes on by itself after the hub was killed in the middle', async () => {
    await overStorage(async (storage, log) => {
      const shard = aShard(0);
      const first = feedsOver(storage, log, async () => await new Promise<never>(() => {}));
      first.feeds.attach(1);
      log.append([anEntry(), anEntry()], 0);
      void first.feeds.pump();
      expect(first.feeds.dueMs()).toBe(first.clock.nowMs + 5_000);
      const second = feedsOver(storage, log, async (_index, delivery) => shard.pass(delivery));
      expect(second.feeds.dueMs()).toBeLessThanOrEqual(second.clock.nowMs);
      await second.settle();
      expect(shard.passedOn).toEqual([1, 2]);
      expect(second.feeds.dueMs()).toBeUndefined();
      expect(feedsOver(storage, log, async () => ({ position: 2 })).feeds.dueMs()).toBeUndefined();
    });
  });

  it('tells a shard that was away for longer than the log reaches to reset', async () => {
    await overStorage(async (storage, log) => {
      const shard = aShard(0);
      const { feeds, settle } = feedsOver(storage, log, async (_index, delivery) => shard.pass(delivery));
      feeds.attach(1);
      log.append(
        Array.from({ length: 10 }, () => anEntry()),
        0,
      );
      storage.sql.exec('DELETE FROM events WHERE sequence <= 6');
      await settle();
      expect(shard).toMatchObject({ resets: [6], passedOn: [7, 8, 9, 10], position: 10 });
      expect(feeds.dueMs()).toBeUndefined();
    });
  });

  it('goes back to where a shard really is when it was believed to be further', async () => {
    await overStorage(async (storage, log) => {
      const shard = aShard(0);
      const entries = Array.from({ length: 6 }, () => anEntry());
      log.append(entries.slice(0, 4), 0);
      storage.sql.exec(
        "INSERT INTO shards (number) VALUES (1); UPDATE counters SET value = 4 WHERE name = 'shards_at'",
      );
      const { settle } = feedsOver(storage, log, async (_index, delivery) => shard.pass(delivery));
      log.append(entries.slice(4), 0);
      await settle();
      expect(shard).toMatchObject({ resets: [], passedOn: upTo(6), position: 6 });
    });
  });

  it('resets a shard that is ahead of the log to its head', async () => {
    await overStorage(async (storage, log) => {
      const shard = aShard(99);
      const { feeds, settle } = feedsOver(storage, log, async (_index, delivery) => shard.pass(delivery));
      feeds.attach(1);
      log.append([anEntry()], 0);
      await settle();
      expect(shard).toMatchObject({ resets: [1], passedOn: [], position: 1 });
    });
  });

  it('forgets a shard without sockets, but not one that attached again meanwhile', async () => {
    await overStorage(async (storage, log) => {
      const answers: Array<(answer: DeliveryAnswer) => void> = [];
      const { feeds } = feedsOver(storage, log, () => new Promise((resolve) => answers.push(resolve)));
      feeds.attach(1);
      feeds.attach(2);
      log.append([anEntry()], 0);
      const running = feeds.pump();
      expect(feeds.attach(2)).toBe(1);
      for (const answer of answers) answer({ position: null });
      await Promise.all(running);
      expect(feeds.indexes()).toEqual([2]);
      expect(feedsOver(storage, log, async () => ({ position: 1 })).feeds.indexes()).toEqual([2]);
    });
  });
});

/** A small seeded generator. Public domain, Tommy Ettinger. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
