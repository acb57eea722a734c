import { consumeJob } from './consume-job.ts';
import { recordDeadLetter } from './dead-letter.ts';
import { mirrorToStream } from './mirror-to-stream.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer, Delivery, PoolDeps } from './pool-deps.ts';
import { retryDelaySeconds } from './retry-delay.ts';
import { sendWebhooks } from './send-webhooks.ts';

const consumeDeadLetter: Consumer = (delivery, deps) => recordDeadLetter(delivery, null, deps);

/** One consumer a queue. A queue without one would drop its messages silently. */
const CONSUMERS: Readonly<Record<string, Consumer>> = {
  'ragline-orders': mirrorToStream,
  'ragline-notifications': mirrorToStream,
  'ragline-chat-tools': mirrorToStream,
  'ragline-jobs': consumeJob,
  'ragline-webhooks': sendWebhooks,
  'ragline-orders-dlq': consumeDeadLetter,
  'ragline-notifications-dlq': consumeDeadLetter,
  'ragline-chat-tools-dlq': consumeDeadLetter,
  'ragline-jobs-dlq': consumeDeadLetter,
  'ragline-webhooks-dlq': consumeDeadLetter,
};

/** Whose messages are handled side by side: they wait for the hosts of others, and one that is slow must not hold up the rest. */
const SIDE_BY_SIDE: ReadonlySet<string> = new Set(['ragline-webhooks']);

/** Handles a batch, acking or retrying each message by itself. Never rejects: that would bring acked ones back too. */
export async function dispatchBatch(batch: MessageBatch, deps: PoolDeps): Promise<void> {
  const consume = CONSUMERS[batch.queue];
  if (consume === undefined) {
    deps.services.log.error('queue_without_consumer', { queue: batch.queue, messages: batch.messages.length });
    batch.retryAll({ delaySeconds: 60 });
    return;
  }
  if (SIDE_BY_SIDE.has(batch.queue)) {
    await Promise.all(batch.messages.map((message) => handle(message, batch.queue, consume, deps)));
    return;
  }
  for (const message of batch.messages) await handle(message, batch.queue, consume, deps);
}

async function handle(message: Message, queue: string, consume: Consumer, deps: PoolDeps): Promise<void> {
  const delivery: Delivery = { queue, id: message.id, body: message.body, attempts: message.attempts };
  const startedAtMs = deps.services.clock.now().getTime();
  let outcome = 'ok';
  try {
    await consume(delivery, deps).catch(async (error: unknown) => {
      if (!(error instanceof PermanentError)) throw error;
      outcome = 'dead_letter';
      await recordDeadLetter(delivery, error, deps);
    });
    message.ack();
  } catch (error) {
    outcome = 'retry';
    const delaySeconds = retryDelaySeconds(message.attempts, deps.random());
    deps.services.log.warn('message_retried', {
      queue,
      id: message.id,
      attempts: message.attempts,
      delay_seconds: delaySeconds,
      error,
    });
    message.retry({ delaySeconds });
  } finally {
    const seconds = (deps.services.clock.now().getTime() - startedAtMs) / 1000;
    deps.services.metrics.observe('ragline_worker_task_duration_seconds', seconds, { queue, outcome });
  }
}
