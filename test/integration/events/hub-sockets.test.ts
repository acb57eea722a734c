import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { eventually, fatten, inSeconds, newHub } from './hub-fixture.ts';

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

async function hubWithEvents(count: number) {
  const fixture = await newHub();
  const ids = await fixture.commit(count);
  await fixture.hub.nudge();
  const all = { userId: fixture.customerId, sees: 'tenant', topics: null, after: 0, limit: 1 } as const;
  await eventually(async () => (await fixture.hub.read(all)).head === count, `${count} logged events`);
  return { ...fixture, ids, all };
}

describe('replay', () => {
  it('goes over into live without a gap or a double, while events keep coming', async () => {
    const { hub, commit, connect } = await hubWithEvents(1_200);
    const early = await connect();
    const clients = await Promise.all([connect({ after: 0 }), connect({ after: 700 }), connect({ after: 1_199 })]);
    for (let round = 0; round < 10; round++) {
      await commit(7);
      await hub.nudge();
    }
    for (const [index, first] of [1, 701, 1_200].entries()) {
      await clients[index]?.receive(1_270 - first + 1);
      expect(clients[index]?.sequences()).toEqual(upTo(1_270, first));
      expect(clients[index]?.frames[0]).toMatchObject({ type: 'ready', after: first - 1 });
    }
    await early.receive(70);
    expect(early.sequences()).toEqual(upTo(1_270, 1_201));
  });

  it('does not hold live subscribers up, and cuts off a client that asks for more than it shows to have read', async () => {
    const { hub, commit, connect } = await hubWithEvents(300);
    await fatten(hub, 40_000);
    const live = await connect();
    const behind = await connect({ after: 0 });
    await commit(1);
    await hub.nudge();
    await live.receive(1);
    expect(await behind.closed()).toBe(4408);
    const seen = behind.sequences();
    expect(seen.length).toBeGreaterThan(40);
    while (seen.length < 301) {
      const again = await connect({ after: seen.at(-1) ?? 0 });
      await eventually(() => again.closes.length > 0 || again.sequences().at(-1) === 301, 'the end, or a close');
      seen.push(...again.sequences());
    }
    expect(seen).toEqual(upTo(301));
    expect(live.closes).toEqual([]);
  });

  it('brings any amount to a client that says what it has read', async () => {
    const { hub, connect } = await hubWithEvents(300);
    await fatten(hub, 100_000);
    const client = await connect({ after: 0 });
    let acked = 0;
    await eventually(() => {
      const last = client.sequences().at(-1) ?? 0;
      if (last > acked && client.closes.length === 0) client.send({ type: 'ack', after: last });
      acked = last;
      return last === 300;
    }, 'all of it');
    expect(client.sequences()).toEqual(upTo(300));
    expect(client.closes).toEqual([]);
  });

  it('tells a reader to reset when what they missed is no longer kept', async () => {
    const { hub, all, connect } = await hubWithEvents(10);
    await runInDurableObject(
      hub,
      (_hub, { storage }) => storage.sql.exec('DELETE FROM events WHERE sequence <= 4').rowsWritten,
    );
    const behind = await connect({ after: 2 });
    await behind.receive(6);
    expect(behind.frames.slice(0, 2)).toEqual([
      { type: 'ready', head: 10, after: 4, topics: null },
      { type: 'reset', after: 4 },
    ]);
    expect(behind.sequences()).toEqual(upTo(10, 5));
    expect(await hub.read({ ...all, after: 3, limit: 2 })).toMatchObject({ reset: true, next_after: 6, head: 10 });
    const exact = await connect({ after: 4 });
    await exact.receive(6);
    expect(exact.frames.filter((frame) => frame.type === 'reset')).toEqual([]);
  });

  it('tells a reader who is ahead of the log to reset to its head', async () => {
    const { hub, all, commit, connect } = await hubWithEvents(3);
    const ahead = await connect({ after: 99 });
    expect(await ahead.frame('reset')).toEqual({ type: 'reset', after: 3 });
    expect(await hub.read({ ...all, after: 99 })).toEqual({ data: [], next_after: 3, head: 3, reset: true });
    await commit(1);
    await hub.nudge();
    await ahead.receive(1);
    expect(ahead.sequences()).toEqual([4]);
  });

  it('pulls page by page, with nothing missing or twice', async () => {
    const { hub, ids, all } = await hubWithEvents(23);
    const pulled: string[] = [];
    for (let after = 0; after < 23; ) {
      const page = await hub.read({ ...all, after, limit: 10 });
      pulled.push(...page.data.map((event) => event.id));
      expect(page.next_after).toBeGreaterThan(after);
      after = page.next_after;
    }
    expect(pulled).toEqual(ids);
  });

  it('cuts a pulled page of large events short, and says where to go on', async () => {
    const { hub, all } = await hubWithEvents(300);
    await runInDurableObject(hub, (_hub, { storage }) => {
      storage.sql.exec("UPDATE events SET body = json_set(body, '$.data.order.note', ?)", 'x'.repeat(100_000));
    });
    const sequences: number[] = [];
    for (let after = 0; after < 300; ) {
      const page = await hub.read({ ...all, after, limit: 1_000 });
      expect(page.data.length).toBeLessThan(50);
      sequences.push(...page.data.map((event) => event.sequence));
      after = page.next_after;
    }
    expect(sequences).toEqual(upTo(300));
  });
});

