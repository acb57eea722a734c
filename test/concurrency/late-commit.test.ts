import { env } from 'cloudflare:workers';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import type { EventList } from '../../contracts/event.ts';
import { answer, newProduct, newTenant, postOrder, type TestTenant } from '../support/tenant.ts';
import { until } from '../support/until.ts';

/** A tenant with one order whose event is delivered. */
async function newShop() {
  const tenant = await newTenant();
  const { sku } = await newProduct(tenant);
  const order = async () => {
    const response = await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] });
    return (await answer<{ id: string }>(response, 201)).id;
  };
  const log = async () => (await answer<EventList>(await tenant.owner.call('GET', '/v1/events'), 200)).data;
  const first = await order();
  await until(log, (events) => events.length === 1);
  return { tenant, order, log, first };
}

/**
 * Changes an order as a verb does, in a transaction that stays open: the event takes its position now, and becomes
 * visible with the commit.
 */
async function changeSlowly(tenant: TestTenant, order: string) {
  const slow = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
  slow.on('error', () => undefined);
  await slow.connect();
  await slow.query(
    `BEGIN; SELECT set_config('role', 'ragline_app', true), set_config('app.tenant_id', '${tenant.tenantId}', true)`,
  );
  await slow.query('SELECT 1 FROM orders WHERE id = $1 FOR UPDATE', [order]);
  const eventId = crypto.randomUUID();
  await slow.query(
    `INSERT INTO outbox (event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data, request_id, traceparent, created_at)
     SELECT $1, tenant_id, topic, 'order_updated', aggregate_type, aggregate_id, audience_user_id, data, 'late-request', traceparent, now()
     FROM outbox WHERE aggregate_id = $2`,
    [eventId, order],
  );
  return {
    eventId,
    commit: async () => {
      await slow.query('COMMIT');
      await slow.end().catch(() => undefined);
    },
  };
}

// The embedded database runs one transaction at a time: there is no late commit on it.
describe.runIf(inject('databaseKind') === 'server')('an event whose transaction commits late', () => {
  it('is neither skipped nor delivered twice', async () => {
    const { tenant, order, log, first } = await newShop();
    const late = await changeSlowly(tenant, first);
    const orders = [first, await order(), await order()];
    await until(log, (events) => events.length === 3);
    // Longer than the hub polls after an event, so that the late one must also wake it.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await late.commit();
    orders.push(await order());

    const events = await until(log, (seen) => seen.length === 5);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(events.filter(({ id }) => id === late.eventId)).toHaveLength(1);
    const placed = events.filter(({ type }) => type === 'order_created').map(({ subject }) => subject);
    expect(placed).toEqual(orders.map((id) => `orders/${id}`));
  });

  it('comes before a later change of the same order', async () => {
    const { tenant, order, log, first } = await newShop();
    const late = await changeSlowly(tenant, first);
    const cancelling = tenant.owner.call('POST', `/v1/orders/${first}/cancel`, { json: {} });
    // The hub delivers what is past the position of the change that is still open.
    await order();
    await until(log, (events) => events.length === 2);
    await late.commit();
    await answer(await cancelling, 200);

    const events = await until(log, (seen) => seen.length === 4);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    const ofTheOrder = events.filter(({ subject }) => subject === `orders/${first}`);
    expect(ofTheOrder.map(({ type }) => type)).toEqual(['order_created', 'order_updated', 'order_cancelled']);
    expect(ofTheOrder[1]?.id).toBe(late.eventId);
  });
});
