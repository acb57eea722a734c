import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../../contracts/event.ts';
import type { LoggedEvent, OutboxPage } from '../../../durable-objects/tenant-hub/hub-deps.ts';
import { BATCH, LOOKS_MS, Relay, type RelayDeps, WATCHED_POLL_MS } from '../../../durable-objects/tenant-hub/relay.ts';

const [first = 0, second = 0] = LOOKS_MS;
const TENANT = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';

/** A database, a log, a subscriber and a Queue, in memory; the relay over them can be killed and made again. */
function world(faults: Partial<RelayDeps> = {}) {
  let nowMs = 1_000_000;
  const rows: Array<OutboxEntry & { isProcessed: boolean; sequence?: number }> = [];
  const sequences = new Map<string, number>();
  const received: string[] = [];
  const published: string[] = [];
  const wakes: Array<number | undefined> = [];
  const calls = { read: 0, settled: 0 };
  const lags: number[] = [];
  const restores: number[] = [];
  /** Rows that the database has marked, and marks that it has confirmed. */
  const marks = { head: 0, confirmed: 0 };
  const errors: unknown[] = [];
  const deps: RelayDeps = {
    readOutbox: async (limit) => {
      calls.read += 1;
      const entries = rows.filter((row) => !row.isProcessed).slice(0, limit);
      return { entries, head: entries.length === 0 ? undefined : marks.head, hasWebhooks: false };
    },
    begin: async () => {},
    markProcessed: async (delivered) => {
      for (const { position, sequence } of delivered) {
        const row = rows.find((each) => each.position === position);
        if (row !== undefined) Object.assign(row, { isProcessed: true, sequence });
        marks.head = Math.max(marks.head, sequence);
      }
    },
    markedHead: () => marks.confirmed,
    noteMarked: (sequence) => {
      marks.confirmed = Math.max(marks.confirmed, sequence);
    },
    restored: (head) => {
      restores.push(head);
      marks.confirmed = 0;
    },
    publish: async (_topic, events) => void published.push(...events.map((event) => event.id)),
    deliver: (entries) =>
      entries.map(({ event: unnumbered, audienceUserId }): LoggedEvent => {
        const isNew = !sequences.has(unnumbered.id);
        const sequence = sequences.get(unnumbered.id) ?? sequences.size + 1;
        sequences.set(unnumbered.id, sequence);
        if (isNew) received.push(unnumbered.id);
        return { event: { ...unnumbered, sequence }, body: '', audienceUserId, isNew };
      }),
    observeDelivery: (_event, seconds) => void lags.push(seconds),
    wakeAt: (atMs) => void wakes.push(atMs === undefined ? undefined : atMs - nowMs),
    watchMs: () => 0,
    settled: () => {
      calls.settled += 1;
    },
    log: { error: (_event, fields) => void errors.push(fields?.error) },
    now: () => nowMs,
    random: () => 0.5,
    timeoutMs: 30,
    ...faults,
  };
  return {
    deps,
    rows,
    received,
    published,
    wakes,
    calls,
    lags,
    restores,
    marks,
    errors,
    sequences,
    relay: new Relay(deps),
    tick: (ms: number) => (nowMs += ms),
    commit(count: number, topic: OutboxEntry['event']['topic'] = 'orders', atPosition?: number): string[] {
      return Array.from({ length: count }, () => {
        const id = crypto.randomUUID();
        const position = atPosition ?? rows.length + 1;
        rows.push({
          position: String(position),
          audienceUserId: TENANT,
          createdAtMs: nowMs - 40,
          isProcessed: false,
          event: newEvent(id, topic),
        });
        rows.sort((one, other) => Number(one.position) - Number(other.position));
        return id;
      });
    },
  };
}

