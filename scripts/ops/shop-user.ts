import WebSocket from 'ws';
import { z } from 'zod';
import { UiChat } from '../../test/support/ui-chat.ts';

const Session = z.object({ access_token: z.string() });
const Ticket = z.object({ ticket: z.string() });

/** A user of the started system's demo tenant `bistro`. */
export class ShopUser {
  readonly #url: string;
  readonly token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.token = token;
  }

  static async logIn(url: string, email: string): Promise<ShopUser> {
    const body = JSON.stringify({ tenant_slug: 'bistro', email, password: 'ragline-demo' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`login was answered ${response.status}: ${await response.text()}`);
    return new ShopUser(url, Session.parse(await response.json()).access_token);
  }

  /** The answer to a request. @throws When its status is none of 2xx. */
  async call(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
    return await response.json();
  }

  chat(): UiChat {
    return new UiChat({ api: `${this.#url}/v1/chat`, token: this.token, fetch });
  }

  /** An open socket of events. */
  async socket(): Promise<WebSocket> {
    const { ticket } = Ticket.parse(await this.call('POST', '/v1/events/tickets'));
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/v1/events/ws?ticket=${ticket}`);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return socket;
  }
}
