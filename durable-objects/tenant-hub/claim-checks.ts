import type { EventEnvelope } from '../../contracts/event.ts';
import { MAX_MESSAGE_BYTES, messageBytes } from '../../contracts/queue-batches.ts';

/**
 * The event as a Queue takes it: one too large for a message travels as a claim check, without its data, and with
 * `dataref` saying where to read it. CloudEvents extension "dataref".
 */
export function fitForQueue(event: EventEnvelope): EventEnvelope {
  if (messageBytes(event) <= MAX_MESSAGE_BYTES) return event;
  return { ...event, data: null, dataref: `/v1/events?after=${event.sequence - 1}&limit=1` };
}