const newEvent = (id: string, topic: OutboxEntry['event']['topic']): OutboxEntry['event'] => ({
  specversion: '1.0',
  id,
  source: '/test',
  subject: 'orders/1',
  time: '2026-11-22T09:30:00.000Z',
  topic,
  datacontenttype: 'application/json',
  tenantid: TENANT,
  requestid: 'request-1',
  traceparent: 'none',
  type: 'order_created',
  data: {},
});

const hang = () => new Promise<never>(() => {});

describe('a drain', () => {
  it('logs, fans out, publishes and marks in order, and reports the lag', async () => {
    const w = world();
    const ids = w.commit(3);
    await w.relay.nudge();
    expect(w.received).toEqual(ids);
    expect(w.published).toEqual(ids);
    expect(w.rows.every((row) => row.isProcessed)).toBe(true);
    expect(w.rows.map((row) => row.sequence)).toEqual([1, 2, 3]);
    expect(w.lags).toEqual([0.04, 0.04, 0.04]);
  });

  it('is armed before the first row is read', async () => {
    const w = world();
    w.commit(1);
    const readOutbox = w.deps.readOutbox;
    let armed: number | undefined;
    w.deps.readOutbox = async (limit) => {
      armed ??= w.wakes.at(-1);
      return await readOutbox(limit);
    };
    await new Relay(w.deps).drain();
    expect(armed).toBeGreaterThan(0);
  });

  it('reads on at once after a full batch', async () => {
    const w = world();
    const ids = w.commit(2 * BATCH + 5);
    await w.relay.nudge();
    expect(w.received).toEqual(ids);
    expect(w.calls.read).toBe(3);
  });

  it('runs one at a time: nudges during it make one more round, which finds what they tell of', async () => {
    const w = world();
    let concurrent = 0;
    const readOutbox = w.deps.readOutbox;
    w.deps.readOutbox = async (limit) => {
      concurrent += 1;
      expect(concurrent).toBe(1);
      const answer = await readOutbox(limit);
      await new Promise((resolve) => setTimeout(resolve, 5));
      concurrent -= 1;
      return answer;
    };
    const relay = new Relay(w.deps);
    const [first] = w.commit(1);
    const drains = [relay.nudge()];
    await Promise.resolve();
    const [second] = w.commit(1);
    drains.push(relay.nudge(), relay.nudge(), relay.nudge());
    await Promise.all(drains);
    expect(w.received).toEqual([first, second]);
    expect(w.calls.read).toBe(2);
  });

  it('polls twice more within a few seconds after the last row, then sleeps without an alarm', async () => {
    const w = world();
    w.commit(1);
    await w.relay.nudge();
    const polls: number[] = [];
    for (let wake = w.wakes.at(-1); wake !== undefined; wake = w.wakes.at(-1)) {
      polls.push(wake);
      w.tick(wake);
      await w.relay.drain();
    }
    expect(polls).toEqual([first, second - first]);
    // From the start again once there is something.
    const [id] = w.commit(1);
    await w.relay.nudge();
    expect(w.received.at(-1)).toBe(id);
    expect(w.wakes.at(-1)).toBe(first);
  });

  it('polls once a second while a client listens, until the tenant has been quiet for long', async () => {
    const watchMs = 60_000;
    const w = world({ watchMs: () => watchMs });
    w.commit(1);
    await w.relay.nudge();
    let listenedMs = 0;
    for (let wake = w.wakes.at(-1); wake !== undefined; wake = w.wakes.at(-1)) {
      expect(wake).toBeLessThanOrEqual(WATCHED_POLL_MS);
      w.tick(wake);
      listenedMs += wake;
      await w.relay.drain();
    }
    expect(listenedMs).toBeGreaterThanOrEqual(watchMs);
    expect(listenedMs).toBeLessThan(watchMs + 2 * WATCHED_POLL_MS);
  });

  it('finds a row with a lower position that commits late, and numbers it after what was delivered', async () => {
    const w = world();
    const [early] = w.commit(1, 'orders', 10);
    await w.relay.nudge();
    const [late] = w.commit(1, 'orders', 9);
    w.tick(first);
    await w.relay.drain();
    expect(w.received).toEqual([early, late]);
    expect([...w.sequences.values()]).toEqual([1, 2]);
  });
});

