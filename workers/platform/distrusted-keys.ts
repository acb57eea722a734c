/**
 * The keys whose last write may not have reached the cache, so that what it holds may be older than what a writer
 * was told. For one isolate: nobody else knows of the failure, and there the entry's expiry is the limit.
 */
export class DistrustedKeys {
  readonly #keys = new Map<string, { write: symbol; fromMs: number; untilMs: number }>();
  readonly #options: { keepMs: number; graceMs: number; maxKeys: number };
  #allUntilMs = 0;

  /**
   * @param options.keepMs How long an entry of the cache can live: after that no old value is left.
   * @param options.graceMs How long a write may take before it counts as lost.
   */
  constructor(options: { keepMs: number; graceMs: number; maxKeys: number }) {
    this.#options = options;
  }

  /** A write begins. Should its request be dropped before it ends, the keys are distrusted after the grace. */
  begin(keys: readonly string[], nowMs: number): symbol {
    const write = Symbol('write');
    for (const key of keys) this.#set(key, write, nowMs + this.#options.graceMs, nowMs);
    return write;
  }

  /** The write has arrived: its keys are trusted, unless a later write of theirs has not. */
  confirm(write: symbol, keys: readonly string[]): void {
    for (const key of keys) if (this.#keys.get(key)?.write === write) this.#keys.delete(key);
  }

  /** The write failed, or nobody knows: its keys are distrusted from now on. */
  fail(write: symbol, keys: readonly string[], nowMs: number): void {
    for (const key of keys) this.#set(key, write, nowMs, nowMs);
  }

  has(key: string, nowMs: number): boolean {
    if (nowMs < this.#allUntilMs) return true;
    const entry = this.#keys.get(key);
    return entry !== undefined && entry.fromMs <= nowMs && nowMs < entry.untilMs;
  }

  /** Up to `limit` keys to delete from the cache, and what to call once that is done. */
  due(limit: number, nowMs: number): { keys: string[]; deleted(): void } {
    const due = [...this.#keys].filter(([, { fromMs }]) => fromMs <= nowMs).slice(0, limit);
    return {
      keys: due.map(([key]) => key),
      deleted: () => {
        for (const [key, entry] of due) if (this.#keys.get(key) === entry) this.#keys.delete(key);
      },
    };
  }

  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  #set(key: string, write: symbol, fromMs: number, nowMs: number): void {
    if (this.#keys.size >= this.#options.maxKeys && !this.#keys.has(key)) this.#forgetAll(nowMs);
    this.#keys.set(key, { write, fromMs, untilMs: nowMs + this.#options.keepMs });
  }

  /** Too many to remember one by one: then none is trusted until every old value has expired. */
  #forgetAll(nowMs: number): void {
    this.#keys.clear();
    this.#allUntilMs = nowMs + this.#options.keepMs;
  }
}
