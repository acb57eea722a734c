import type { Listeners } from '../event-sockets/event-sockets.ts';

/** The most shards of a tenant. With 1,000 sockets each, a hundred thousand streams. */
export const MAX_SHARDS = 100;
const ASK_AGAIN_AFTER_MS = 2_000;

export interface PlacementDeps {
  /** The shards that have sockets. */
  known(): number[];
  listeners(index: number): Promise<Listeners>;
  now(): number;
}

/**
 * Chooses the shard for a new socket: the first with room, so that emptying shards stay empty and are forgotten. It
 * counts the sockets that it placed, not those that left, and asks the shards before it opens another one.
 */
export class Placement {
  readonly #deps: PlacementDeps;
  readonly #counts = new Map<number, number>();
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(deps: PlacementDeps) {
    this.#deps = deps;
  }

  /** @returns The number of a shard, from 1; null when all are full. */
  async place(limit: number): Promise<number | null> {
    const isUnknown = this.#deps.known().some((index) => !this.#counts.has(index));
    if (isUnknown || this.#isFull(limit)) await this.#ask(limit, isUnknown);
    for (let index = 1; index <= MAX_SHARDS; index++) {
      const count = this.#counts.get(index) ?? 0;
      if (count >= limit) continue;
      this.#counts.set(index, count + 1);
      return index;
    }
    return null;
  }

  #isFull(limit: number): boolean {
    return Array.from(this.#counts.values()).every((count) => count >= limit);
  }

  /**
   * Asks the shards for their counts. Concurrent callers share the answer. A shard that does not answer gets no socket.
   */
  async #ask(limit: number, atOnce: boolean): Promise<void> {
    if (!atOnce && this.#asking === undefined && this.#deps.now() - this.#askedAtMs < ASK_AGAIN_AFTER_MS) return;
    this.#asking ??= this.#count(limit).finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #count(limit: number): Promise<void> {
    this.#askedAtMs = this.#deps.now();
    const indexes = new Set([...this.#counts.keys(), ...this.#deps.known()]);
    await Promise.all(
      Array.from(indexes, async (index) => {
        const connections = await this.#deps.listeners(index).then(
          (listeners) => listeners.connections,
          () => limit,
        );
        this.#counts.set(index, connections);
      }),
    );
  }
}
