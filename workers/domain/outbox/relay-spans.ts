import type { EventEnvelope, Topic } from '../../../contracts/event.ts';
import type { Spans } from '../../platform/tracing/spans.ts';

/** An event went through its tenant's hub: from its row in the outbox to the sockets. */
export function recordDelivery(spans: Spans, event: EventEnvelope, lagSeconds: number): void {
  if (!spans.isOn) return;
  const { topic, type, sequence, traceparent } = event;
  spans
    .start(`relay ${topic}`, {
      kind: 'consumer',
      parent: traceparent,
      startedAtMs: Date.now() - lagSeconds * 1000,
      attributes: {
        request_id: event.requestid,
        'messaging.system': 'ragline_outbox',
        'messaging.destination.name': topic,
        'messaging.operation.name': 'relay',
        'messaging.operation.type': 'process',
        'messaging.message.id': event.id,
        'ragline.event.type': type,
        'ragline.event.sequence': sequence,
      },
    })
    .end();
}

/** The hub hands events to their topic's Queue: one span for the batch, in the trace of the first, linked to the rest. */
export async function recordSending(
  spans: Spans,
  { topic, events }: { topic: Topic; events: readonly EventEnvelope[] },
  send: () => Promise<void>,
): Promise<void> {
  const [first, ...others] = events;
  if (!spans.isOn || first === undefined) return await send();
  await spans.run(
    `send ${topic}`,
    {
      kind: 'producer',
      parent: first.traceparent,
      links: others.map(({ traceparent }) => traceparent),
      attributes: {
        request_id: first.requestid,
        'messaging.system': 'cloudflare_queues',
        'messaging.destination.name': topic,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.batch.message_count': events.length,
      },
    },
    send,
  );
}
