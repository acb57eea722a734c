import { env } from 'cloudflare:workers';
import { eq, sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { auditLog } from '../../schema/tables/audit.ts';
import { outbox } from '../../schema/tables/delivery.ts';
import { webhookDeliveries, webhookEndpoints } from '../../schema/tables/webhooks.ts';
import { claimDelivery, LEASE_MS } from '../../workers/domain/webhooks/claim-delivery.ts';
import { deleteEndpoint } from '../../workers/domain/webhooks/delete-endpoint.ts';
import { getEndpoint } from '../../workers/domain/webhooks/get-endpoint.ts';
import { recoverDeliveries } from '../../workers/domain/webhooks/recover-deliveries.ts';
import { resendDelivery } from '../../workers/domain/webhooks/resend-delivery.ts';
import { rotateSecret } from '../../workers/domain/webhooks/rotate-secret.ts';
import { sendTest } from '../../workers/domain/webhooks/send-test.ts';
import { updateEndpoint } from '../../workers/domain/webhooks/update-endpoint.ts';
import { parseConfig } from '../../workers/platform/config.ts';
import { createSecretVault } from '../../workers/platform/secret-vault.ts';
import { sweepWebhooks } from '../../workers/pool/sweep-webhooks.ts';
import { type WebhookWorld, webhookWorld } from '../support/webhooks.ts';

const HOUR = 3_600;
const opened: WebhookWorld[] = [];

async function newWorld(...options: Parameters<typeof webhookWorld>): Promise<WebhookWorld> {
  const world = await webhookWorld(...options);
  opened.push(world);
  return world;
}
afterEach(async () => {
  for (const world of opened.splice(0)) await world.close();
});

const status = (code: number, headers: Record<string, string> = {}) => new Response('no', { status: code, headers });

describe('an event', () => {
  it('arrives as its CloudEvents envelope, signed, in its trace, and is not told of twice', async () => {
    const world = await newWorld();
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

  it('goes to the endpoints that want its type, and to none that is disabled or deleted', async () => {
    const world = await newWorld();
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
    const world = await newWorld({ answer: () => status(500) });
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
      const world = await newWorld({ answer });
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

  it('keeps what a receiver answers within bounds, whatever it is', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(64_000).fill(0)),
    });
    const headers = { 'set-cookie': 'session=private', 'x-long': 'y'.repeat(10_000) };
    const world = await newWorld({ answer: () => new Response(body, { headers }) });
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
    const world = await newWorld({ answer: () => new Response(bodies.shift()) });
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
      const world = await newWorld();
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

  it('a URL that an older rule let in gets nothing either', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.ctx.db.transaction({ tenantId: world.tenantId }, (tx) =>
      tx.update(webhookEndpoints).set({ url: 'http://169.254.169.254/latest' }).where(eq(webhookEndpoints.id, id)),
    );
    await world.deliver(id);
    expect(world.received).toEqual([]);
    const [delivery] = await world.deliveries(id);
    expect((await world.detail(id, delivery?.id ?? '')).attempt_log[0]?.outcome).toBe('blocked');
  });

  it('a name that does not exist is an attempt; a resolver that is away is none', async () => {
    const world = await newWorld();
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

describe('order', () => {
  it('is kept within a subject: later events wait for the earlier one, others do not', async () => {
    let isDown = true;
    const world = await newWorld({
      answer: (request) => (isDown && request.body.includes('"slow"') ? status(500) : new Response()),
    });
    const { id } = await world.endpoint();
    const slow = { subject: 'orders/a', data: 'slow' };
    const events = [world.event(slow), world.event({ subject: 'orders/b' }), world.event({ subject: 'orders/a' })];
    await world.record(...events);
    await world.record(world.event({ subject: 'orders/a' }));
    expect(await world.deliverAll(id)).toBe(2);
    expect(await world.deliveries(id)).toMatchObject([
      { status: 'pending', attempts: 1 },
      { status: 'delivered' },
      { status: 'pending', attempts: 0, next_attempt_at: null },
      { status: 'pending', attempts: 0, next_attempt_at: null },
    ]);
    isDown = false;
    world.pass(5);
    expect(await world.deliverAll(id)).toBe(3);
    const sent = world.received.map(({ body }) => JSON.parse(body)).filter(({ subject }) => subject === 'orders/a');
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 1, 3, 4]);
  });

  it('goes on with the next one once an event has failed for good', async () => {
    const world = await newWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    await world.record(world.event({ subject: 'orders/a' }), world.event({ subject: 'orders/a' }));
    const first = (await world.deliveries(id))[0];
    await world.ctx.db.transaction({ tenantId: world.tenantId }, (tx) =>
      tx
        .update(webhookDeliveries)
        .set({ attempts: 9 })
        .where(eq(webhookDeliveries.id, first?.id ?? '')),
    );
    await world.deliver(id);
    expect(await world.deliveries(id)).toMatchObject([
      { status: 'failed' },
      { status: 'pending', next_attempt_at: world.now().toISOString() },
    ]);
  });

  it('holds again when an earlier event is sent anew', async () => {
    const codes = [200, 500, 500, 200, 200];
    const world = await newWorld({ answer: () => new Response('x', { status: codes.shift() ?? 200 }) });
    const { id } = await world.endpoint();
    await world.record(world.event({ subject: 'orders/a' }), world.event({ subject: 'orders/a' }));
    expect(await world.deliverAll(id)).toBe(2);
    const [first] = await world.deliveries(id);
    await resendDelivery({ ctx: world.ctx, input: { id, delivery_id: first?.id ?? '' } });
    // By now the second one is due too, had it not been made to wait.
    world.pass(10);
    expect(await world.deliverAll(id)).toBe(1);
    world.pass(10);
    expect(await world.deliverAll(id)).toBe(2);
    expect(world.received.map(({ body }) => JSON.parse(body).sequence)).toEqual([1, 2, 1, 1, 2]);
    expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });
});

describe('a Worker that dies', () => {
  it('between the claim and the answer leaves a lease, after which the event is sent again under its id', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    const event = world.event();
    await world.record(event);
    const died = await claimDelivery({ services: world.ctx, input: { tenantId: world.tenantId, endpointId: id } });
    expect(died?.delivery.eventId).toBe(event.id);
    expect(await world.deliver(id)).toBe(false);
    world.pass(LEASE_MS / 1000);
    expect(await world.deliver(id)).toBe(true);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });

  it('between the request and its record has it sent a second time, under the same id and with the same body', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    const transaction = world.ctx.db.transaction.bind(world.ctx.db);
    const dying = world.newWorker();
    let transactions = 0;
    dying.db.transaction = async (scope, work) => {
      transactions += 1;
      if (transactions > 1) throw new Error('the Worker was killed');
      return await transaction(scope, work);
    };
    await expect(world.deliver(id, dying)).rejects.toThrow('killed');
    expect(world.received).toHaveLength(1);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'pending', attempts: 0 }]);
    // The sweep finds it, once the lease has ended.
    world.nudges.length = 0;
    await sweepWebhooks(world.ctx);
    expect(world.nudges.filter(({ endpointId }) => endpointId === id)).toEqual([]);
    world.pass(LEASE_MS / 1000 + 6);
    await sweepWebhooks(world.ctx);
    expect(world.nudges.filter(({ endpointId }) => endpointId === id)).toHaveLength(1);
    expect(await world.deliverAll(id)).toBe(1);
    const [first, second] = world.received;
    expect(second?.headers.get('webhook-id')).toBe(first?.headers.get('webhook-id'));
    expect(second?.body).toBe(first?.body);
  });

  it('and comes back after its lease decides nothing any more', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    world.world.answer = async () => {
      world.world.answer = () => new Response('second');
      world.pass(LEASE_MS / 1000 + 1);
      expect(await world.deliver(id)).toBe(true);
      return status(500);
    };
    await world.deliver(id);
    const [delivery] = await world.deliveries(id);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 1 });
    const { attempt_log } = await world.detail(id, delivery?.id ?? '');
    expect(attempt_log.map(({ outcome }) => outcome)).toEqual(['refused', 'delivered']);
  });
});

