import { env } from 'cloudflare:workers';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import type { EventList } from '../../contracts/event.ts';
import { TOOL_CALLED } from '../integration/hub-fixture.ts';
import { answer, newProduct, newTenant, postOrder } from '../support/tenant.ts';
import { until } from '../support/until.ts';

describe('an event whose transaction commits late', () => {
  // The embedded database runs one transaction at a time: there is no late commit on it.
  it.runIf(inject('databaseKind') === 'server')('is neither skipped nor delivered twice', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const order = async () => {
      const response = await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] });
      return (await answer<{ id: string }>(response, 201)).id;
    };
    const slow = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
    slow.on('error', () => undefined);
    await slow.connect();
    await slow.query(
      `BEGIN; SELECT set_config('role', 'ragline_app', true), set_config('app.tenant_id', '${tenant.tenantId}', true)`,
    );
    // It takes its position now, before the orders do, and becomes visible after they were delivered.
    const lateId = crypto.randomUUID();
    await slow.query(
      `INSERT INTO outbox (event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data, request_id, traceparent, created_at)
       VALUES ($1, $2, 'chat_tools', 'tool_call', 'conversation', 'late', $3, $4, 'late-request', 'none', now())`,
      [lateId, tenant.tenantId, tenant.owner.userId, TOOL_CALLED],
    );
    const early = [await order(), await order()];
    const log = async () => (await answer<EventList>(await tenant.owner.call('GET', '/v1/events'), 200)).data;
    await until(log, (events) => events.length === 2);
    // Longer than the hub polls after an event: the late one must also wake it from its sleep.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await slow.query('COMMIT');
    await slow.end().catch(() => undefined);
    early.push(await order());

    const events = await until(log, (seen) => seen.length === 4);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(events.filter(({ id }) => id === lateId)).toHaveLength(1);
    const orders = events.filter(({ type }) => type === 'order_created').map(({ subject }) => subject);
    expect(orders).toEqual(early.map((id) => `orders/${id}`));
  });
});
