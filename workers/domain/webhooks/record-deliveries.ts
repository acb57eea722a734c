import { asc, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { EventEnvelope } from '../../../contracts/event.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import type { Services } from '../context.ts';
import { isListening } from './is-listening.ts';
import { promoteWaiting } from './promote-waiting.ts';

const Recorded = z.array(z.object({ endpoint_id: z.string() }));

/**
 * Records which events go to which endpoints, once by endpoint and event. The relay calls it in the order of the events
 * and marks them delivered afterwards, so no event is lost, and later events of a subject find the earlier ones.
 * @param input.events With their sequence, as they go to the Queues: at most 240 KB in all.
 */
export async function recordDeliveries({
  services,
  input,
}: {
  services: Pick<Services, 'db' | 'clock' | 'nudgeWebhook'>;
  input: { tenantId: string; events: readonly EventEnvelope[] };
}): Promise<void> {
  const { tenantId, events } = input;
  const now = services.clock.now();
  const endpointIds = await services.db.transaction({ systemWorkIn: tenantId }, async (tx, end) => {
    // Locked in the order of their ids, so that two transactions never deadlock.
    const endpoints = await tx
      .select({ id: webhookEndpoints.id, eventTypes: webhookEndpoints.eventTypes })
      .from(webhookEndpoints)
      .where(isListening(tenantId))
      .orderBy(asc(webhookEndpoints.id))
      .for('no key update');
    const rows = events.flatMap((event, index) =>
      endpoints
        .filter(({ eventTypes }) => eventTypes.length === 0 || eventTypes.some((type) => type === event.type))
        .map((endpoint) => ({ id: newId(), endpoint_id: endpoint.id, index })),
    );
    if (rows.length === 0) return [];
    const bodies = events.map((event, index) => ({
      index,
      event_id: event.id,
      event_type: event.type,
      subject: event.subject,
      traceparent: event.traceparent,
      event_time: event.time,
      // Stored as text: PostgreSQL must not reformat what gets signed.
      body: JSON.stringify(event),
    }));
    const writing = tx
      .execute(sql`
      INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_type, subject, traceparent, body,
        event_time, status, created_at)
      SELECT r.id, ${tenantId}, r.endpoint_id, e.event_id, e.event_type, e.subject, e.traceparent, e.body,
        e.event_time, 'pending', ${now.toISOString()}::timestamptz
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r (id uuid, endpoint_id uuid, index integer)
      JOIN json_to_recordset(${JSON.stringify(bodies)}::json) AS e (index integer, event_id uuid, event_type text,
        subject text, traceparent text, event_time timestamptz, body text) USING (index)
      ORDER BY e.index, r.endpoint_id
      ON CONFLICT (tenant_id, endpoint_id, event_id) DO NOTHING
      RETURNING endpoint_id`)
      .execute();
    // Sent behind it, without waiting for its answer.
    const named = new Set(rows.map((row) => row.endpoint_id));
    const subjects = [...new Set(events.map(({ subject }) => subject))];
    for (const endpointId of named) {
      end.send(() => promoteWaiting({ tx, tenantId }, { endpointId, subjects, now }));
    }
    const { rows: written } = await writing;
    return [...new Set(Recorded.parse(written).map((row) => row.endpoint_id))];
  });
  const [first] = events;
  // One message for all endpoints, in the trace of the first event.
  const cause = first && { requestId: first.requestid, traceparent: first.traceparent };
  for (const endpointId of endpointIds) services.nudgeWebhook(tenantId, endpointId, 0, cause);
}
