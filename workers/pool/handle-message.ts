import { Replayed } from '../../contracts/dead-letter.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { CircuitOpenError } from '../platform/circuit-breaker.ts';
import { errorInOneLine } from '../platform/describe-error.ts';
import type { SpanOptions, Spans } from '../platform/tracing/spans.ts';
import { addressOf } from './addressed.ts';
import { classifyFailure, type FailureClass } from './classify-failure.ts';
import { HandlerTimeoutError } from './handler-timeout.ts';
import type { Consumer, Delivery, PoolDeps } from './pool-deps.ts';
import { recordDeadLetter } from './record-dead-letter.ts';
import { resolveDeadLetter } from './resolve-dead-letter.ts';
import { MAX_LAST_NET_DELAY_SECONDS, retryDelaySeconds } from './retry-delay.ts';

/** The `max_retries` of wrangler.toml for all queues except dead-letter queues. */
export const MAX_RETRIES = 8;
/** The most deliveries of a poison message. */
const MAX_POISONED_ATTEMPTS = 3;

export interface QueueConsumer {
  consume: Consumer;
  /** The time limit of the consumer. */
  timeoutMs: number;
  /** Set for a dead-letter queue: every failure is retried, because no further queue catches it. */
  isLastNet?: boolean;
  /**
   * Does the work of several messages together, where it can.
   * @returns The ids of those that are done. The others are consumed one by one, so that none suffers for another.
   */
  together?(messages: readonly Message[], deps: PoolDeps): Promise<ReadonlySet<string>>;
  /** Handles the messages of a batch concurrently, because each waits for another host. */
  isConcurrent?: boolean;
}

type Outcome = 'ok' | 'retry' | 'dead_letter';

/** Handles one message: acknowledges it, retries it after a pause, or makes it a dead letter. Never rejects. */
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

/** Runs the work in the trace of the message's cause. */
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

/** @throws the consumer's error when it is to be retried, or the error of writing the dead letter. */
async function consumeOrGiveUp(delivery: Delivery, consumer: QueueConsumer, deps: PoolDeps): Promise<Outcome> {
  try {
    const consumed = consumer.consume(delivery, deps);
    await withTimeout('the consumer', consumer.timeoutMs, consumed, HandlerTimeoutError);
    const { deadLetterId, body } = delivery;
    // A replay that ends in the dead-letter queue again has not succeeded.
    if (deadLetterId !== undefined && consumer.isLastNet !== true) {
      await resolveDeadLetter(deps.services, deadLetterId, body);
    }
    return 'ok';
  } catch (error) {
    const kind = classifyFailure(error);
    if (consumer.isLastNet === true || !isGivenUp(kind, delivery.attempts)) throw error;
    // Written here with its error, because a Queue that gives up does not pass it on.
    await recordDeadLetter(delivery, errorInOneLine(error), deps);
    deps.services.log.warn('message_given_up', { queue: delivery.queue, id: delivery.id, kind, error });
    return 'dead_letter';
  }
}

function isGivenUp(kind: FailureClass, attempts: number): boolean {
  if (kind === 'permanent') return true;
  return attempts > MAX_RETRIES || (kind === 'poison' && attempts >= MAX_POISONED_ATTEMPTS);
}

/** @returns The pause in seconds: at least as long as the breaker refuses calls. */
function pauseAfter(error: unknown, attempts: number, { isLastNet }: QueueConsumer, deps: PoolDeps): number {
  const refusedSeconds = error instanceof CircuitOpenError ? Math.ceil(error.retryInMs / 1000) : 0;
  const maxSeconds = isLastNet === true ? MAX_LAST_NET_DELAY_SECONDS : undefined;
  return refusedSeconds + retryDelaySeconds(attempts, deps.random(), maxSeconds);
}

/** The original message, without what a replay added. */
function deliveryOf({ id, body, attempts }: Message, queue: string): Delivery {
  const replayed = Replayed.safeParse(body);
  if (!replayed.success || typeof body !== 'object' || body === null) return { queue, id, body, attempts };
  const original = Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'dead_letter_id'));
  return { queue, id, body: original, attempts, deadLetterId: replayed.data.dead_letter_id };
}