describe('hibernation', () => {
  it('keeps sockets, their filters and their topics, and doubles nothing', async () => {
    const { hub, customerId, commit, connect } = await newHub();
    const all = await connect();
    const mine = await connect({ sees: 'own', topics: ['orders'] });
    const [first] = await commit(1);
    await hub.nudge();
    await all.receive(1);
    await evictDurableObject(hub);
    const [second] = await commit(1);
    const [theirs] = await commit(1, { audienceUserId: crypto.randomUUID() });
    await hub.nudge();
    expect(await all.receive(3)).toEqual([first, second, theirs]);
    expect(await mine.receive(2)).toEqual([first, second]);
    await evictDurableObject(hub);
    mine.send({ type: 'subscribe', topics: ['chat_tools'], after: 0 });
    await eventually(() => mine.frames.filter((frame) => frame.type === 'ready').length === 2, 'a second ready');
    const [tool] = await commit(1, { topic: 'chat_tools', audienceUserId: customerId });
    await hub.nudge();
    expect(await mine.receive(3)).toEqual([first, second, tool]);
  });

  it('ends a token on time although the object sleeps', async () => {
    const { hub, connect } = await newHub();
    const client = await connect({ expiresAt: inSeconds(2) });
    await client.frame('ready');
    await evictDurableObject(hub);
    expect(await client.closed()).toBe(4401);
  });

  it('resumes an interrupted replay', async () => {
    const { hub, connect } = await hubWithEvents(600);
    const client = await connect();
    await client.frame('ready');
    // As a crash leaves it: the attachment says how far the replay came.
    await runInDurableObject(hub, (_hub, state) => {
      for (const socket of state.getWebSockets()) {
        socket.serializeAttachment({ ...socket.deserializeAttachment(), sentTo: 100, phase: 'replaying' });
      }
    });
    await evictDurableObject(hub);
    await hub.nudge();
    await client.receive(500);
    expect(client.sequences()).toEqual(upTo(600, 101));
  });
});

describe('client frames', () => {
  it('change topics, replay, stop and answer pings', async () => {
    const { hub, all, commit, connect } = await hubWithEvents(3);
    const client = await connect({ topics: ['chat_tools'] });
    client.send({ type: 'ping' });
    await client.frame('pong');
    client.send({ type: 'subscribe', topics: ['orders'], after: 1 });
    await client.receive(2);
    expect(client.sequences()).toEqual([2, 3]);
    client.send({ type: 'unsubscribe' });
    await eventually(() => client.frames.at(-1)?.type === 'ready', 'an answer');
    await commit(1);
    await hub.nudge();
    await eventually(async () => (await hub.read(all)).head === 4, 'an event that nobody asked for');
    const readies = () => client.frames.filter((frame) => frame.type === 'ready').length;
    const before = readies();
    client.send({ type: 'subscribe' });
    await eventually(() => readies() > before, 'an answer');
    await commit(1);
    await hub.nudge();
    await client.receive(3);
    expect(client.sequences()).toEqual([2, 3, 5]);
  });

  it('are refused when malformed, binary or too large, and the socket lives on', async () => {
    const { hub, commit, connect } = await newHub();
    const client = await connect();
    const bad = [
      '',
      '{',
      'null',
      '[]',
      '42',
      '{"type":"nope"}',
      '{"type":"subscribe","topics":["none"]}',
      '{"type":"subscribe","after":-1}',
      '{"type":"subscribe","extra":1}',
      '{"type":"subscribe","topics":[]}',
      '"\ud800"',
      'x'.repeat(17_000),
      '€'.repeat(6_000),
    ];
    for (const frame of bad) client.send(frame);
    client.send(new ArrayBuffer(8));
    const errors = () => client.frames.flatMap((frame) => (frame.type === 'error' ? [frame.code] : []));
    await eventually(
      () => errors().length === bad.length + 1,
      'an error each',
      () => JSON.stringify(client.frames),
    );
    expect(new Set(errors())).toEqual(
      new Set(['malformed_request', 'invalid_request', 'payload_too_large', 'unsupported_media_type']),
    );
    await commit(1);
    await hub.nudge();
    await client.receive(1);
    expect(client.closes).toEqual([]);
  });

  it('never come from an upgrade without a subscription', async () => {
    const { hub } = await newHub();
    expect((await hub.fetch('https://hub/')).status).toBe(426);
    for (const header of ['', '{', '{"userId":"me"}']) {
      const response = await hub.fetch('https://hub/', {
        headers: { upgrade: 'websocket', 'x-ragline-subscription': header },
      });
      expect(response.status).toBe(400);
    }
  });
});
