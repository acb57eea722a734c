import { eq } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { claimDelivery, LEASE_MS } from '../../../workers/domain/webhooks/claim-delivery.ts';
import { recoverDeliveries } from '../../../workers/domain/webhooks/recover-deliveries.ts';
import { resendDelivery } from '../../../workers/domain/webhooks/resend-delivery.ts';
import { sendTest } from '../../../workers/domain/webhooks/send-test.ts';
import { updateEndpoint } from '../../../workers/domain/webhooks/update-endpoint.ts';
import { sweepWebhooks } from '../../../workers/pool/sweep-webhooks.ts';
import { webhookWorld } from '../../support/webhooks.ts';

const status = (code: number, headers: Record<string, string> = {}) => new Response('no', { status: code, headers });

describe('order', () => {
  it('is kept within a subject: later events wait for the earlier one, others do not', async () => {
    let isDown = true;
    const world = await webhookWorld({
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

  it('continues with the next event once one has failed for good', async () => {
    const world = await webhookWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    await world.record(world.event({ subject: 'orders/a' }), world.event({ subject: 'orders/a' }));
    const first = (await world.deliveries(id))[0];
    await world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) =>
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

  it('holds again when an earlier event is sent again', async () => {
    const codes = [200, 500, 500, 200, 200];
    const world = await webhookWorld({ answer: () => new Response('x', { status: codes.shift() ?? 200 }) });
    const { id } = await world.endpoint();
    await world.record(world.event({ subject: 'orders/a' }), world.event({ subject: 'orders/a' }));
    expect(await world.deliverAll(id)).toBe(2);
    const [first] = await world.deliveries(id);
    await resendDelivery({ ctx: world.ctx, input: { id, delivery_id: first?.id ?? '' } });
    // The second one would be due by now, if it did not wait.
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
    const world = await webhookWorld();
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
    const world = await webhookWorld();
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

  it('and returns after its lease has no effect', async () => {
    const world = await webhookWorld();
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

describe('sending by hand', () => {
  it('tests an endpoint whatever its types, past what is pending', async () => {
    const world = await webhookWorld({ answer: () => status(500) });
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
    const world = await webhookWorld({ answer: () => status(410) });
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

  it('makes a pending delivery due at once, and recalls none that is on its way', async () => {
    const world = await webhookWorld({ answer: () => status(500) });
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
