import { DurableObject } from 'cloudflare:workers';
import {
  afterFailure,
  afterProbe,
  type BreakerPolicy,
  type BreakerRecord,
  type BreakerReport,
  type BreakerVerdict,
  breakerState,
  NEW_BREAKER,
  withProbe,
} from '../../contracts/circuit-breaker.ts';
import { StoredBreakers } from './stored-breakers.ts';

const MAX_HOSTS = 1_000;
const MAX_HOST_CHARACTERS = 300;
/** How long an opened breaker is kept: longer than any host is left alone. */
const KEEP_MS = 10 * 60_000;
/** A caller that is refused during a trial asks again after this. */
const ASK_AGAIN_MS = 1_000;

/**
 * The Durable Object class of the circuit breakers that isolates share, by outside host. Isolates report failures and
 * probes only, so a host that answers costs nothing here.
 * @param now Milliseconds since the epoch.
 */
export function circuitBreakers<E>({
  now = Date.now,
  maxHosts = MAX_HOSTS,
}: {
  now?: () => number;
  maxHosts?: number;
} = {}) {
  return class CircuitBreakers extends DurableObject<E> {
    readonly #stored: StoredBreakers;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      this.#stored = new StoredBreakers(ctx.storage, maxHosts);
    }

    /** @throws {RangeError} when the host's name is too long. */
    async report({ host, policy, news, version }: BreakerReport): Promise<BreakerVerdict> {
      if (host.length > MAX_HOST_CHARACTERS) throw new RangeError('a host name has at most 300 characters');
      const nowMs = now();
      const stored = this.#stored.get(host) ?? NEW_BREAKER;
      // An isolate may know a version that was dropped here. Adopt it, or the isolate would ignore this object for
      // ever.
      const known = stored.version >= version ? stored : { ...stored, version };
      const next = changed(known, news, { policy, nowMs, isCurrent: stored.version <= version });
      if (next !== stored) await this.#keep(host, next, nowMs + Math.max(KEEP_MS, policy.windowMs, 2 * policy.openMs));
      return verdictOn(next, known, news, policy, nowMs);
    }

    /** Drops outdated breakers and sets the next alarm, if breakers are left. */
    override async alarm(): Promise<void> {
      const nextMs = this.#stored.prune(now());
      if (nextMs !== undefined) await this.ctx.storage.setAlarm(nextMs);
    }

    async #keep(host: string, record: BreakerRecord, untilMs: number): Promise<void> {
      const { storage } = this.ctx;
      this.#stored.put(host, record, untilMs);
      if ((await storage.getAlarm()) === null) await storage.setAlarm(untilMs);
    }
  };
}

interface Circumstances {
  policy: BreakerPolicy;
  nowMs: number;
  /** False when the call was made before the last opening or closing, so that its result is outdated. */
  isCurrent: boolean;
}

function changed(known: BreakerRecord, news: BreakerReport['news'], is: Circumstances): BreakerRecord {
  switch (news) {
    case 'none':
      return known;
    case 'probe':
      return withProbe(known, is.policy, is.nowMs) ?? known;
    case 'failure':
      return is.isCurrent ? afterFailure(known, is.policy, is.nowMs) : known;
    case 'probe_succeeded':
      return is.isCurrent ? afterProbe(known, true, is.nowMs) : known;
    case 'probe_failed':
      return is.isCurrent ? afterProbe(known, false, is.nowMs) : known;
  }
}

function verdictOn(
  next: BreakerRecord,
  known: BreakerRecord,
  news: BreakerReport['news'],
  policy: BreakerPolicy,
  nowMs: number,
): BreakerVerdict {
  const state = breakerState(next, policy, nowMs);
  const isGranted = news === 'probe' && next !== known;
  const { openedAtMs, version } = next;
  const isTrying = withProbe(next, policy, nowMs) === undefined;
  const retryInMs =
    state === 'open' && openedAtMs !== null
      ? openedAtMs + policy.openMs - nowMs
      : state === 'half_open' && isTrying && !isGranted
        ? Math.min(ASK_AGAIN_MS, policy.openMs)
        : 0;
  return { state, version, retryInMs, isGranted, changedTo: isGranted || version !== known.version ? state : null };
}
