import { isProblem } from './problem.ts';
import { backoffMs, wait } from './wait.ts';

const IDEMPOTENCY_KEY = 'idempotency-key';
const MAX_ATTEMPTS = 6;
const MAX_WAIT_MS = 30_000;
/** How long the key of a request without a response is reused for the same request. Later it counts as a new order. */
const KEEP_KEY_MS = 5 * 60_000;
/** Statuses that mean unavailable or busy, and that a retry may resolve. */
const PASSING = new Set([429, 502, 503, 504]);

/** Operations without a token: they issue one, or come before a login. */
const WITHOUT_TOKEN = /\/v1\/auth\/(?:login|refresh|register|logout|guest|shops\/[^/]+)$/;

export interface SendingOptions {
  fetch: typeof fetch;
  accessToken(refused?: string): Promise<string>;
  now(): number;
}

/**
 * Sends requests with a token, and retries transient failures: reads always, writes only with an idempotency key, which
 * stays the same. After a write with an unknown outcome, an identical request gets the same key, so that a second click
 * makes no second order.
 */
export class Sending {
  readonly #options: SendingOptions;
  /** Keys of requests whose outcome is not known, by the request. */
  readonly #open = new Map<string, { key: string; untilMs: number }>();

  constructor(options: SendingOptions) {
    this.#options = options;
  }

  /** @param isKeyed Whether the operation takes an idempotency key. */
  async send(request: Request, isKeyed = false): Promise<Response> {
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    // As bytes, because a picture is not text.
    const body = hasBody ? await request.arrayBuffer() : null;
    const name = `${request.method} ${request.url} ${isKeyed && body !== null ? new TextDecoder().decode(body) : ''}`;
    const headers = new Headers(request.headers);
    if (isKeyed && !headers.has(IDEMPOTENCY_KEY)) {
      headers.set(IDEMPOTENCY_KEY, this.#keyOf(name));
    }
    const isRepeatable = !hasBody || headers.has(IDEMPOTENCY_KEY);
    const response = await this.#untilAnswered({ request, headers, body, isRepeatable });
    if (response.status < 500) this.#open.delete(name);
    return response;
  }

  #keyOf(name: string): string {
    const nowMs = this.#options.now();
    const known = this.#open.get(name);
    const key = known !== undefined && known.untilMs > nowMs ? known.key : crypto.randomUUID();
    this.#open.set(name, { key, untilMs: nowMs + KEEP_KEY_MS });
    return key;
  }

  async #untilAnswered(wanted: {
    request: Request;
    headers: Headers;
    body: ArrayBuffer | null;
    isRepeatable: boolean;
  }): Promise<Response> {
    const { request, headers, body, isRepeatable } = wanted;
    const { method, url, signal } = request;
    const needsToken = !headers.has('authorization') && !WITHOUT_TOKEN.test(new URL(url).pathname);
    let refused: string | undefined;
    for (let attempt = 0; ; attempt += 1) {
      const isLast = !isRepeatable || attempt + 1 >= MAX_ATTEMPTS;
      let token = '';
      try {
        if (needsToken) {
          token = await this.#options.accessToken(refused);
          headers.set('authorization', `Bearer ${token}`);
        }
        const response = await this.#options.fetch(url, { method, headers, body, signal });
        if (needsToken && refused === undefined && (await isTokenRefused(response))) {
          // The request was not carried out, so any request may be sent again.
          refused = token;
          continue;
        }
        if (isLast || !(await this.#passes(response))) return response;
        await response.body?.cancel();
        await wait(retryMs(response, attempt), signal);
      } catch (error) {
        if (isLast || signal.aborted || !isNetworkFailure(error)) throw error;
        await wait(backoffMs(attempt), signal);
      }
      refused = undefined;
    }
  }

  /** Returns whether the same request is to be sent again: also while an earlier try with its key is still running. */
  async #passes(response: Response): Promise<boolean> {
    if (PASSING.has(response.status)) return retryMs(response, 0) <= MAX_WAIT_MS;
    return response.status === 409 && (await codeOf(response)) === 'request_in_progress';
  }
}

/** A wrong or outdated password is not a fault of the token. */
async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const code = await codeOf(response);
  return code !== 'invalid_credentials' && code !== 'reauthentication_required';
}

async function codeOf(response: Response): Promise<string | undefined> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isProblem(body) ? body.code : undefined;
}

/** `fetch` rejects with a TypeError when there was no answer. */
export const isNetworkFailure = (error: unknown): boolean => error instanceof TypeError;

const retryMs = (response: Response, attempt: number): number =>
  Math.max(backoffMs(attempt), Number(response.headers.get('retry-after') ?? 0) * 1000);
