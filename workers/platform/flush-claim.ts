/** A claim that was not released for this long belongs to an invocation that has died, and another may claim. */
export const CLAIM_TTL_MS = 10_000;

/** Lets one invocation of an isolate flush a buffer for all of them. */
export class FlushClaim {
  #claimedAtMs: number | undefined;

  /** @returns True when the caller must flush soon; false when another invocation is about to. */
  claim(nowMs: number): boolean {
    if (this.#claimedAtMs !== undefined && nowMs - this.#claimedAtMs < CLAIM_TTL_MS) return false;
    this.#claimedAtMs = nowMs;
    return true;
  }

  /** Called when the buffer is taken: what is buffered later needs a new claim. */
  release(): void {
    this.#claimedAtMs = undefined;
  }
}