describe('a host that does not answer', () => {
  it('opens its breaker: what follows is put off without counting, for its tenant alone', async () => {
    const world = await newWorld({ answer: () => Promise.reject(new TypeError('connection refused')) });
    const { id } = await world.endpoint();
    await world.record(...Array.from({ length: 7 }, () => world.event()));
    expect(await world.deliverAll(id)).toBe(7);
    expect(world.received).toHaveLength(5);
    const deliveries = await world.deliveries(id);
    expect(deliveries.map(({ attempts }) => attempts).toSorted()).toEqual([0, 0, 1, 1, 1, 1, 1]);
    const [first] = deliveries;
    const { attempt_log } = await world.detail(id, first?.id ?? '');
    expect(attempt_log).toMatchObject([{ outcome: 'unreachable', error: 'connection refused', response_status: null }]);
    const neighbour = await newWorld({ breakers: world.breakers });
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

describe('an endpoint', () => {
  const eventsOf = (world: WebhookWorld) =>
    world.ctx.db.transaction({ tenantId: world.tenantId }, (tx) => tx.select().from(outbox));
  const read = (world: WebhookWorld, id: string) => getEndpoint({ ctx: world.ctx, input: { id } });

  it('that answers 410 is disabled at once, and the staff are told', async () => {
    const world = await newWorld({ answer: () => status(410) });
    const { id, created_by } = await world.endpoint();
    await world.record(world.event(), world.event());
    expect(await world.deliverAll(id)).toBe(1);
    expect(await read(world, id)).toMatchObject({ is_active: false, disabled_reason: 'gone' });
    expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(['failed', 'pending']);
    expect(await eventsOf(world)).toMatchObject([
      {
        topic: 'notifications',
        type: 'notification',
        audienceUserId: created_by,
        data: { kind: 'webhook_endpoint_disabled', resource_id: id, body: expect.stringContaining('410') },
      },
    ]);
    const entries = await world.ctx.db.transaction({ tenantId: world.tenantId }, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.action, 'webhook_endpoint.disabled')),
    );
    expect(entries).toMatchObject([{ resourceId: id, actorRoles: [], details: { reason: 'gone' } }]);

    world.world.answer = () => new Response();
    await updateEndpoint({ ctx: world.ctx, input: { id, change: { is_active: true } } });
    expect(await world.deliverAll(id)).toBe(1);
  });

  it('that has failed for five days is disabled; one success in between begins the count anew', async () => {
    const world = await newWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    const failDaily = async (days: number) => {
      for (let day = 0; day < days; day++) {
        await world.record(world.event());
        await world.deliver(id);
        world.pass(24 * HOUR);
      }
    };
    await failDaily(4);
    expect(await read(world, id)).toMatchObject({ is_active: true, failing_since: expect.any(String) });
    world.world.answer = () => new Response();
    await world.deliverAll(id);
    expect(await read(world, id)).toMatchObject({ failing_since: null });
    world.world.answer = () => status(500);
    await failDaily(5);
    expect(await read(world, id)).toMatchObject({ is_active: true });
    await failDaily(1);
    expect(await read(world, id)).toMatchObject({ is_active: false, disabled_reason: 'failing' });
  });

  it('that failed once, long ago, is not disabled by the next failure', async () => {
    const world = await newWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.deliver(id);
    world.pass(21 * 24 * HOUR);
    await world.record(world.event());
    await world.deliverAll(id);
    expect(await read(world, id)).toMatchObject({ is_active: true, failing_since: world.now().toISOString() });
  });

  it('that is deleted gets nothing of what was still to be sent, and the sweep removes all of it', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    await world.record(world.event(), world.event());
    await world.deliver(id);
    await deleteEndpoint({ ctx: world.ctx, input: { id } });
    expect(await world.deliverAll(id)).toBe(0);
    await expect(read(world, id)).rejects.toThrow('no such webhook endpoint');
    const counted = () =>
      world.ctx.db.transaction({ tenantId: world.tenantId }, async (tx) => {
        const { rows } = await tx.execute(sql`SELECT (SELECT count(*)::int FROM webhook_endpoints) AS endpoints,
          (SELECT count(*)::int FROM webhook_deliveries) AS deliveries, (SELECT count(*)::int FROM webhook_attempts) AS attempts,
          (SELECT max(sealed_secret) FROM webhook_endpoints) AS secret`);
        return rows[0];
      });
    expect(await counted()).toEqual({ endpoints: 1, deliveries: 2, attempts: 1, secret: '' });
    await sweepUntil(world, async () => (await counted())?.endpoints === 0);
    expect(await counted()).toEqual({ endpoints: 0, deliveries: 0, attempts: 0, secret: null });
  });

  it('keeps its log for 30 days', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.deliverAll(id);
    world.pass(29 * 24 * HOUR);
    await world.record(world.event());
    await sweepWebhooks(world.ctx);
    expect(await world.deliveries(id)).toHaveLength(2);
    world.pass(2 * 24 * HOUR);
    await sweepUntil(world, async () => (await world.deliveries(id)).length < 2);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'pending' }]);
  });

  it('is signed with both secrets for the overlap, and with the new one alone afterwards', async () => {
    const world = await newWorld();
    const old = await world.endpoint();
    const { id } = old;
    const fresh = await rotateSecret({ ctx: world.ctx, input: { id, overlap_seconds: HOUR } });
    expect(fresh.secret).not.toBe(old.secret);
    const send = async () => {
      await world.record(world.event());
      await world.deliverAll(id);
      const { headers, body } = world.received.at(-1) ?? { headers: new Headers(), body: '' };
      const signatures = headers.get('webhook-signature')?.split(' ') ?? [];
      const signed = (secret: string) =>
        new Webhook(secret).sign(
          headers.get('webhook-id') ?? '',
          new Date(Number(headers.get('webhook-timestamp')) * 1000),
          body,
        );
      return [fresh.secret, old.secret].map((secret) => signatures.includes(signed(secret)));
    };
    expect(await send()).toEqual([true, true]);
    world.pass(HOUR + 1);
    expect(await send()).toEqual([true, false]);
  });

  it('whose secret cannot be read is disabled rather than sent to unsigned, and taken up by another secret', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    const other = { kid: 'other', alg: 'EdDSA' as const, d: '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE' };
    const worker = { ...world.ctx, vault: createSecretVault({ keys: [other] }) };
    expect(await world.deliver(id, worker)).toBe(false);
    expect(world.received).toEqual([]);
    expect(await read(world, id)).toMatchObject({ is_active: false, disabled_reason: 'secret_unreadable' });
    const enable = updateEndpoint({ ctx: worker, input: { id, change: { is_active: true } } });
    await expect(enable).rejects.toThrow('rotate');
    await rotateSecret({ ctx: worker, input: { id, overlap_seconds: 60 } });
    expect(await world.deliverAll(id, worker)).toBe(1);
    expect(world.received[0]?.headers.get('webhook-signature')?.split(' ')).toHaveLength(1);
  });

  it('has its secrets sealed anew by the sweep after a rotation of the signing keys', async () => {
    const world = await newWorld();
    const { id } = await world.endpoint();
    await rotateSecret({ ctx: world.ctx, input: { id, overlap_seconds: HOUR } });
    const before = await world.ctx.db.transaction({ tenantId: world.tenantId }, (tx) =>
      tx.select().from(webhookEndpoints),
    );
    const next = { kid: 'next', alg: 'EdDSA' as const, d: '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE' };
    const keys = parseConfig({ ...env }, env.HYPERDRIVE.connectionString).auth.privateJwks.keys;
    const rotated = { ...world.ctx, vault: createSecretVault({ keys: [next, ...keys] }) };
    await sweepWebhooks(rotated);
    const [after] = await world.ctx.db.transaction({ tenantId: world.tenantId }, (tx) =>
      tx.select().from(webhookEndpoints),
    );
    expect([before[0]?.sealedWith, after?.sealedWith]).toEqual([keys[0]?.kid, 'next']);
    // The old key is dropped.
    await world.record(world.event());
    await world.deliver(id, { ...world.ctx, vault: createSecretVault({ keys: [next] }) });
    expect(world.received[0]?.headers.get('webhook-signature')?.split(' ')).toHaveLength(2);
  });
});

