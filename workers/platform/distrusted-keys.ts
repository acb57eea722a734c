/**
 * Keys whose last write may not have reached the cache, so that their cached value may be outdated. It belongs to one
 * isolate. Other isolates do not know of the failure, and the entry's expiry limits it there.
 */
export class DistrustedKeys {
  readonly #keys = new Map<string, { write: symbol; deletedFromMs: number; untilMs: number }>();
  readonly #options: { keepMs: number; graceMs: number; maxKeys: number };
  #allUntilMs = 0;

  /**
   * @param options.keepMs The lifetime of a cache entry: afterwards no outdated value is left.
   * @param options.graceMs After this long a write counts as lost.
   */
  constructor(options: { keepMs: number; graceMs: number; maxKeys: number }) {
    this.#options = options;
  }

  /**
   * Starts a write: its keys are distrusted until it is confirmed. If its request is dropped, they are to be deleted
   * after the grace period.
   */
  begin(keys: readonly string[], nowMs: number): symbol {
    const write = Symbol('write');
    for (const key of keys) this.#set(key, write, nowMs + this.#options.graceMs, nowMs);
    return write;
  }

  /** Confirms a write: its keys are trusted, unless a later write of theirs is unconfirmed. */
  confirm(write: symbol, keys: readonly string[]): void {
    for (const key of keys) if (this.#keys.get(key)?.write === write) this.#keys.delete(key);
  }

  /** Records a failed or unknown write: its keys are to be deleted from now on. */
  fail(write: symbol, keys: readonly string[], nowMs: number): void {
    for (const key of keys) this.#set(key, write, nowMs, nowMs);
  }

  has(key: string, nowMs: number): boolean {
    if (nowMs < this.#allUntilMs) return true;
    const entry = this.#keys.get(key);
    return entry !== undefined && nowMs < entry.untilMs;
  }

  /** Up to `limit` keys to delete from the cache, and a callback for when that is done. */
  due(limit: number, nowMs: number): { keys: string[]; deleted(): void } {
    const due = [...this.#keys].filter(([, { deletedFromMs }]) => deletedFromMs <= nowMs).slice(0, limit);
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

  #set(key: string, write: symbol, deletedFromMs: number, nowMs: number): void {
    if (this.#keys.size >= this.#options.maxKeys && !this.#keys.has(key)) this.#forgetAll(nowMs);
    this.#keys.set(key, { write, deletedFromMs, untilMs: nowMs + this.#options.keepMs });
  }

  /** With too many keys, distrusts all until every old value has expired. */
  #forgetAll(nowMs: number): void {
    this.#keys.clear();
    this.#allUntilMs = nowMs + this.#options.keepMs;
  }
}
