/** A bounded map whose entries expire. The oldest entry is dropped first. */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, { value: V; untilMs: number }>();
  readonly #options: { ttlMs: number; maxEntries: number };

  constructor(options: { ttlMs: number; maxEntries: number }) {
    this.#options = options;
  }

  get(key: string, nowMs: number): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.untilMs > nowMs) return entry?.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: V, nowMs: number): void {
    // A Map keeps insertion order: an entry that is set again becomes the youngest.
    this.#entries.delete(key);
    this.#entries.set(key, { value, untilMs: nowMs + this.#options.ttlMs });
    if (this.#entries.size <= this.#options.maxEntries) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
