import { eq, sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { deleteEndpoint } from '../../../workers/domain/webhooks/delete-endpoint.ts';
import { updateEndpoint } from '../../../workers/domain/webhooks/update-endpoint.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';
import { webhookWorld } from '../../support/webhooks.ts';

const HOUR = 3_600;

const status = (code: number, headers: Record<string, string> = {}) => new Response('no', { status: code, headers });

describe('an event', () => {
  it('arrives as its CloudEvents envelope, signed, in its trace, and is not sent twice', async () => {
    const world = await webhookWorld();
    const { id, secret } = await world.endpoint();
    const event = world.event();
    await world.record(event);
    expect(world.nudges).toEqual([{ endpointId: id, delaySeconds: 0 }]);
    await world.record(event, event);
    expect(await world.deliverAll(id)).toBe(1);

    const [request] = world.received;
    expect(request).toMatchObject({ url: 'https://hooks.example.com/in', redirect: 'manual' });
    const headers = Object.fromEntries(request?.headers ?? []);
    // The library compares with its own clock, and the world's has not been moved.
    expect(new Webhook(secret).verify(request?.body ?? '', headers)).toEqual(event);
    expect(headers).toMatchObject({
      'webhook-id': event.id,
      'content-type': 'application/json',
      'user-agent': expect.stringContaining('RAGline'),
      traceparent: event.traceparent,
    });
    const [delivery] = await world.deliveries(id);
    expect(delivery).toMatchObject({ event_id: event.id, status: 'delivered', attempts: 1, next_attempt_at: null });
    const detail = await world.detail(id, delivery?.id ?? '');
    expect(detail.request_body).toBe(request?.body);
    expect(detail.attempt_log).toMatchObject([
      { outcome: 'delivered', response_status: 200, response_body: 'ok', error: null, request_headers: headers },
    ]);
  });

  it('waits while its tenant is suspended', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    const { tenantId } = world.ctx.principal;
    await world.record(world.event());
    await inTenantDatabase(tenantId, sql`UPDATE tenants SET suspended_at = now()`);
    expect(await world.deliverAll(id)).toBe(0);
    await inTenantDatabase(tenantId, sql`UPDATE tenants SET suspended_at = NULL`);
    expect(await world.deliverAll(id)).toBe(1);
  });

  it('goes to the endpoints that want its type, and to none that is disabled or deleted', async () => {
    const world = await webhookWorld();
    const [all, orders, chats, off, gone] = [
      await world.endpoint(),
      await world.endpoint({ event_types: ['order_created', 'order_updated'] }),
      await world.endpoint({ event_types: ['tool_call'] }),
      await world.endpoint(),
      await world.endpoint(),
    ];
    await updateEndpoint({ ctx: world.ctx, input: { id: off.id, change: { is_active: false } } });
    await deleteEndpoint({ ctx: world.ctx, input: { id: gone.id } });
    await world.record(world.event(), world.event({ type: 'tool_call', topic: 'chat_tools' }));
    const types = async (id: string) => (await world.deliveries(id)).map(({ event_type }) => event_type);
    expect(await types(all.id)).toEqual(['order_created', 'tool_call']);
    expect(await types(orders.id)).toEqual(['order_created']);
    expect(await types(chats.id)).toEqual(['tool_call']);
    expect(await types(off.id)).toEqual([]);
  });

  it('is sent again by the schedule under the same id, until it has failed for good', async () => {
    const world = await webhookWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    const event = world.event();
    await world.record(event);
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt++) {
      expect(await world.deliverAll(id)).toBe(1);
      const [delivery] = await world.deliveries(id);
      const next = delivery?.next_attempt_at;
      if (next == null) break;
      const seconds = (Date.parse(next) - world.now().getTime()) / 1000;
      expect(world.nudges.at(-1)).toEqual({ endpointId: id, delaySeconds: seconds });
      pauses.push(seconds);
      world.pass(seconds - 1);
      expect(await world.deliverAll(id)).toBe(0);
      world.pass(1);
    }
    expect(pauses).toEqual([5, 300, 1_800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'failed', attempts: 10, next_attempt_at: null }]);
    expect(new Set(world.received.map(({ headers }) => headers.get('webhook-id')))).toEqual(new Set([event.id]));
    expect(new Set(world.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(world.received.map(({ headers }) => headers.get('webhook-timestamp'))).size).toBe(10);
  });

  it.each<[number, Record<string, string>, number]>([
    [503, { 'retry-after': '60' }, 60],
    [429, { 'retry-after': '60' }, 60],
    [500, { 'retry-after': '60' }, 5],
    [429, { 'retry-after': '9999999' }, 24 * HOUR],
    [400, {}, 5],
    [301, { location: 'http://169.254.169.254/' }, 5],
    [304, {}, 5],
  ])(
    'that is answered %i with %j is tried again in %i seconds, with no redirect followed',
    async (code, headers, seconds) => {
      const answer = () => new Response(null, { status: code, headers });
      const world = await webhookWorld({ answer });
      const { id } = await world.endpoint();
      await world.record(world.event());
      await world.deliver(id);
      const [delivery] = await world.deliveries(id);
      expect(Date.parse(delivery?.next_attempt_at ?? '')).toBe(world.now().getTime() + seconds * 1000);
      const { attempt_log } = await world.detail(id, delivery?.id ?? '');
      expect(attempt_log).toMatchObject([{ outcome: 'refused', response_status: code }]);
      expect(world.received).toHaveLength(1);
    },
  );

  it('stores a bounded part of any answer of the receiver', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(64_000).fill(0)),
    });
    const headers = { 'set-cookie': 'session=private', 'x-long': 'y'.repeat(10_000) };
    const world = await webhookWorld({ answer: () => new Response(body, { headers }) });
    const { id } = await world.endpoint();
    await world.record(world.event());
    expect(await world.deliver(id)).toBe(true);
    const [delivery] = await world.deliveries(id);
    const { attempt_log } = await world.detail(id, delivery?.id ?? '');
    expect(attempt_log[0]?.response_body).toHaveLength(4_096);
    expect(attempt_log[0]?.response_headers?.['x-long']).toHaveLength(512);
    expect(JSON.stringify(attempt_log)).not.toContain('session=private');
    expect(delivery?.status).toBe('delivered');
  });

  it('counts as delivered by its status, also when the body hangs or breaks off', async () => {
    const hanging = new ReadableStream<Uint8Array>({ start: (c) => c.enqueue(new TextEncoder().encode('begun')) });
    const broken = new ReadableStream<Uint8Array>({ pull: (c) => c.error(new Error('reset')) });
    const bodies = [hanging, broken];
    const world = await webhookWorld({ answer: () => new Response(bodies.shift()) });
    const { id } = await world.endpoint();
    await world.record(world.event(), world.event());
    expect(await world.deliverAll(id)).toBe(2);
    const deliveries = await world.deliveries(id);
    expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
    const first = await world.detail(id, deliveries[0]?.id ?? '');
    expect(first.attempt_log[0]?.response_body).toBe('begun');
  });
});