describe('the first event of an aggregate', () => {
  it('is delivered before its row is read, once, and ahead of what follows in its aggregate', async () => {
    const w = world();
    const [id] = w.commit(1);
    const [row] = w.rows;
    if (row === undefined) throw new Error('no row');
    w.relay.first(row);
    expect([w.received, w.calls.read]).toEqual([[id], 0]);
    const [later] = w.commit(1);
    await w.relay.nudge();
    w.relay.first(row);
    expect(w.received).toEqual([id, later]);
    expect(w.published).toEqual([id, later]);
    expect(w.lags).toHaveLength(2);
    expect(w.rows.every(({ isProcessed }) => isProcessed)).toBe(true);
  });
});

describe('when something is away', () => {
  it('numbers no event before it knows the first sequence', async () => {
    const w = world();
    const ids = w.commit(1);
    const { begin } = w.deps;
    w.deps.begin = () => Promise.reject(new Error('database away'));
    await w.relay.nudge();
    expect([w.calls.read, w.received]).toEqual([0, []]);
    expect(w.wakes.at(-1)).toBeGreaterThanOrEqual(100);
    w.deps.begin = begin;
    w.tick(5_000);
    await w.relay.drain();
    expect(w.received).toEqual(ids);
  });

  it('gives up on a hung read, re-arms, and ignores its late answer', async () => {
    const w = world();
    const [id] = w.commit(1);
    let answerLate: ((page: OutboxPage) => void) | undefined;
    const readOutbox = w.deps.readOutbox;
    w.deps.readOutbox = () =>
      new Promise((resolve) => {
        answerLate = resolve;
      });
    await w.relay.nudge();
    expect(w.received).toEqual([]);
    expect(w.wakes.at(-1)).toBeGreaterThanOrEqual(100);
    w.deps.readOutbox = readOutbox;
    w.tick(5_000);
    await w.relay.drain();
    // It read the database before the mark.
    answerLate?.({ entries: w.rows, head: 0, hasWebhooks: false });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(w.received).toEqual([id]);
    expect(w.restores).toEqual([]);
  });

  it('notices once that the database has forgotten marks', async () => {
    const w = world();
    w.commit(3);
    await w.relay.nudge();
    expect([w.restores, w.marks]).toEqual([[], { head: 3, confirmed: 3 }]);
    w.marks.head = 1;
    w.commit(1);
    await w.relay.drain();
    w.commit(1);
    await w.relay.drain();
    expect(w.restores).toEqual([1]);
  });

  it('does not mistake a mark confirmed during a read for a restore', async () => {
    const w = world();
    w.commit(1);
    const readOutbox = w.deps.readOutbox;
    w.deps.readOutbox = async (limit) => {
      const page = await readOutbox(limit);
      w.deps.noteMarked(7);
      return page;
    };
    await new Relay(w.deps).nudge();
    expect(w.restores).toEqual([]);
  });

  it('delivers to subscribers once when marking hangs, and marks on the next round', async () => {
    const w = world();
    const ids = w.commit(2);
    const markProcessed = w.deps.markProcessed;
    w.deps.markProcessed = hang;
    await w.relay.nudge();
    expect(w.received).toEqual(ids);
    w.deps.markProcessed = markProcessed;
    await w.relay.drain();
    expect(w.received).toEqual(ids);
    expect(w.published).toEqual([...ids, ...ids]);
    expect(w.lags).toHaveLength(2);
    expect(w.rows.every((row) => row.isProcessed)).toBe(true);
  });

  it('backs off from a dead database with a cap, never in a hot loop, and recovers by itself', async () => {
    const w = world();
    const readOutbox = w.deps.readOutbox;
    let attempts = 0;
    w.deps.readOutbox = async () => {
      attempts += 1;
      throw new Error('connection refused');
    };
    const delays: number[] = [];
    await w.relay.nudge();
    for (let attempt = 0; attempt < 10; attempt++) {
      delays.push(w.wakes.at(-1) ?? 0);
      w.tick(delays.at(-1) ?? 0);
      await w.relay.drain();
    }
    expect(attempts).toBe(11);
    expect(delays).toEqual([...delays].sort((one, other) => one - other));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays)).toBeLessThanOrEqual(5_000);
    const ids = w.commit(2);
    w.deps.readOutbox = readOutbox;
    await w.relay.drain();
    expect(w.received).toEqual(ids);
    expect(w.wakes.at(-1)).toBe(first);
  });

  it('does not query a dead database for each of many nudges', async () => {
    const w = world();
    let attempts = 0;
    w.deps.readOutbox = async () => {
      attempts += 1;
      throw new Error('connection refused');
    };
    for (let nudge = 0; nudge < 50; nudge++) await w.relay.nudge();
    expect(attempts).toBe(1);
    w.tick(first);
    await w.relay.nudge();
    expect(attempts).toBe(2);
  });

  it('delivers on, and past a full batch of stuck rows, while one topic cannot be published', async () => {
    const w = world();
    const publish = w.deps.publish;
    w.deps.publish = async (topic, events, to) => {
      if (topic === 'orders') throw new Error('queue away');
      await publish(topic, events, to);
    };
    const stuck = w.commit(BATCH);
    const [other] = w.commit(1, 'chat_tools');
    await w.relay.nudge();
    w.tick(5_000);
    await w.relay.drain();
    expect(w.received).toEqual([...stuck, other]);
    expect(w.published).toEqual([other]);
    expect(w.wakes.at(-1)).toBeGreaterThan(0);
    w.deps.publish = publish;
    w.tick(5_000);
    await w.relay.drain();
    expect(new Set(w.published)).toEqual(new Set([...stuck, other]));
    expect(w.rows.every((row) => row.isProcessed)).toBe(true);
  });

  it('does not loop when marking reports success without effect', async () => {
    const w = world();
    w.commit(BATCH);
    w.deps.markProcessed = async () => {};
    await w.relay.nudge();
    expect(w.calls.read).toBe(2);
    expect(w.wakes.at(-1)).toBe(first);
  });
});

