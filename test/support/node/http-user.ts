import { EventSource } from 'eventsource';
import WebSocket from 'ws';
import type { Session } from '../../../contracts/identity.ts';
import { checkServerSentEvent, checkWire } from '../wire-contract.ts';
import { plantSecret, plantSecretsOf } from './planted-secrets.ts';

export interface SeenEvent {
  sequence: number;
  type: string;
  id: string;
  data: { order?: { id: string; status: string; version: number } };
}

/** A user of the started system who speaks plain HTTP, SSE and WebSocket. */
export class HttpUser {
  readonly url: string;
  readonly token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  static async logIn(url: string, slug: string, email: string, password = 'ragline-demo'): Promise<HttpUser> {
    plantSecret(password, 'password');
    plantSecret(email, 'e-mail');
    const response = await fetch(`${url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant_slug: slug, email, password }),
    });
    if (!response.ok) throw new Error(`login answered ${response.status}: ${await response.text()}`);
    await plantSecretsOf(response);
    const session = (await response.json()) as Session;
    return new HttpUser(url, session.access_token);
  }

  /** The owner of a new tenant. */
  static async register(url: string, slug: string, password: string): Promise<HttpUser> {
    const json = { tenant_name: slug, tenant_slug: slug, email: `owner@${slug}.test`, password };
    const response = await fetch(`${url}/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
    if (response.status !== 201) throw new Error(`register answered ${response.status}: ${await response.text()}`);
    const { access_token: token } = (await response.json()) as Session;
    return new HttpUser(url, token);
  }

  async call(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    await plantSecretsOf(response);
    return response;
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.call('GET', path);
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
    const body = (await response.json()) as T;
    if (/^\/v1\/events(?:\?|$)/.test(path)) checkWire('eventList', body);
    return body;
  }

  /** Every item of a list, page by page. */
  async every<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page: { data: T[]; next_cursor: string | null } = await this.get(`${path}?limit=100${query}`);
      found.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  }

  /** Collects events over SSE with the `eventsource` package, which resumes by itself; from the head unless `after` is given. */
  subscribe(types: readonly string[], after?: number): { seen: SeenEvent[]; close(): void; opened: Promise<void> } {
    const seen: SeenEvent[] = [];
    const source = new EventSource(`${this.url}/v1/events/stream${after === undefined ? '' : `?after=${after}`}`, {
      fetch: (input, init) =>
        fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${this.token}` } }),
    });
    const opened = new Promise<void>((resolve) => source.addEventListener('open', () => resolve(), { once: true }));
    for (const type of ['ready', 'reset', ...types]) {
      source.addEventListener(type, ({ lastEventId, data }) => {
        checkServerSentEvent({ id: lastEventId, event: type, data });
        if (types.includes(type)) seen.push(JSON.parse(data));
      });
    }
    return { seen, close: () => source.close(), opened };
  }

  /** Opens the WebSocket with a ticket, as a browser has to. */
  async socket(query = ''): Promise<{ frames: Array<Record<string, unknown>>; close(): void }> {
    const { ticket } = (await (await this.call('POST', '/v1/events/tickets')).json()) as { ticket: string };
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/v1/events/ws?ticket=${ticket}${query}`);
    const frames: Array<Record<string, unknown>> = [];
    socket.on('message', (message) => {
      const frame: Record<string, unknown> = JSON.parse(message.toString());
      checkWire('serverFrame', frame);
      frames.push(frame);
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return { frames, close: () => socket.close() };
  }
}
