import { DurableObject } from 'cloudflare:workers';
import type { TakeRequest, TakeResult } from '../contracts/rate-limit.ts';
import { BoundedBuckets } from './bounded-buckets.ts';
import { StoredBuckets } from './stored-buckets.ts';

/** What an eviction may forget. */
const WRITE_BEHIND_MS = 1_000;
/** Dropping full buckets is a matter of space alone: they are worth what a new one is. */
const PRUNE_PAUSE_MS = 60_000;
const MAX_BUCKETS = 10_000;

/**
 * The class of a rate limiter: exact token buckets, one object for a tenant or for what comes before one is known.
 * It counts in memory and writes behind: a write to storage would hold the answer back until it is on disk (the
 * output gate), and what a limiter knows is worth less than that. An eviction forgets at most the last second.
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

    /** Takes from one bucket. @throws {RangeError} when the request is no sound one. */
    take(request: TakeRequest): TakeResult {
      const [result] = this.takeAll([request]);
      if (result === undefined) throw new Error('a result for each request');
      return result;
    }

    /**
     * Takes from all these buckets or, when one has too little, from none; results in the order of the requests.
     * @throws {RangeError} when a request is no sound one.
     */
    takeAll(requests: readonly TakeRequest[]): TakeResult[] {
      const results = this.#buckets.takeAll(requests, now());
      this.#writeBehind();
      return results;
    }

    /** Gives tokens back to buckets; where no amount is named, the bucket is as new. */
    restore(gifts: ReadonlyArray<{ bucket: string; amount?: number }>): void {
      for (const { bucket, amount } of gifts) this.#buckets.restore(bucket, amount, now());
      this.#writeBehind();
    }

    /** Drops what is full again and comes back for the rest; with none left nothing is scheduled. */
    override async alarm(): Promise<void> {
      this.#buckets.dropFull(now());
      await this.#write();
    }

    #writeBehind(): void {
      if (this.#isWritePending || !this.#buckets.hasChanges) return;
      this.#isWritePending = true;
      setTimeout(() => {
        this.#isWritePending = false;
        // A write that fails costs the memory of a second: the object is reset and starts from the last one.
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