describe('killed and recreated', () => {
  it('loses and doubles nothing for subscribers, wherever it dies', async () => {
    const seed = Date.now() % 2 ** 31;
    const random = mulberry32(seed);
    for (let run = 0; run < 50; run++) {
      const w = world();
      const mayDie = () => {
        if (random() < 0.3) throw new Error('killed');
      };
      const { readOutbox, publish, markProcessed } = w.deps;
      const dying: RelayDeps = {
        ...w.deps,
        readOutbox: async (limit) => {
          mayDie();
          return await readOutbox(limit);
        },
        publish: async (topic, events, to) => {
          mayDie();
          await publish(topic, events, to);
          mayDie();
        },
        markProcessed: async (delivered) => {
          mayDie();
          await markProcessed(delivered);
          mayDie();
        },
      };
      const ids: string[] = [];
      for (let step = 0; step < 12; step++) {
        ids.push(...w.commit(Math.floor(random() * 4), random() < 0.5 ? 'orders' : 'chat_tools'));
        // A new relay each time: nothing in memory survives a kill.
        await new Relay(dying).drain();
      }
      await new Relay(w.deps).drain();
      expect(w.received, `seed ${seed}, run ${run}`).toEqual(ids);
      expect(new Set(w.published), `seed ${seed}, run ${run}`).toEqual(new Set(ids));
      expect([...w.sequences.values()]).toEqual(ids.map((_, index) => index + 1));
    }
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
