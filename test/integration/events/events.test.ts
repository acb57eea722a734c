import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { EventList, Ticket } from '../../../contracts/event.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { call } from '../../support/tenant.ts';
import { newShop, openStream } from './event-shop.ts';
import { eventually, listen } from './hub-fixture.ts';

const problem = async (response: Response) => await response.json<Problem>();

describe('GET /v1/events/stream', () => {
  it('streams events with their sequence as id and their type as name', async () => {
    const { staff, publish } = await newShop();
    const stream = await openStream('/v1/events/stream', staff);
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const ids = await publish(2);
    expect(await stream.receive(2)).toEqual([1, 2]);
    expect(stream.ids()).toEqual(ids);
    expect(stream.frames[0]).toEqual({ retry: '1000' });
    expect(await stream.ready()).toEqual({ id: '0', event: 'ready', data: '{"head":0,"after":0}' });
    const [first] = stream.events();
    expect(first).toMatchObject({ id: '1', event: 'order_created' });
    expect(JSON.parse(first?.data ?? '')).toMatchObject({ specversion: '1.0', sequence: 1, id: ids[0] });
    await stream.cancel();
  });

  it('resumes after Last-Event-ID, which wins over after, across many pages and into live', async () => {
    const { staff, publish, logged } = await newShop();
    await publish(650);
    await logged(650);
    const [byHeader, byQuery] = await Promise.all([
      openStream('/v1/events/stream?after=5', { ...staff, 'last-event-id': '20' }),
      openStream('/v1/events/stream?after=600', staff),
    ]);
    await publish(5);
    expect(await byHeader.receive(635)).toEqual(Array.from({ length: 635 }, (_, index) => 21 + index));
    expect(await byQuery.receive(55)).toEqual(Array.from({ length: 55 }, (_, index) => 601 + index));
    await Promise.all([byHeader.cancel(), byQuery.cancel()]);
  });

  it('says reset, with an id to go on from, when events were missed', async () => {
    const { staff, hub, publish, logged } = await newShop();
    await publish(5);
    await logged(5);
    await runInDurableObject(
      hub,
      (_hub, { storage }) => storage.sql.exec('DELETE FROM events WHERE sequence <= 3').rowsWritten,
    );
    const behind = await openStream('/v1/events/stream', { ...staff, 'last-event-id': '1' });
    expect(await behind.receive(2)).toEqual([4, 5]);
    expect(behind.frames[1]).toEqual({ id: '3', event: 'reset', data: '{"after":3}' });
    const ahead = await openStream('/v1/events/stream', { ...staff, 'last-event-id': '77' });
    await ahead.ready();
    expect(ahead.frames[1]).toEqual({ id: '5', event: 'reset', data: '{"after":5}' });
    await Promise.all([behind.cancel(), ahead.cancel()]);
  });

  it('shows a customer their own events alone, of the topics asked for', async () => {
    const { customer, staff, bearer, publish } = await newShop();
    const [mine, tools, stranger, all] = await Promise.all([
      openStream('/v1/events/stream', customer),
      openStream('/v1/events/stream?topics=chat_tools,notifications', customer),
      openStream('/v1/events/stream', await bearer('guest')),
      openStream('/v1/events/stream?topics=orders,chat_tools', staff),
    ]);
    const [order] = await publish(1);
    const [tool] = await publish(1, { topic: 'chat_tools' });
    const [other] = await publish(1, { audienceUserId: newId() });
    await all.receive(3);
    expect(all.ids()).toEqual([order, tool, other]);
    await mine.receive(2);
    expect(mine.ids()).toEqual([order, tool]);
    await tools.receive(1);
    expect(tools.ids()).toEqual([tool]);
    expect(stranger.ids()).toEqual([]);
    await Promise.all([mine, tools, stranger, all].map((stream) => stream.cancel()));
  });

  it('ends when the token does', async () => {
    const { bearer } = await newShop();
    const stream = await openStream('/v1/events/stream', await bearer('staff', undefined, 2));
    await stream.ready();
    expect(await stream.ended()).toBe('clean');
  });

  it('frees the hub of a client that leaves', async () => {
    const { staff, sockets } = await newShop();
    const stream = await openStream('/v1/events/stream', staff);
    await stream.ready();
    expect(await sockets()).toBe(1);
    await stream.cancel();
    await eventually(async () => (await sockets()) === 0, 'a closed socket');
  });

  it('takes a ticket in place of a token, again and again, also after the token has ended', async () => {
    const { bearer, customerId, publish } = await newShop();
    const customer = await bearer('customer', customerId, 4);
    const made = await call('POST', '/v1/events/tickets', { headers: customer });
    expect(made.status).toBe(201);
    const { ticket, expires_in } = await made.json<Ticket>();
    expect(expires_in).toBe(60);
    const url = `/v1/events/stream?topics=orders,chat_tools&ticket=${ticket}`;
    const dropped = await openStream(url);
    await dropped.ready();
    await publish(1);
    expect(await dropped.receive(1)).toEqual([1]);
    await dropped.cancel();
    await publish(1);
    await publish(1, { audienceUserId: newId() });
    const stream = await openStream(url, { 'last-event-id': '1' });
    expect(await stream.receive(1)).toEqual([2]);
    // The token and its stream end. The ticket checks the session, which continues.
    await eventually(async () => (await call('GET', '/v1/events', { headers: customer })).status === 401, 'the end');
    const resumed = await openStream(`/v1/events/stream?topics=chat_tools,orders&ticket=${ticket}`, {
      'last-event-id': '2',
    });
    await publish(1);
    expect(await resumed.receive(1)).toEqual([4]);
    await Promise.all([stream.cancel(), resumed.cancel()]);
  });

  it('takes a ticket for the stream that it has opened, and for nothing else', async () => {
    const { customer } = await newShop();
    const { ticket } = await (await call('POST', '/v1/events/tickets', { headers: customer })).json<Ticket>();
    const stream = await openStream(`/v1/events/stream?topics=orders&ticket=${ticket}`);
    await stream.ready();
    const upgrade = { upgrade: 'websocket' };
    const others = await Promise.all([
      call('GET', `/v1/events/stream?ticket=${ticket}`),
      call('GET', `/v1/events/stream?topics=orders,chat_tools&ticket=${ticket}`),
      call('GET', `/v1/events?ticket=${ticket}`),
      call('GET', `/v1/events/ws?topics=orders&ticket=${ticket}`, { headers: upgrade }),
      call('GET', `/v1/chat/${newId()}/ws?ticket=${ticket}`, { headers: upgrade }),
      call('GET', '/v1/orders', { headers: { authorization: `Bearer ${ticket}` } }),
    ]);
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 401));
    await stream.cancel();
  });
});

