import type { EventEnvelope } from '../../contracts/event.ts';

/** Cloudflare Queues take 100 messages and 256 KB a batch, 128 KB a message; some of it is left for metadata. */
const MAX_MESSAGES = 100;
const MAX_BATCH_BYTES = 240_000;
const MAX_MESSAGE_BYTES = 120_000;

const encoder = new TextEncoder();
const bytesOf = (event: EventEnvelope): number => encoder.encode(JSON.stringify(event)).byteLength;

/**
 * Splits events, in order, into batches that a Queue takes. An event too large for one message travels as a claim
 * check: without its data, and with `dataref` saying where to read it. CloudEvents extension "dataref".
 */
export function queueBatches(events: readonly EventEnvelope[]): EventEnvelope[][] {
  const batches: EventEnvelope[][] = [];
  let batch: EventEnvelope[] = [];
  let batchBytes = 0;
  for (const whole of events) {
    const event = bytesOf(whole) <= MAX_MESSAGE_BYTES ? whole : claimCheck(whole);
    const bytes = bytesOf(event);
    if (batch.length > 0 && (batch.length === MAX_MESSAGES || batchBytes + bytes > MAX_BATCH_BYTES)) {
      batches.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(event);
    batchBytes += bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function claimCheck(event: EventEnvelope): EventEnvelope {
  return { ...event, data: null, dataref: `/v1/events?after=${event.sequence - 1}&limit=1` };
}
