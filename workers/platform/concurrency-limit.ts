/** Reclaims places whose holder died without releasing them. Longer than any statement. */
const FORGET_AFTER_MS = 60_000;

/** The slot of something that is running. */
export interface Slot {
  /** Releases the slot. Repeating it changes nothing. */
  leave(): void;
  /** Gives up the weight while waiting for a caller, who may be slow on purpose. */
  pause(): void;
  /** Acquires the weight again. @returns False when other work has taken it: the work must not continue. */
  resume(): boolean;
}

interface Entry {
  weight: number;
  sinceMs: number;
  isPaused: boolean;
}

/** Limits what an isolate does at once. Plain numbers, which its invocations may share. */
export class ConcurrencyLimit {
  /** In order of their start, the oldest first. */
  readonly #entries = new Map<symbol, Entry>();
  #weight = 0;

  /**
   * Takes a slot, unless the weight would exceed `most` together with running work. Work that is alone is always
   * admitted.
   * @returns Undefined when it is refused.
   */
  enter({ weight, most, nowMs }: { weight: number; most: number; nowMs: number }): Slot | undefined {
    this.#forget(nowMs - FORGET_AFTER_MS);
    if (this.#isTooMuch(weight, most)) return undefined;
    const key = Symbol('entry');
    const entry = { weight, sinceMs: nowMs, isPaused: false };
    this.#entries.set(key, entry);
    this.#weight += weight;
    return {
      leave: () => this.#leave(key),
      pause: () => {
        if (entry.isPaused || !this.#entries.has(key)) return;
        entry.isPaused = true;
        this.#weight -= weight;
      },
      resume: () => {
        if (!entry.isPaused || !this.#entries.has(key)) return true;
        if (this.#isTooMuch(weight, most)) return false;
        entry.isPaused = false;
        this.#weight += weight;
        return true;
      },
    };
  }

  #isTooMuch(weight: number, most: number): boolean {
    return this.#weight > 0 && this.#weight + weight > most;
  }

  #leave(key: symbol): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    if (!entry.isPaused) this.#weight -= entry.weight;
  }

  #forget(untilMs: number): void {
    for (const [key, { sinceMs }] of this.#entries) {
      if (sinceMs > untilMs) return;
      this.#leave(key);
    }
  }
}
