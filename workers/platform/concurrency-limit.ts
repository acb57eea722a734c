/** After this long an entry no longer counts: whoever made it has ended without a word. Longer than any statement. */
const FORGET_AFTER_MS = 60_000;

/** How much an isolate does at once. Plain numbers, which its invocations may share. */
export class ConcurrencyLimit {
  /** In the order of their beginning, so the oldest is first. */
  readonly #entries = new Map<symbol, { weight: number; sinceMs: number }>();
  #weight = 0;

  /**
   * Begins something, unless it would be more than `most` together with what is under way; alone it may always begin.
   * @returns What ends it, once however often it is called; undefined when it may not begin.
   */
  enter({ weight, most, nowMs }: { weight: number; most: number; nowMs: number }): (() => void) | undefined {
    if (this.#isTooMuch(weight, most)) this.#forget(nowMs - FORGET_AFTER_MS);
    if (this.#isTooMuch(weight, most)) return undefined;
    const key = Symbol('entry');
    this.#entries.set(key, { weight, sinceMs: nowMs });
    this.#weight += weight;
    return () => this.#leave(key);
  }

  #isTooMuch(weight: number, most: number): boolean {
    return this.#weight > 0 && this.#weight + weight > most;
  }

  #leave(key: symbol): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }

  #forget(untilMs: number): void {
    for (const [key, { sinceMs }] of this.#entries) {
      if (sinceMs > untilMs) return;
      this.#leave(key);
    }
  }
}
