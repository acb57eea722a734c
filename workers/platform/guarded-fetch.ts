import type { Breakers } from './breakers.ts';

/** Marks an answer as the host's fault; the caller still gets the response. */
class HostFault extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`answered ${response.status}`);
    this.response = response;
  }
}

/**
 * `fetch` behind the breaker of one host. Only no answer, timeouts and 5xx count against the host, not 4xx or aborted
 * calls.
 * @param host One of `PLATFORM_HOSTS`, or the host of the URL.
 */
export function guardedFetch(breakers: Breakers, host: string): typeof fetch {
  return async (input, init) => {
    let stopped: { reason: unknown } | undefined;
    const call = async (): Promise<Response | undefined> => {
      try {
        const response = await fetch(input, init);
        if (response.status >= 500) throw new HostFault(response);
        return response;
      } catch (error) {
        const { signal } = init ?? {};
        if (signal?.aborted !== true || isTimeout(signal.reason)) throw error;
        stopped = { reason: error };
        return undefined;
      }
    };
    const response = await breakers.run(host, call).catch((error: unknown) => {
      if (error instanceof HostFault) return error.response;
      throw error;
    });
    if (response === undefined) throw stopped?.reason;
    return response;
  };
}

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === 'TimeoutError';
