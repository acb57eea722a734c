export type BreakerState = 'closed' | 'open' | 'half_open';

export interface BreakerOptions {
  /** So many failures within `windowMs` open it. */
  failures: number;
  windowMs: number;
  /** How long it stays open before one call may try again. */
  openMs: number;
  /** A trial that has not ended by then counts as lost: workerd runs no `finally` for a request it has dropped. */
  trialMs: number;
}

/** The breaker refused the call: nothing was tried. */
export class CircuitOpenError extends Error {
  override name = 'CircuitOpenError';
}

/**
 * Keeps callers from waiting for a part that is away. Closed, it counts failures; open, it refuses at once; after a
 * pause one call tries, and its end decides. It holds times and counts alone, no promise, so the requests of an
 * isolate can share it. M. Nygard, Release It!, “Circuit Breaker”.
 */
export class CircuitBreaker {
  readonly #options: BreakerOptions;
  readonly #now: () => number;
  #failedAtMs: number[] = [];
  #openedAtMs: number | undefined;
  #trialSinceMs: number | undefined;

  /** @param now Milliseconds since the epoch. */
  constructor(options: BreakerOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  get state(): BreakerState {
    if (this.#openedAtMs === undefined) return 'closed';
    return this.#now() - this.#openedAtMs < this.#options.openMs ? 'open' : 'half_open';
  }

  /** @throws {CircuitOpenError} without calling `work` while it is away, else what `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const openedAtMs = this.#openedAtMs;
    if (openedAtMs !== undefined) this.#beginTrial();
    try {
      const result = await work();
      // A call from before it opened says nothing about now.
      if (this.#openedAtMs === openedAtMs) this.#close();
      return result;
    } catch (error) {
      this.#fail(openedAtMs);
      throw error;
    }
  }

  #beginTrial(): void {
    const now = this.#now();
    const isTrialRunning = this.#trialSinceMs !== undefined && now - this.#trialSinceMs < this.#options.trialMs;
    if (this.state === 'open' || isTrialRunning) throw new CircuitOpenError('it has failed just now');
    this.#trialSinceMs = now;
  }

  #close(): void {
    this.#openedAtMs = undefined;
    this.#trialSinceMs = undefined;
    // Failures stay counted while it is closed: a part that fails every second time is no healthy one.
  }

  #fail(openedAtMs: number | undefined): void {
    const now = this.#now();
    if (openedAtMs !== undefined) {
      // The trial failed; one that was given up meanwhile does not open it anew.
      if (this.#openedAtMs === openedAtMs) this.#open(now);
      return;
    }
    if (this.#openedAtMs !== undefined) return;
    this.#failedAtMs = [...this.#failedAtMs.filter((atMs) => now - atMs < this.#options.windowMs), now];
    if (this.#failedAtMs.length >= this.#options.failures) this.#open(now);
  }

  #open(now: number): void {
    this.#openedAtMs = now;
    this.#trialSinceMs = undefined;
    this.#failedAtMs = [];
  }
}
