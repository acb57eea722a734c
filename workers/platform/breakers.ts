import { CircuitBreaker } from './circuit-breaker.ts';
import { type Clock, systemClock } from './clock.ts';

const OPTIONS = { failures: 5, windowMs: 30_000, openMs: 10_000, trialMs: 30_000 };

/** Circuit breakers by outside host, such as `api.openai.com` or a webhook's host. */
export interface Breakers {
  /** @throws {CircuitOpenError} without calling `work` while the host is known to be away, else what `work` throws. */
  run<T>(host: string, work: () => Promise<T>): Promise<T>;
}

/** Breakers that the requests of an isolate share. */
export function isolateBreakers(clock: Clock = systemClock): Breakers {
  const breakers = new Map<string, CircuitBreaker>();
  return {
    run: async (host, work) => {
      const breaker = breakers.get(host) ?? new CircuitBreaker(OPTIONS, () => clock.now().getTime());
      breakers.set(host, breaker);
      return await breaker.run(work);
    },
  };
}
