/** After this long a place is given up: whoever took it has ended without a word. Longer than any statement. */
const FORGET_AFTER_MS = 60_000;

/** What something under way takes up. */
export interface Place {
  /** It has ended; once, however often it is called. */
  leave(): void;
  /** Takes up nothing while it waits for its caller, who may be slow on purpose. */
  pause(): void;
  /** Takes up its place again. @returns False when others have taken it meanwhile: it may not go on. */
  resume(): boolean;
}

interface Entry {
  weight: number;
  sinceMs: number;
  isPaused: boolean;
}

/** How much an isolate does at once. Plain numbers, which its invocations may share. */
export class ConcurrencyLimit {
  /** In the order of their beginning, so the oldest is first. */
  readonly #entries = new Map<symbol, Entry>();
  #weight = 0;

  /**
   * Begins something, unless it would be more than `most` together with what is under way; alone it may always begin.
   * @returns Undefined when it may not begin.
   */
  enter({ weight, most, nowMs }: { weight: number; most: number; nowMs: number }): Place | undefined {
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
