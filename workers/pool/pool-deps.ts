import type { Ctx, Services } from '../domain/context.ts';
import type { WebhookSender } from '../domain/webhooks/webhook-sender.ts';
import type { Redis } from '../platform/redis.ts';

/** `released`: the job has ended or belongs to another message. `paused`: it waits for the sweep. */
export type StepOutcome = 'more' | 'finished' | 'released' | 'paused';

/** The dependencies of the worker pool, created once a batch at the composition root. */
export interface PoolDeps {
  services: Services;
  redis: Redis;
  /** Embeds some of the tenant's pending chunks. `remaining` says whether there are more. */
  embedPendingChunks(services: Services, tenantId: string): Promise<{ embedded: number; remaining: boolean }>;
  /** Embeds some of the texts of a re-indexing job. */
  reindexNextBatch(ctx: Ctx, jobId: string): Promise<StepOutcome>;
  webhooks: WebhookSender;
  random(): number;
}

/** A message as consumers see it. The dispatch acknowledges or retries it. */
export interface Delivery {
  queue: string;
  id: string;
  body: unknown;
  attempts: number;
  /** Set for a replayed message. */
  deadLetterId?: string;
}

/**
 * Handles one message, which may be repeated or out of order. `classifyFailure` classifies what it throws.
 * @throws {PermanentError} when no retry can succeed.
 */
export type Consumer = (delivery: Delivery, deps: PoolDeps) => Promise<void>;
