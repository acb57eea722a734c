import { consumeJob } from './consume-job.ts';
import { handleMessage, MAX_RETRIES, type QueueConsumer } from './handle-message.ts';
import { mirrorBatch, mirrorToStream } from './mirror-to-stream.ts';
import type { Consumer, PoolDeps } from './pool-deps.ts';
import { recordDeadLetter } from './record-dead-letter.ts';
import { sendWebhooks } from './send-webhooks.ts';

/** Low enough that a batch of hanging consumers ends within the 15 minutes of an invocation. */
const EVENT_TIMEOUT_MS = 15_000;
const JOB_TIMEOUT_MS = 90_000;

const GIVEN_UP =
  `The queue gave up after ${MAX_RETRIES + 1} attempts. The error is not known: ` +
  'the consumer was cut off, or the database was away when it was to be written down.';

/**
 * Records messages that the queue itself gave up. The delivery count is the dead-letter queue's, not that of the
 * failures.
 */
const consumeDeadLetter: Consumer = (delivery, deps) =>
  recordDeadLetter({ ...delivery, attempts: MAX_RETRIES + 1 }, GIVEN_UP, deps);

const doNothing: Consumer = async () => {};
const eventConsumer: QueueConsumer = { consume: mirrorToStream, together: mirrorBatch, timeoutMs: EVENT_TIMEOUT_MS };
const lastNet: QueueConsumer = { consume: consumeDeadLetter, timeoutMs: JOB_TIMEOUT_MS, isLastNet: true };

/** The consumer of each queue. A queue without one would drop its messages silently. */
const CONSUMERS: Readonly<Record<string, QueueConsumer>> = {
  'ragline-orders': eventConsumer,
  'ragline-notifications': eventConsumer,
  'ragline-chat-tools': eventConsumer,
  'ragline-jobs': { consume: consumeJob, timeoutMs: JOB_TIMEOUT_MS },
  'ragline-webhooks': { consume: sendWebhooks, timeoutMs: JOB_TIMEOUT_MS, isConcurrent: true },
  'ragline-orders-dlq': lastNet,
  'ragline-notifications-dlq': lastNet,
  'ragline-chat-tools-dlq': lastNet,
  'ragline-jobs-dlq': lastNet,
  'ragline-webhooks-dlq': lastNet,
};

/**
 * Handles a batch, and acknowledges or retries each message separately. Never rejects, because that would bring
 * acknowledged messages back.
 */
export async function dispatchBatch(
  batch: MessageBatch,
  deps: PoolDeps,
  consumers: Readonly<Record<string, QueueConsumer>> = CONSUMERS,
): Promise<void> {
  const consumer = consumers[batch.queue];
  if (consumer === undefined) {
    deps.services.log.error('queue_without_consumer', { queue: batch.queue, messages: batch.messages.length });
    batch.retryAll({ delaySeconds: 60 });
    return;
  }
  if (consumer.isConcurrent) {
    await Promise.all(batch.messages.map((message) => handleMessage(message, batch.queue, consumer, deps)));
    return;
  }
  const done = await consumer.together?.(batch.messages, deps);
  for (const message of batch.messages) {
    const isDone = done?.has(message.id) === true;
    await handleMessage(message, batch.queue, isDone ? { ...consumer, consume: doNothing } : consumer, deps);
  }
}
