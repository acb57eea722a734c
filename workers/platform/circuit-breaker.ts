import {
  afterFailure,
  afterProbe,
  type BreakerPolicy,
  type BreakerRecord,
  type BreakerState,
  type BreakerVerdict,
  breakerState,
  hasFailedLately,
  NEW_BREAKER,
  withProbe,
} from '../../contracts/circuit-breaker.ts';
import { StatedError } from '../../contracts/stated-error.ts';

/** The breaker refused the call before anything was tried. */
export class CircuitOpenError extends StatedError {
  override name = 'CircuitOpenError';
  /** Milliseconds until a retry may succeed. */
  readonly retryInMs: number;

  constructor(host: string, retryInMs: number) {
    super(`${host} has failed just now and is left alone`);
    this.retryInMs = retryInMs;
  }
}

/**
 * An isolate's copy of a host's breaker. It follows the shared rule, so it works while the shared object is away, and
 * adopts what that object says.
 */
export class CircuitBreaker {
  readonly policy: BreakerPolicy;
  readonly #now: () => number;
  #record: BreakerRecord = NEW_BREAKER;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  /** @param now Milliseconds since the epoch. */
  constructor(policy: BreakerPolicy, now: () => number) {
    this.policy = policy;
    this.#now = now;
  }

  get state(): BreakerState {
    return breakerState(this.#record, this.policy, this.#now());
  }

  /** The number of changes so far: a call is counted under the version in which it was made. */
  get version(): number {
    return this.#record.version;
  }

  /** Milliseconds until a probe; 0 unless the breaker is open. */
  get retryInMs(): number {
    const { openedAtMs } = this.#record;
    return openedAtMs === null ? 0 : Math.max(0, openedAtMs + this.policy.openMs - this.#now());
  }

  /**
   * Returns whether to ask for the shared state: something failed lately, and this isolate has not asked for `pauseMs`.
   * Counts as asked.
   */
  shouldAsk(pauseMs: number): boolean {
    const now = this.#now();
    const isHealthy = this.#record.openedAtMs === null && !hasFailedLately(this.#record, this.policy, now);
    if (isHealthy || now - this.#askedAtMs < pauseMs) return false;
    this.#askedAtMs = now;
    return true;
  }

  /** Starts this isolate's only probe. @returns False when it is too early, or another request has started it. */
  beginProbe(): boolean {
    const record = withProbe(this.#record, this.policy, this.#now());
    if (record !== undefined) this.#record = record;
    return record !== undefined;
  }

  /** Counts a failed call that was made under `version`. @returns False when the breaker has changed since. */
  fail(version: number): boolean {
    if (version !== this.version || this.#record.openedAtMs !== null) return false;
    this.#record = afterFailure(this.#record, this.policy, this.#now());
    return true;
  }

  /** Ends the probe that was made under `version`. @returns False when the breaker has changed since. */
  endProbe(version: number, succeeded: boolean): boolean {
    if (version !== this.version) return false;
    this.#record = afterProbe(this.#record, succeeded, this.#now());
    return true;
  }

  /** Adopts the shared state, unless this copy is newer. */
  adopt({ state, version, retryInMs, isGranted }: BreakerVerdict): void {
    if (version < this.version) return;
    const now = this.#now();
    this.#askedAtMs = now;
    const { failedAtMs } = this.#record;
    this.#record =
      state === 'closed'
        ? { failedAtMs, openedAtMs: null, probeSinceMs: null, version }
        : {
            failedAtMs: [],
            openedAtMs: now + retryInMs - this.policy.openMs,
            probeSinceMs: isGranted ? now : null,
            version,
          };
  }
}
