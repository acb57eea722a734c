import type { Ctx, Services } from '../domain/context.ts';
import type { WebhookSender } from '../domain/webhooks/webhook-sender.ts';
import type { Redis } from '../platform/redis.ts';

/** `released`: the job has ended, or another has it. `paused`: it waits for the sweep. */
export type StepOutcome = 'more' | 'finished' | 'released' | 'paused';

/** What the worker pool may use, made once a batch at the composition root. */
export interface PoolDeps {
  services: Services;
  redis: Redis;
  /** Embeds some of the tenant's pending chunks; `remaining`: there are more. */
  embedPendingChunks(services: Services, tenantId: string): Promise<{ embedded: number; remaining: boolean }>;
  /** Makes some of the vectors of a re-indexing job. */
  reindexNextBatch(ctx: Ctx, jobId: string): Promise<StepOutcome>;
  webhooks: WebhookSender;
  random(): number;
}

/** A message as consumers see it: whether it is acked or retried is decided by the dispatch alone. */
export interface Delivery {
  queue: string;
  id: string;
  body: unknown;
  attempts: number;
  /** Of a message that was replayed. */
  deadLetterId?: string;
}

/**
 * Handles one message, which may come twice and out of order. What it throws is sorted by `classifyFailure`.
 * @throws {PermanentError} when trying again is of no use.
 */
export type Consumer = (delivery: Delivery, deps: PoolDeps) => Promise<void>;
