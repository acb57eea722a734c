import type { Breakers } from './breakers.ts';

/** What a host answered that is its own fault; the caller gets the response all the same. */
class HostFault extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`answered ${response.status}`);
    this.response = response;
  }
}

/**
 * `fetch` behind the breaker of one host. No answer, a timeout and a 5xx count against the host; a 4xx does not, nor
 * a caller who stops waiting.
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