describe('a stream that is asked for wrongly', () => {
  it.each([
    ['?after=-1', {}, 'after'],
    ['?after=soon', {}, 'after'],
    ['?after=1.5', {}, 'after'],
    ['?topics=orders,secrets', {}, 'topics.1'],
    ['?topics=', {}, 'topics.0'],
    ['?user_id=1', {}, 'user_id'],
    ['', { 'last-event-id': 'abc' }, 'Last-Event-ID'],
    ['?after=1', { 'last-event-id': '-1' }, 'Last-Event-ID'],
  ])('%s %j answers 422 with the path', async (query, headers, path) => {
    const { staff } = await newShop();
    const response = await call('GET', `/v1/events/stream${query}`, { headers: { ...staff, ...headers } });
    expect(response.status).toBe(422);
    expect((await problem(response)).errors?.map((error) => error.path)).toContain(path);
  });

  it('answers 401 without a token, and 400 to a plain request for the WebSocket', async () => {
    const { staff } = await newShop();
    for (const path of ['/v1/events', '/v1/events/stream', '/v1/events/ws']) {
      expect((await call('GET', path)).status).toBe(401);
    }
    expect((await call('POST', '/v1/events/tickets')).status).toBe(401);
    const response = await call('GET', '/v1/events/ws', { headers: staff });
    expect([response.status, (await problem(response)).code]).toEqual([400, 'malformed_request']);
  });
});

describe('GET /v1/events/ws', () => {
  it('brings the same events, whatever subscription the client pretends to have', async () => {
    const { customer, customerId, tenantId, publish } = await newShop();
    const forged = { userId: customerId, tenantId, sees: 'tenant', topics: null, after: 0, expiresAt: 9_999_999_999 };
    const response = await call('GET', '/v1/events/ws?topics=orders', {
      headers: { ...customer, upgrade: 'websocket', 'x-ragline-subscription': JSON.stringify(forged) },
    });
    expect(response.status).toBe(101);
    if (response.webSocket === null) throw new Error('no socket');
    const client = listen(response.webSocket);
    expect(await client.frame('ready')).toEqual({ type: 'ready', head: 0, after: 0, topics: ['orders'] });
    const [mine] = await publish(1);
    await publish(1, { audienceUserId: newId() });
    const [second] = await publish(1);
    expect(await client.receive(2)).toEqual([mine, second]);
    client.close();
  });
});

describe('GET /v1/events', () => {
  it('pulls the log in pages, for those who may see it', async () => {
    const { staff, customer, publish, logged } = await newShop();
    const ids = await publish(3);
    await publish(2, { audienceUserId: newId() });
    await logged(5);
    const page = await (await call('GET', '/v1/events?limit=2', { headers: staff })).json<EventList>();
    expect(page).toMatchObject({ next_after: 2, head: 5, reset: false });
    expect(page.data.map((event) => event.id)).toEqual(ids.slice(0, 2));
    const mine = await (await call('GET', '/v1/events?after=1', { headers: customer })).json<EventList>();
    expect(mine.data.map((event) => event.sequence)).toEqual([2, 3]);
    expect(mine.next_after).toBe(5);
    const other = await newShop();
    expect(await (await call('GET', '/v1/events', { headers: other.staff })).json()).toMatchObject({
      data: [],
      head: 0,
    });
  });
});
