/** Half-open: the pause is over, and one trial call is allowed. */
export const BREAKER_STATES = ['closed', 'half_open', 'open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/**
 * When a breaker opens and for how long. The caller passes it, so that the object that keeps the state knows no hosts.
 */
export interface BreakerPolicy {
  /** The number of failures within `windowMs` that opens it. */
  failures: number;
  windowMs: number;
  /** How long it stays open before one call may try again. */
  openMs: number;
  /** A probe that takes longer counts as lost, because workerd runs no `finally` for a request that it has dropped. */
  probeMs: number;
}

/** The state of a host's breaker: only times and counts, so that requests can share it. */
export interface BreakerRecord {
  /** When calls failed while it was closed, in milliseconds since the epoch; those beyond the window are dropped. */
  failedAtMs: readonly number[];
  openedAtMs: number | null;
  probeSinceMs: number | null;
  /** Increases with each opening and closing: the record with the greater version is newer. */
  version: number;
}

/** A report of an isolate about a host. `none` only asks; `probe` asks to make the trial call. */
export type BreakerNews = 'none' | 'failure' | 'probe' | 'probe_succeeded' | 'probe_failed';

export interface BreakerReport {
  /** At most 300 characters. */
  host: string;
  policy: BreakerPolicy;
  news: BreakerNews;
  /** The version of the record that the call was made under. */
  version: number;
}

/** The answer of the shared breaker to a report. */
export interface BreakerVerdict {
  state: BreakerState;
  version: number;
  /** When to ask again, from now; 0 unless it refuses. Not a time, since clocks differ. */
  retryInMs: number;
  /** True if the caller makes the trial call. */
  isGranted: boolean;
  /** The new state if this report changed it; null otherwise. */
  changedTo: BreakerState | null;
}

export const NEW_BREAKER: BreakerRecord = { failedAtMs: [], openedAtMs: null, probeSinceMs: null, version: 0 };

/*
 * The rule of a circuit breaker (M. Nygard, Release It!, “Circuit Breaker”), which both ends of a report follow: the
 * object that keeps the shared state, and each isolate on its own copy. Closed, it counts failures; open, it refuses;
 * after a pause one call tries, and its end decides.
 */

export function breakerState({ openedAtMs }: BreakerRecord, policy: BreakerPolicy, nowMs: number): BreakerState {
  if (openedAtMs === null) return 'closed';
  return nowMs - openedAtMs < policy.openMs ? 'open' : 'half_open';
}

/** Returns whether a call failed so lately that it still counts. */
export const hasFailedLately = ({ failedAtMs }: BreakerRecord, policy: BreakerPolicy, nowMs: number): boolean =>
  failedAtMs.some((atMs) => nowMs - atMs < policy.windowMs);

/**
 * Records the failure of a call made while closed. Successes do not reset the count: a host that half works is
 * unhealthy.
 */
export function afterFailure(record: BreakerRecord, policy: BreakerPolicy, nowMs: number): BreakerRecord {
  if (record.openedAtMs !== null) return record;
  const failedAtMs = [...record.failedAtMs.filter((atMs) => nowMs - atMs < policy.windowMs), nowMs];
  return failedAtMs.length < policy.failures ? { ...record, failedAtMs } : opened(record, nowMs);
}

/** Returns the record with a started probe; undefined before the pause is over or while another probe runs. */
export function withProbe(record: BreakerRecord, policy: BreakerPolicy, nowMs: number): BreakerRecord | undefined {
  const isTrying = record.probeSinceMs !== null && nowMs - record.probeSinceMs < policy.probeMs;
  if (breakerState(record, policy, nowMs) !== 'half_open' || isTrying) return undefined;
  return { ...record, probeSinceMs: nowMs };
}

/** Records the end of a probe. The caller drops probes from before the last opening or closing as outdated. */
export function afterProbe(record: BreakerRecord, succeeded: boolean, nowMs: number): BreakerRecord {
  if (record.openedAtMs === null) return record;
  if (!succeeded) return opened(record, nowMs);
  return { ...record, openedAtMs: null, probeSinceMs: null, version: record.version + 1 };
}

const opened = (record: BreakerRecord, nowMs: number): BreakerRecord => ({
  failedAtMs: [],
  openedAtMs: nowMs,
  probeSinceMs: null,
  version: record.version + 1,
});
