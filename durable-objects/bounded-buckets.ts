import type { TakeRequest, TakeResult } from '../contracts/rate-limit.ts';
import { checkRequest, describeTake, fullAtMs, holds, refilled, type TokenBucket, without } from './token-bucket.ts';

/** Buckets are dropped in groups, so that a flood of new names costs a sort now and then instead of one per name. */
const SHARE_TO_DROP = 0.1;

/** Token buckets by name: at most `maxBuckets` of them, in memory. */
export class BoundedBuckets {
  readonly #buckets: Map<string, TokenBucket>;
  readonly #maxBuckets: number;
  /** Names that changed since `takeChanges`, dropped ones included. */
  #changed = new Set<string>();

  constructor(maxBuckets: number, buckets: Iterable<readonly [string, TokenBucket]> = []) {
    this.#maxBuckets = maxBuckets;
    this.#buckets = new Map(buckets);
  }

  get size(): number {
    return this.#buckets.size;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /**
   * Takes from all buckets, or from none when one has too few tokens.
   * @throws {RangeError} when a request is invalid.
   */
  takeAll(requests: readonly TakeRequest[], nowMs: number): TakeResult[] {
    for (const request of requests) checkRequest(request);
    const before = requests.map((request) => refilled(this.#buckets.get(request.bucket), request, nowMs));
    const isEnough = before.map((bucket, index) => holds(bucket, requests[index]?.cost ?? 1));
    const isAllowed = isEnough.every(Boolean);
    return requests.map(({ bucket: name, cost = 1 }, index) => {
      const now = before[index];
      if (now === undefined) throw new Error('a bucket for each request');
      const after = isAllowed ? without(now, cost) : now;
      // Also stored when nothing was taken and the clock went back, because the refill continues from that time.
      const isAhead = (this.#buckets.get(name)?.atMs ?? nowMs) > nowMs;
      if (isAllowed || isAhead) this.#put(name, after, nowMs);
      return describeTake(after, cost, isEnough[index] === true);
    });
  }

  /** Returns tokens, up to the capacity. Without an amount the bucket becomes full. */
  restore(name: string, amount: number | undefined, nowMs: number): void {
    const known = this.#buckets.get(name);
    if (known === undefined) return;
    const now = refilled(known, { bucket: name, ...known }, nowMs);
    const tokens = amount === undefined ? now.capacity : Math.min(now.capacity, now.tokens + amount);
    if (tokens >= now.capacity) this.#drop(name);
    else this.#put(name, { ...now, tokens }, nowMs);
  }

  /** Drops full buckets: a missing bucket counts as full. */
  dropFull(nowMs: number): void {
    for (const [name, bucket] of this.#buckets) if (fullAtMs(bucket) <= nowMs) this.#drop(name);
  }

  /** When the next bucket is full, in milliseconds since the epoch; undefined when there is none. */
  nextFullAtMs(): number | undefined {
    let next: number | undefined;
    for (const bucket of this.#buckets.values()) next = Math.min(next ?? Number.POSITIVE_INFINITY, fullAtMs(bucket));
    return next;
  }

  /** The buckets that changed since the last call; undefined stands for a dropped one. */
  takeChanges(): Array<readonly [name: string, bucket: TokenBucket | undefined]> {
    const names = this.#changed;
    this.#changed = new Set();
    return [...names].map((name) => [name, this.#buckets.get(name)] as const);
  }

  #put(name: string, bucket: TokenBucket, nowMs: number): void {
    if (!this.#buckets.has(name) && this.#buckets.size >= this.#maxBuckets) this.#makeRoom(nowMs);
    this.#buckets.set(name, bucket);
    this.#changed.add(name);
  }

  #drop(name: string): void {
    this.#buckets.delete(name);
    this.#changed.add(name);
  }

  /**
   * Drops full buckets or, when there is none, those that are nearest to full. A flood of new names therefore evicts
   * its own barely used buckets, and never an empty one that throttles a client.
   */
  #makeRoom(nowMs: number): void {
    this.dropFull(nowMs);
    if (this.#buckets.size < this.#maxBuckets) return;
    const byUse = [...this.#buckets]
      .map(([name, bucket]) => ({
        name,
        share: refilled(bucket, { bucket: name, ...bucket }, nowMs).tokens / bucket.capacity,
      }))
      .toSorted((a, b) => b.share - a.share);
    for (const { name } of byUse.slice(0, Math.ceil(this.#maxBuckets * SHARE_TO_DROP))) this.#drop(name);
  }
}
