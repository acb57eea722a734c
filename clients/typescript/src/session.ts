import type { components } from './generated/openapi.ts';
import { errorOf, RaglineError } from './problem.ts';

type Tokens = components['schemas']['Session'] | components['schemas']['GuestSession'];

/** Where a session is kept. `localStorage` is one. */
export interface SessionStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** The stored session of a login or of a guest. */
export interface Session {
  accessToken: string;
  /** Absent for a guest. */
  refreshToken?: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  tenantId: string;
  userId: string;
  roles: string[];
}

export interface SessionOptions {
  baseUrl: string;
  fetch: typeof fetch;
  storage: SessionStorage;
  /** The storefront whose guest the client is until a person logs in. */
  tenant: string | undefined;
  /** Returns a token of the Turnstile widget, where the operator requires one of guests. */
  turnstileToken: (() => Promise<string>) | undefined;
  now: () => number;
}

/** How long before its end a token is renewed, because requests take time and clocks differ. */
const EARLY_MS = 60_000;

/**
 * The tokens of one client: kept in the storage, so that they outlive the page, and renewed before they end, by one
 * request however many callers and tabs need it.
 */
export class Sessions {
  readonly #options: SessionOptions;
  readonly #key: string;
  #flight: Promise<Session> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#key = `ragline:${options.baseUrl}:${options.tenant ?? ''}`;
  }

  /** The session that is kept; undefined when there is none. */
  async current(): Promise<Session | undefined> {
    const text = await this.#options.storage.getItem(this.#key);
    try {
      return text === null ? undefined : (JSON.parse(text) as Session);
    } catch {
      return undefined;
    }
  }

  async keep(tokens: Tokens): Promise<Session> {
    const session: Session = {
      accessToken: tokens.access_token,
      ...('refresh_token' in tokens ? { refreshToken: tokens.refresh_token } : {}),
      expiresAt: this.#options.now() + tokens.expires_in * 1000,
      tenantId: tokens.tenant_id,
      userId: tokens.user_id,
      roles: tokens.roles,
    };
    await this.#options.storage.setItem(this.#key, JSON.stringify(session));
    return session;
  }

  /** Keeps another access token of the session that is kept. */
  async replaceToken({ access_token, expires_in }: components['schemas']['Reauthenticated']): Promise<Session> {
    const kept = await this.current();
    if (kept === undefined) throw notLoggedIn('Log in first.');
    const session = { ...kept, accessToken: access_token, expiresAt: this.#options.now() + expires_in * 1000 };
    await this.#options.storage.setItem(this.#key, JSON.stringify(session));
    return session;
  }

  async forget(): Promise<void> {
    await this.#options.storage.removeItem(this.#key);
  }

  /**
   * Returns a token that is valid for at least a minute.
   * @param refused A token that the API has just refused: another one is needed.
   * @throws {RaglineError} `session_ended` and the like when the person has to log in again; `unauthenticated` without
   *   a login, unless the client knows the storefront whose guest it can be.
   */
  async accessToken(refused?: string): Promise<string> {
    return (await this.fresh(refused)).accessToken;
  }

  /** The session of such a token; throws as `accessToken` does. */
  async fresh(refused?: string): Promise<Session> {
    const session = await this.current();
    if (session !== undefined && this.#isFresh(session, refused)) return session;
    this.#flight ??= this.#alone(() => this.#renew(refused)).finally(() => {
      this.#flight = undefined;
    });
    return await this.#flight;
  }

  #isFresh(session: Session, refused: string | undefined): boolean {
    return session.accessToken !== refused && session.expiresAt - EARLY_MS > this.#options.now();
  }

  /** Lets one tab at a time refresh the session, where there are tabs. */
  async #alone(work: () => Promise<Session>): Promise<Session> {
    const locks = globalThis.navigator?.locks;
    return locks === undefined ? await work() : await locks.request(this.#key, work);
  }

  async #renew(refused: string | undefined): Promise<Session> {
    const session = await this.current();
    // Another tab was faster.
    if (session !== undefined && this.#isFresh(session, refused)) return session;
    const refreshToken = session?.refreshToken;
    if (refreshToken === undefined) return await this.#visit(session);
    const answer = await this.#post('/v1/auth/refresh', { refresh_token: refreshToken });
    if (answer.ok) return await this.keep((await answer.json()) as Tokens);
    const error = await errorOf(answer);
    if (error.status === 401) await this.forget();
    throw error;
  }

  /** Keeps the guest's id as long as the API allows it, and begins as a new guest after that. */
  async #visit(guest: Session | undefined): Promise<Session> {
    const { tenant, turnstileToken } = this.#options;
    if (tenant === undefined) {
      await this.forget();
      throw notLoggedIn('Log in first, or create the client with the tenant whose guest it shall be.');
    }
    const post = async (json: object, token?: string) => await this.#post('/v1/auth/guest', json, token);
    const kept = guest === undefined ? undefined : await post({ tenant_slug: tenant }, guest.accessToken);
    if (kept?.ok) return await this.keep((await kept.json()) as Tokens);
    if (kept !== undefined && kept.status !== 401 && kept.status !== 403) throw await errorOf(kept);
    const proof = turnstileToken === undefined ? {} : { turnstile_token: await turnstileToken() };
    const answer = await post({ tenant_slug: tenant, ...proof });
    if (!answer.ok) throw await errorOf(answer);
    return await this.keep((await answer.json()) as Tokens);
  }

  async #post(path: string, json: object, token?: string): Promise<Response> {
    const { baseUrl, fetch } = this.#options;
    return await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(json),
    });
  }
}

const notLoggedIn = (detail: string): RaglineError =>
  new RaglineError({
    ...{ type: 'about:blank', title: 'Not logged in', status: 401, code: 'unauthenticated', request_id: '' },
    detail,
  });

/** Storage that ends with the process. */
export function memoryStorage(): SessionStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
