import type { Topic } from '../../contracts/event.ts';
import { queueBatches } from '../../contracts/queue-batches.ts';
import { StatedError } from '../../contracts/stated-error.ts';

/** The bindings of wrangler.toml that take events. */
export const TOPIC_QUEUES = {
  orders: 'ORDERS_QUEUE',
  notifications: 'NOTIFICATIONS_QUEUE',
  chat_tools: 'CHAT_TOOLS_QUEUE',
} as const satisfies Record<Topic, keyof Env>;

/** The bindings by queue name, as dead letters store it. */
const QUEUES: Readonly<Record<string, (typeof TOPIC_QUEUES)[Topic] | 'JOBS_QUEUE' | 'WEBHOOKS_QUEUE'>> = {
  'ragline-orders': 'ORDERS_QUEUE',
  'ragline-notifications': 'NOTIFICATIONS_QUEUE',
  'ragline-chat-tools': 'CHAT_TOOLS_QUEUE',
  'ragline-jobs': 'JOBS_QUEUE',
  'ragline-webhooks': 'WEBHOOKS_QUEUE',
};

/** Puts messages on a queue, in order. @throws {StatedError} when there is no queue of this name. */
export async function sendToQueue(env: Env, queue: string, bodies: readonly object[]): Promise<void> {
  const binding = QUEUES[queue];
  if (binding === undefined) throw new StatedError(`there is no queue ${queue}`);
  for (const batch of queueBatches(bodies)) await env[binding].sendBatch(batch.map((body) => ({ body })));
}