describe('where nothing may be sent', () => {
  it.each([[['10.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['8.8.8.8', '::ffff:169.254.169.254']], [['fd00::1']]])(
    'a host with the addresses %j gets nothing, and the attempt says why',
    async (addresses) => {
      const world = await webhookWorld();
      const { id } = await world.endpoint();
      await world.record(world.event());
      world.world.resolved = addresses;
      await world.deliver(id);
      expect(world.received).toEqual([]);
      const [delivery] = await world.deliveries(id);
      expect(delivery).toMatchObject({ status: 'pending', attempts: 1 });
      const { attempt_log } = await world.detail(id, delivery?.id ?? '');
      expect(attempt_log).toMatchObject([{ outcome: 'blocked', error: 'the host has a private or reserved address' }]);
    },
  );

  it('a URL that an older rule allowed is not called either', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) =>
      tx.update(webhookEndpoints).set({ url: 'http://169.254.169.254/latest' }).where(eq(webhookEndpoints.id, id)),
    );
    await world.deliver(id);
    expect(world.received).toEqual([]);
    const [delivery] = await world.deliveries(id);
    expect((await world.detail(id, delivery?.id ?? '')).attempt_log[0]?.outcome).toBe('blocked');
  });

  it('a name that does not exist counts as an attempt; a resolver that is away does not', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    world.world.resolved = new Error('no resolver');
    await world.deliver(id);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'pending', attempts: 0 }]);
    expect(await world.deliver(id)).toBe(false);
    world.pass(30);
    world.world.resolved = [];
    await world.deliver(id);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'pending', attempts: 1 }]);
    expect(world.received).toEqual([]);
  });
});

describe('a host that does not answer', () => {
  it('opens its breaker: what follows is put off without counting, for its tenant alone', async () => {
    const world = await webhookWorld({ answer: () => Promise.reject(new TypeError('connection refused')) });
    const { id } = await world.endpoint();
    await world.record(...Array.from({ length: 7 }, () => world.event()));
    expect(await world.deliverAll(id)).toBe(7);
    expect(world.received).toHaveLength(5);
    const deliveries = await world.deliveries(id);
    expect(deliveries.map(({ attempts }) => attempts).toSorted()).toEqual([0, 0, 1, 1, 1, 1, 1]);
    const [first] = deliveries;
    const { attempt_log } = await world.detail(id, first?.id ?? '');
    expect(attempt_log).toMatchObject([{ outcome: 'unreachable', error: 'connection refused', response_status: null }]);
    const neighbour = await webhookWorld({ breakers: world.breakers });
    const theirs = await neighbour.endpoint();
    await neighbour.record(neighbour.event());
    await neighbour.deliver(theirs.id);
    expect(await neighbour.deliveries(theirs.id)).toMatchObject([{ status: 'delivered' }]);

    world.world.answer = () => new Response();
    world.pass(40);
    expect(await world.deliverAll(id)).toBe(7);
    expect((await world.deliveries(id)).every(({ status }) => status === 'delivered')).toBe(true);
  });
});
