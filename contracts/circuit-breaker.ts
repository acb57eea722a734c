/** Half-open: the pause is over, and one call is to try. */
export const BREAKER_STATES = ['closed', 'half_open', 'open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** When a breaker opens and for how long. The caller brings it along, so that who keeps the state knows no hosts. */
export interface BreakerPolicy {
  /** So many failures within `windowMs` open it. */
  failures: number;
  windowMs: number;
  /** How long it stays open before one call may try again. */
  openMs: number;
  /** A probe that has not ended by then counts as lost: workerd runs no `finally` for a request it has dropped. */
  probeMs: number;
}

/** All that is known of a host: times and counts alone, no promise, so that requests can share it. */
export interface BreakerRecord {
  /** When calls failed while it was closed, in milliseconds since the epoch; those beyond the window are dropped. */
  failedAtMs: readonly number[];
  openedAtMs: number | null;
  probeSinceMs: number | null;
  /** Grows with each opening and closing: of two records the one with the greater version is the newer. */
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
  /** True if the asker makes the trial call. */
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
 * A call failed that was begun while it was closed. Successes do not reset the count: half a host is no healthy one.
 */
export function afterFailure(record: BreakerRecord, policy: BreakerPolicy, nowMs: number): BreakerRecord {
  if (record.openedAtMs !== null) return record;
  const failedAtMs = [...record.failedAtMs.filter((atMs) => nowMs - atMs < policy.windowMs), nowMs];
  return failedAtMs.length < policy.failures ? { ...record, failedAtMs } : opened(record, nowMs);
}

/** The record with a probe begun; undefined when it is not the time, or another one is trying. */
export function withProbe(record: BreakerRecord, policy: BreakerPolicy, nowMs: number): BreakerRecord | undefined {
  const isTrying = record.probeSinceMs !== null && nowMs - record.probeSinceMs < policy.probeMs;
  if (breakerState(record, policy, nowMs) !== 'half_open' || isTrying) return undefined;
  return { ...record, probeSinceMs: nowMs };
}

/** A probe has ended. One from before the last opening or closing says nothing about now: the caller drops it. */
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
