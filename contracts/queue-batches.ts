/** Cloudflare Queues take 100 messages and 256 KB a batch, 128 KB a message; some of it is left for metadata. */
const MAX_MESSAGES = 100;
const MAX_BATCH_BYTES = 240_000;
export const MAX_MESSAGE_BYTES = 120_000;

const encoder = new TextEncoder();
/** As the Queue counts it. */
export const messageBytes = (body: object): number => encoder.encode(JSON.stringify(body)).byteLength;

/** Splits bodies, in order, into batches that a Queue takes; each body by itself must be small enough for one. */
export function queueBatches<Body extends object>(bodies: readonly Body[]): Body[][] {
  const batches: Body[][] = [];
  let batch: Body[] = [];
  let batchBytes = 0;
  for (const body of bodies) {
    const bytes = messageBytes(body);
    if (batch.length > 0 && (batch.length === MAX_MESSAGES || batchBytes + bytes > MAX_BATCH_BYTES)) {
      batches.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(body);
    batchBytes += bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
