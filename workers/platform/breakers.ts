import type {
  BreakerNews,
  BreakerPolicy,
  BreakerReport,
  BreakerState,
  BreakerVerdict,
} from '../../contracts/circuit-breaker.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { CircuitBreaker, CircuitOpenError } from './circuit-breaker.ts';
import { type Clock, systemClock } from './clock.ts';
import { ExpiringMap } from './expiring-map.ts';
import type { Metrics } from './metrics.ts';

/** Hosts of the system itself. No host of a URL has such a name, so no tenant's webhook can open their breakers. */
export const PLATFORM_HOSTS = {
  redis: 'platform:redis',
  model: 'platform:model',
  collector: 'platform:collector',
  botCheck: 'platform:bot-check',
} as const;
/** Parts without which the product is degraded. */
type PlatformPart = Exclude<keyof typeof PLATFORM_HOSTS, 'collector' | 'botCheck'>;

/** Every read uses Redis with a time limit of 250 ms, so its breaker opens and closes sooner. */
const REDIS_POLICY: BreakerPolicy = { failures: 3, windowMs: 10_000, openMs: 5_000, probeMs: 1_000 };
const POLICY: BreakerPolicy = { failures: 5, windowMs: 30_000, openMs: 10_000, probeMs: 30_000 };
const policyOf = (host: string): BreakerPolicy => (host === PLATFORM_HOSTS.redis ? REDIS_POLICY : POLICY);

const MAX_HOSTS = 1_000;
const FORGET_AFTER_MS = 60 * 60_000;
/** How often an isolate with recent failures asks for the shared state, while it makes calls. */
const ASK_EVERY_MS = 1_000;
/** The time limit of the shared breaker for probes and readiness. Afterwards the isolate decides alone. */
const VERDICT_TIMEOUT_MS = 250;
const GAUGE: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 };

/** Circuit breakers by outside host, such as `hooks.example.com`, or one of `PLATFORM_HOSTS`. */
export interface Breakers {
  /**
   * Only host failures may reject. Return an expected answer such as a 404 as a value, or one caller's mistakes open
   * the breaker for everyone.
   * @throws {CircuitOpenError} without calling `work` while the breaker is open, else what `work` throws.
   */
  run<T>(host: string, work: () => Promise<T>): Promise<T>;
  /** The state in this isolate. */
  stateOf(host: string): BreakerState;
  /** The state of each part of the system, after asking the shared breakers. Never rejects. */
  platformStates(): Promise<Record<PlatformPart, BreakerState>>;
}

/** An invocation's connection to the shared breakers. */
export interface BreakerLink {
  report(report: BreakerReport): Promise<BreakerVerdict>;
  /** Keeps the invocation alive for a report. */
  waitUntil(work: Promise<unknown>): void;
  metrics: Metrics;
}

/** An isolate's breakers. They work alone, without sharing anything with other isolates. */
export interface IsolateBreakers extends Breakers {
  /** The same breakers with an invocation's connection to the shared ones. */
  sharedOver(link: BreakerLink): Breakers;
}

/** Creates the breakers of an isolate: a bounded number, the most recently used ones. */
export function isolateBreakers(clock: Clock = systemClock): IsolateBreakers {
  const now = () => clock.now().getTime();
  const copies = new ExpiringMap<CircuitBreaker>({ ttlMs: FORGET_AFTER_MS, maxEntries: MAX_HOSTS });
  const copyOf = (host: string): CircuitBreaker => {
    const copy = copies.get(host, now()) ?? new CircuitBreaker(policyOf(host), now);
    copies.set(host, copy, now());
    return copy;
  };
  return { ...breakersOver(copyOf, undefined), sharedOver: (link) => breakersOver(copyOf, link) };
}

function breakersOver(copyOf: (host: string) => CircuitBreaker, link: BreakerLink | undefined): Breakers {
  /**
   * Reports to the shared breaker and adopts its answer.
   * @returns Undefined when it is away, and the copy continues alone.
   */
  async function report(host: string, news: BreakerNews, version: number): Promise<BreakerVerdict | undefined> {
    if (link === undefined) return undefined;
    const copy = copyOf(host);
    try {
      const asked = link.report({ host, policy: copy.policy, news, version });
      const verdict = await withTimeout('the shared breaker', VERDICT_TIMEOUT_MS, asked);
      copy.adopt(verdict);
      if (verdict.changedTo !== null) {
        const labels = { host: labelOf(host), to: verdict.changedTo };
        link.metrics.count('ragline_breaker_transitions_total', 1, labels);
      }
      return verdict;
    } catch {
      return undefined;
    } finally {
      showState(host, copy);
    }
  }

  function showState(host: string, copy: CircuitBreaker): void {
    // A gauge per tenant's endpoint would grow without bound.
    if (isPlatformHost(host)) {
      link?.metrics.gauge('ragline_breaker_state', GAUGE[copy.state], { host: labelOf(host) });
    }
  }

  const tell = (host: string, news: BreakerNews, version: number): void => link?.waitUntil(report(host, news, version));

  async function runClosed<T>(host: string, copy: CircuitBreaker, work: () => Promise<T>): Promise<T> {
    const { version } = copy;
    try {
      return await work();
    } catch (error) {
      if (copy.fail(version)) tell(host, 'failure', version);
      throw error;
    }
  }

  async function runProbe<T>(host: string, copy: CircuitBreaker, work: () => Promise<T>): Promise<T> {
    if (!copy.beginProbe()) throw new CircuitOpenError(host, ASK_EVERY_MS);
    const verdict = await report(host, 'probe', copy.version);
    if (verdict?.state === 'closed') return await runClosed(host, copy, work);
    if (verdict !== undefined && !verdict.isGranted) throw new CircuitOpenError(host, verdict.retryInMs);
    const { version } = copy;
    const end = (succeeded: boolean): void => {
      if (copy.endProbe(version, succeeded)) tell(host, succeeded ? 'probe_succeeded' : 'probe_failed', version);
    };
    try {
      const result = await work();
      end(true);
      return result;
    } catch (error) {
      end(false);
      throw error;
    }
  }

  return {
    run: async (host, work) => {
      const copy = copyOf(host);
      const { state } = copy;
      if (state === 'half_open') return await runProbe(host, copy, work);
      if (link !== undefined && copy.shouldAsk(ASK_EVERY_MS)) tell(host, 'none', copy.version);
      if (state === 'open') throw new CircuitOpenError(host, copy.retryInMs);
      return await runClosed(host, copy, work);
    },
    stateOf: (host) => copyOf(host).state,
    platformStates: async () => {
      const ask = async (host: string): Promise<BreakerState> => {
        await report(host, 'none', copyOf(host).version);
        return copyOf(host).state;
      };
      const [redis, model] = await Promise.all([ask(PLATFORM_HOSTS.redis), ask(PLATFORM_HOSTS.model)]);
      return { redis, model };
    },
  };
}

const PLATFORM_NAMES: ReadonlySet<string> = new Set(Object.values(PLATFORM_HOSTS));
const isPlatformHost = (host: string): boolean => PLATFORM_NAMES.has(host);

/** A bounded label, which never holds a tenant's host. */
const labelOf = (host: string): string => (isPlatformHost(host) ? host.replace('platform:', '') : 'other');
