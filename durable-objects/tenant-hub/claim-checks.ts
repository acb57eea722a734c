import type { EventEnvelope } from '../../contracts/event.ts';
import { MAX_MESSAGE_BYTES, messageBytes } from '../../contracts/queue-batches.ts';

/**
 * The event as it fits into a Queue message. An event that is too large travels as a claim check: without data, and
 * with `dataref` (CloudEvents extension) for where to read it.
 */
export function fitForQueue(event: EventEnvelope): EventEnvelope {
  if (messageBytes(event) <= MAX_MESSAGE_BYTES) return event;
  return { ...event, data: null, dataref: `/v1/events?after=${event.sequence - 1}&limit=1` };
}
