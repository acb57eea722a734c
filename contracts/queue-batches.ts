/** Cloudflare Queues take 100 messages and 256 KB a batch; some of it is left for metadata. */
const MAX_MESSAGES = 100;
const MAX_BATCH_BYTES = 240_000;

const encoder = new TextEncoder();

/** Splits bodies, in order, into batches that a Queue takes; each body by itself must be small enough for one. */
export function queueBatches<Body extends object>(bodies: readonly Body[]): Body[][] {
  const batches: Body[][] = [];
  let batch: Body[] = [];
  let batchBytes = 0;
  for (const body of bodies) {
    const bytes = encoder.encode(JSON.stringify(body)).byteLength;
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
