import { DurableObject } from 'cloudflare:workers';
import type { TakeRequest, TakeResult } from '../contracts/rate-limit.ts';
import { BoundedBuckets } from './bounded-buckets.ts';
import { StoredBuckets } from './stored-buckets.ts';

/** An eviction may forget the takes of this period. */
const WRITE_BEHIND_MS = 1_000;
/** Full buckets are dropped only to save space: a missing bucket counts as full. */
const PRUNE_PAUSE_MS = 60_000;
const MAX_BUCKETS = 10_000;

/**
 * The Durable Object class of a rate limiter: exact token buckets of one tenant, or of addresses before a tenant is
 * known. It counts in memory and writes later, because the output gate would hold each answer back until a write is on
 * disk. An eviction forgets at most the last second.
 * @param now Milliseconds since the epoch.
 */
export function rateLimiter<E>({
  now = Date.now,
  maxBuckets = MAX_BUCKETS,
}: {
  now?: () => number;
  maxBuckets?: number;
} = {}) {
  return class RateLimiter extends DurableObject<E> {
    readonly #stored: StoredBuckets;
    readonly #buckets: BoundedBuckets;
    #isWritePending = false;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      this.#stored = new StoredBuckets(ctx.storage);
      this.#buckets = new BoundedBuckets(maxBuckets, this.#stored.load());
    }

    /** Takes from one bucket. @throws {RangeError} when the request is invalid. */
    take(request: TakeRequest): TakeResult {
      const [result] = this.takeAll([request]);
      if (result === undefined) throw new Error('a result for each request');
      return result;
    }

    /**
     * Takes from all buckets, or from none when one has too few tokens.
     * @returns Results in the order of the requests.
     * @throws {RangeError} when a request is invalid.
     */
    takeAll(requests: readonly TakeRequest[]): TakeResult[] {
      const results = this.#buckets.takeAll(requests, now());
      this.#writeBehind();
      return results;
    }

    /** Returns tokens to buckets. Without an amount the bucket becomes full. */
    restore(gifts: ReadonlyArray<{ bucket: string; amount?: number }>): void {
      for (const { bucket, amount } of gifts) this.#buckets.restore(bucket, amount, now());
      this.#writeBehind();
    }

    /** Drops full buckets and sets the next alarm, if buckets are left. */
    override async alarm(): Promise<void> {
      this.#buckets.dropFull(now());
      await this.#write();
    }

    #writeBehind(): void {
      if (this.#isWritePending || !this.#buckets.hasChanges) return;
      this.#isWritePending = true;
      setTimeout(() => {
        this.#isWritePending = false;
        // A failed write resets the object, which then starts from the last stored buckets.
        this.#write().catch(() => {});
      }, WRITE_BEHIND_MS);
    }

    async #write(): Promise<void> {
      const { storage } = this.ctx;
      this.#stored.save(this.#buckets.takeChanges());
      const nextMs = this.#buckets.nextFullAtMs();
      if (nextMs === undefined) await storage.deleteAlarm();
      else if ((await storage.getAlarm()) === null) await storage.setAlarm(Math.max(nextMs, now() + PRUNE_PAUSE_MS));
    }
  };
}
