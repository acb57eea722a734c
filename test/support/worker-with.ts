import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach } from 'vitest';
import worker from '../../workers/index.ts';
import type { CallOptions } from './tenant.ts';

const afterAnswers: Array<Promise<void>> = [];
afterEach(async () => {
  await Promise.all(afterAnswers.splice(0));
});

/** Bindings whose types wrangler does not know. */
interface Variables {
  RATE_LIMIT_SCALE?: string;
  METRICS_TOKEN?: string;
  MAX_REQUESTS_UNDER_WAY?: string;
  RAGLINE_REGISTRATION?: string;
  TURNSTILE_SECRET_KEY?: string;
  TURNSTILE_URL?: string;
}

/** Calls a Worker that runs in another environment: these bindings and variables in place of the usual ones. */
export function workerWith(changes: Partial<Env> & Variables) {
  const changed = { ...env, ...changes };
  return async (method: string, path: string, { json, headers }: CallOptions = {}): Promise<Response> => {
    const execution = createExecutionContext();
    const request = new Request<unknown, IncomingRequestCfProperties>(`https://ragline.test${path}`, {
      method,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const response = await worker.fetch(request, changed, execution);
    // Work after an answer takes up to a second, so a test waits for all of it once.
    afterAnswers.push(waitOnExecutionContext(execution));
    return response;
  };
}

/** A limiter that answers nothing, as a binding. */
export function limiterAway(): Env['RATE_LIMITER'] {
  const refuse = () => Promise.reject(new Error('the limiter is away'));
  // The one cast: the product calls nothing else of the binding.
  return { getByName: () => ({ takeAll: refuse, restore: refuse }) } as unknown as Env['RATE_LIMITER'];
}
