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

/** The breaker refused the call: nothing was tried. */
export class CircuitOpenError extends StatedError {
  override name = 'CircuitOpenError';
  /** When trying again may be of use, from now. */
  readonly retryInMs: number;

  constructor(host: string, retryInMs: number) {
    super(`${host} has failed just now and is left alone`);
    this.retryInMs = retryInMs;
  }
}

/**
 * An isolate's copy of the breaker of one host. It follows the shared rule by itself, so it works just as well when
 * the object that shares the state is away, and takes on what that object says.
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

  /** Names the opening or closing under which a call is made. */
  get version(): number {
    return this.#record.version;
  }

  /** Until it is time for a probe; 0 unless it is open. */
  get retryInMs(): number {
    const { openedAtMs } = this.#record;
    return openedAtMs === null ? 0 : Math.max(0, openedAtMs + this.policy.openMs - this.#now());
  }

  /** Whether others may know more: something failed lately, and nobody has been asked for `pauseMs`. Counts as asked. */
  shouldAsk(pauseMs: number): boolean {
    const now = this.#now();
    const isHealthy = this.#record.openedAtMs === null && !hasFailedLately(this.#record, this.policy, now);
    if (isHealthy || now - this.#askedAtMs < pauseMs) return false;
    this.#askedAtMs = now;
    return true;
  }

  /** Begins this isolate's one probe. @returns False when it is not the time, or another request has begun it. */
  beginProbe(): boolean {
    const record = withProbe(this.#record, this.policy, this.#now());
    if (record !== undefined) this.#record = record;
    return record !== undefined;
  }

  /** A call that was made under `version` failed. @returns Whether it counts: one from before the last change does not. */
  fail(version: number): boolean {
    if (version !== this.version || this.#record.openedAtMs !== null) return false;
    this.#record = afterFailure(this.#record, this.policy, this.#now());
    return true;
  }

  /** The probe that was made under `version` has ended. @returns Whether it counts. */
  endProbe(version: number, succeeded: boolean): boolean {
    if (version !== this.version) return false;
    this.#record = afterProbe(this.#record, succeeded, this.#now());
    return true;
  }

  /** Takes on what the shared breaker says, unless this copy knows of something newer. */
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