describe('sending by hand', () => {
  it('tests an endpoint whatever its types, past what is pending', async () => {
    const world = await newWorld({ answer: () => status(500) });
    const { id, secret } = await world.endpoint({ event_types: ['order_cancelled'] });
    world.world.answer = () => new Response();
    const test = await sendTest({ ctx: world.ctx, input: { id } });
    expect(test).toMatchObject({ event_type: 'webhook_test', status: 'pending' });
    expect(await world.deliverAll(id)).toBe(1);
    const [request] = world.received;
    const payload = new Webhook(secret).verify(request?.body ?? '', Object.fromEntries(request?.headers ?? []));
    expect(payload).toMatchObject({ type: 'webhook_test', id: test.event_id, data: { endpoint_id: id } });
  });

  it('recovers what has failed since then, a bounded number, in order', async () => {
    const world = await newWorld({ answer: () => status(410) });
    const { id } = await world.endpoint();
    await world.record(world.event({ subject: 'orders/a' }));
    await world.deliver(id);
    await updateEndpoint({ ctx: world.ctx, input: { id, change: { is_active: true } } });
    world.pass(60);
    const since = world.now().toISOString();
    await world.record(world.event({ subject: 'orders/a' }));
    await world.deliver(id);
    const recover = (from: string | null) => recoverDeliveries({ ctx: world.ctx, input: { id, since: from } });
    await expect(recover(null)).rejects.toThrow('disabled');
    await updateEndpoint({ ctx: world.ctx, input: { id, change: { is_active: true } } });
    expect(await recover(since)).toEqual({ resent: 1, has_more: false });
    expect(await recover(null)).toEqual({ resent: 1, has_more: false });
    expect(await recover(null)).toEqual({ resent: 0, has_more: false });
    world.world.answer = () => new Response();
    world.received.length = 0;
    expect(await world.deliverAll(id)).toBe(2);
    expect(world.received.map(({ body }) => JSON.parse(body).sequence)).toEqual([1, 2]);
  });

  it('makes a pending one due at once, and calls nothing back that is on its way', async () => {
    const world = await newWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.deliver(id);
    const [delivery] = await world.deliveries(id);
    const resend = () => resendDelivery({ ctx: world.ctx, input: { id, delivery_id: delivery?.id ?? '' } });
    expect(await resend()).toMatchObject({
      status: 'pending',
      attempts: 1,
      next_attempt_at: world.now().toISOString(),
    });
    world.world.answer = async () => {
      await resend();
      expect(await world.deliver(id)).toBe(false);
      return new Response();
    };
    expect(await world.deliver(id)).toBe(true);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });
});

/** The sweep takes a few endpoints of all tenants at a time, at random. */
async function sweepUntil(world: WebhookWorld, isDone: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 50 && !(await isDone()); turn++) await sweepWebhooks(world.ctx);
}
