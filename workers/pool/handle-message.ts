import { Replayed } from '../../contracts/dead-letter.ts';
import { CircuitOpenError } from '../platform/circuit-breaker.ts';
import { errorInOneLine } from '../platform/describe-error.ts';
import type { SpanOptions, Spans } from '../platform/tracing/spans.ts';
import { addressOf } from './addressed.ts';
import { classifyFailure, type FailureClass } from './classify-failure.ts';
import { withinTime } from './handler-timeout.ts';
import type { Consumer, Delivery, PoolDeps } from './pool-deps.ts';
import { recordDeadLetter } from './record-dead-letter.ts';
import { resolveDeadLetter } from './resolve-dead-letter.ts';
import { MAX_LAST_NET_DELAY_SECONDS, retryDelaySeconds } from './retry-delay.ts';

/** As `max_retries` in wrangler.toml says of every queue but the dead-letter queues. */
export const MAX_RETRIES = 8;
/** Deliveries after which a message that breaks its consumer is given up. */
const MAX_POISONED_ATTEMPTS = 3;

export interface QueueConsumer {
  consume: Consumer;
  /** A consumer that takes longer hangs. */
  timeoutMs: number;
  /** A dead-letter queue's own: whatever fails there is tried again, for there is no net beneath it. */
  isLastNet?: boolean;
  /** The messages of a batch wait for the hosts of others: one that is slow must not hold up the rest. */
  isConcurrent?: boolean;
}

type Outcome = 'ok' | 'retry' | 'dead_letter';

/** Handles one message: acks it, or brings it back after a pause, or makes a dead letter of it. Never rejects. */
export async function handleMessage(
  message: Message,
  queue: string,
  consumer: QueueConsumer,
  deps: PoolDeps,
): Promise<void> {
  const { spans } = deps.services;
  if (!spans.isOn) await settle(message, queue, consumer, deps);
  else await inSpan(spans, message, queue, () => settle(message, queue, consumer, deps));
}

async function settle(message: Message, queue: string, consumer: QueueConsumer, deps: PoolDeps): Promise<Outcome> {
  const { services } = deps;
  const startedAtMs = services.clock.now().getTime();
  const delivery = deliveryOf(message, queue);
  let outcome: Outcome;
  try {
    outcome = await consumeOrGiveUp(delivery, consumer, deps);
  } catch (error) {
    outcome = 'retry';
    const delaySeconds = pauseAfter(error, message.attempts, consumer, deps);
    const { id, attempts } = message;
    services.log.warn('message_retried', { queue, id, attempts, delay_seconds: delaySeconds, error });
    message.retry({ delaySeconds });
  }
  if (outcome !== 'retry') message.ack();
  const seconds = (services.clock.now().getTime() - startedAtMs) / 1000;
  services.metrics.observe('ragline_worker_task_duration_seconds', seconds, { queue, outcome });
  services.metrics.count('ragline_queue_messages_total', 1, { queue, outcome });
  return outcome;
}

/** In the trace of whatever caused the message, which names its tenant too. */
async function inSpan(spans: Spans, message: Message, queue: string, work: () => Promise<Outcome>): Promise<void> {
  const address = addressOf(message.body);
  const options: SpanOptions = {
    kind: 'consumer',
    parent: address?.traceparent ?? undefined,
    attributes: {
      'messaging.system': 'cloudflare_queues',
      'messaging.destination.name': queue,
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.message.id': message.id,
      'ragline.message.attempts': message.attempts,
      ...(address === undefined ? {} : { tenant_id: address.tenantId }),
      ...(address?.requestId == null ? {} : { request_id: address.requestId }),
    },
  };
  await spans.run(`process ${queue}`, options, async (span) => {
    const outcome = await work();
    span.set({ 'ragline.message.outcome': outcome });
    if (outcome !== 'ok') span.failAs(outcome);
  });
}

/** @throws What the consumer threw, when it is to be tried again; or why the dead letter could not be written. */
async function consumeOrGiveUp(delivery: Delivery, consumer: QueueConsumer, deps: PoolDeps): Promise<Outcome> {
  try {
    await withinTime(consumer.timeoutMs, consumer.consume(delivery, deps));
    const { deadLetterId, body } = delivery;
    // To have caught it once more is no success of the replay.
    if (deadLetterId !== undefined && consumer.isLastNet !== true) {
      await resolveDeadLetter(deps.services, deadLetterId, body);
    }
    return 'ok';
  } catch (error) {
    const kind = classifyFailure(error);
    if (consumer.isLastNet === true || !isGivenUp(kind, delivery.attempts)) throw error;
    // With its error, which a queue that gives up by itself does not hand on.
    await recordDeadLetter(delivery, errorInOneLine(error), deps);
    deps.services.log.warn('message_given_up', { queue: delivery.queue, id: delivery.id, kind, error });
    return 'dead_letter';
  }
}

function isGivenUp(kind: FailureClass, attempts: number): boolean {
  if (kind === 'permanent') return true;
  return attempts > MAX_RETRIES || (kind === 'poison' && attempts >= MAX_POISONED_ATTEMPTS);
}

/** At least as long as a breaker refuses: before that nothing would even be tried. */
function pauseAfter(error: unknown, attempts: number, { isLastNet }: QueueConsumer, deps: PoolDeps): number {
  const refusedSeconds = error instanceof CircuitOpenError ? Math.ceil(error.retryInMs / 1000) : 0;
  const maxSeconds = isLastNet === true ? MAX_LAST_NET_DELAY_SECONDS : undefined;
  return refusedSeconds + retryDelaySeconds(attempts, deps.random(), maxSeconds);
}

/** The message as it was sent first: what a replay added to it is none of its consumer's business. */
function deliveryOf({ id, body, attempts }: Message, queue: string): Delivery {
  const replayed = Replayed.safeParse(body);
  if (!replayed.success || typeof body !== 'object' || body === null) return { queue, id, body, attempts };
  const original = Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'dead_letter_id'));
  return { queue, id, body: original, attempts, deadLetterId: replayed.data.dead_letter_id };
}
