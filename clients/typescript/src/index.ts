import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { type EventOptions, followEvents, type RaglineEvent } from './events.ts';
import type { components, paths } from './generated/openapi.ts';
import { KEYED_OPERATIONS } from './keyed-operations.ts';
import { errorOf, unwrap } from './problem.ts';
import { Sending } from './sending.ts';
import { memoryStorage, type Session, type SessionStorage, Sessions } from './session.ts';

export { EVENT_TYPES } from './event-types.ts';
export type { EventOptions, RaglineEvent, Topic } from './events.ts';
export type { components, paths } from './generated/openapi.ts';
export { type Problem, type ProblemCode, RaglineError, unwrap } from './problem.ts';
export { memoryStorage, type Session, type SessionStorage } from './session.ts';

export interface ClientOptions {
  /** The origin of the API, such as `https://api.example.com`. */
  baseUrl: string;
  /** The slug of the storefront. Until a person logs in, the client is its guest. */
  tenant?: string;
  /** For servers: used for every request, in place of a session. */
  apiKey?: string;
  /** Where the session is kept: `localStorage` in a page, memory elsewhere. */
  storage?: SessionStorage;
  /** A replacement for `fetch`, such as that of a Worker's service binding. */
  fetch?: typeof fetch;
  /** Returns a token of the Turnstile widget, where the operator requires one of guests. */
  turnstileToken?: () => Promise<string>;
}

export interface Client {
  /** Every operation of the API, typed by its OpenAPI document: `client.api.GET('/v1/products')`. */
  api: FetchClient<paths>;
  /** Sends a request to any path, with the token renewal and retries of `api`. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Yields each event once and in order. Reconnects after a lost connection, a server restart or an expired token. */
  events(options?: EventOptions): AsyncGenerator<RaglineEvent>;
  /** The stored session, if any. */
  session(): Promise<Session | undefined>;
  /**
   * The session of the next request: renewed if its token is about to expire, or a new guest's if there is none.
   */
  ensureSession(): Promise<Session>;
  logIn(credentials: Credentials): Promise<Session>;
  /**
   * Proves the password again. Changes of accounts, API keys and webhook endpoints need a proof of the last 10 minutes.
   */
  reauthenticate(password: string): Promise<Session>;
  /** Registers a customer's account, which takes over the guest's data, and logs in. */
  register(account: Credentials & { full_name?: string }): Promise<Session>;
  /** Ends the session at the server and forgets it here. */
  logOut(): Promise<void>;
}

export interface Credentials {
  /** The slug of the tenant; by default the client's. */
  tenant_slug?: string;
  email: string;
  password: string;
}

type Tokens = components['schemas']['Session'];

/** A client of one RAGline, for pages, Workers and Node. */
export function createClient(options: ClientOptions): Client {
  const { tenant, apiKey, turnstileToken } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const plainFetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const storage = options.storage ?? pageStorage() ?? memoryStorage();
  const sessions = new Sessions({ baseUrl, fetch: plainFetch, storage, tenant, turnstileToken, now: Date.now });
  const accessToken = async (refused?: string): Promise<string> => apiKey ?? (await sessions.accessToken(refused));
  const sending = new Sending({ fetch: plainFetch, accessToken, now: Date.now });

  const keyed = new WeakSet<Request>();
  const api = createFetchClient<paths>({ baseUrl, fetch: (request) => sending.send(request, keyed.has(request)) });
  api.use({
    onRequest: ({ schemaPath, request }) => {
      if (KEYED_OPERATIONS.has(`${request.method} ${schemaPath}`)) keyed.add(request);
      return undefined;
    },
  });

  const fetchPath = async (path: string, init?: RequestInit): Promise<Response> =>
    await sending.send(new Request(`${baseUrl}${path}`, init));
  const open = async (path: string, json: object, token?: string): Promise<Session> => {
    const headers = new Headers({ 'content-type': 'application/json' });
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const response = await plainFetch(`${baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(json) });
    if (!response.ok) throw await errorOf(response);
    return await sessions.keep((await response.json()) as Tokens);
  };

  return {
    api,
    fetch: fetchPath,
    events: (wanted = {}) => followEvents((request) => sending.send(request), baseUrl, wanted),
    session: () => sessions.current(),
    ensureSession: () => sessions.fresh(),
    logIn: (credentials) => open('/v1/auth/login', { tenant_slug: tenant, ...credentials }),
    reauthenticate: async (password) =>
      await sessions.replaceToken(await unwrap(api.POST('/v1/auth/reauthenticate', { body: { password } }))),
    register: async (account) => {
      const kept = await sessions.current();
      const guest = kept?.roles.includes('guest') ? await sessions.accessToken() : undefined;
      return await open('/v1/auth/customers', { tenant_slug: tenant, ...account }, guest);
    },
    logOut: async () => {
      const refreshToken = (await sessions.current())?.refreshToken;
      await sessions.forget();
      if (refreshToken !== undefined) await api.POST('/v1/auth/logout', { body: { refresh_token: refreshToken } });
    },
  };
}

/** A page's session store; undefined outside pages, and where the browser forbids it. */
function pageStorage(): SessionStorage | undefined {
  try {
    return typeof document === 'undefined' ? undefined : globalThis.localStorage;
  } catch {
    return undefined;
  }
}
