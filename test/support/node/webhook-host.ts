import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { SeenEvent } from './http-user.ts';

/** Answers of a host to a request. `lost`: it accepts the event, and the sender never learns of it. */
export type HostBehaviour = 'accept' | 'fail' | 'unavailable' | 'hang' | 'reset' | 'lost';

/** A receiver of webhooks that verifies with the `standardwebhooks` package and takes each event once by its id. */
export interface WebhookHost {
  url: string;
  /** The secret to verify with, once the endpoint is made. */
  secret: string;
  /** Events in the order in which they took effect: the first arrival of each. */
  effects: SeenEvent[];
  /** Arrivals of events that had taken effect already. */
  repeats: number;
  /** Requests whose signature was wrong. */
  forged: number;
  behave(next: () => HostBehaviour): void;
  stop(): Promise<void>;
}

export async function startWebhookHost(): Promise<WebhookHost> {
  let behaviour: () => HostBehaviour = () => 'accept';
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the host has no port');
  const host: WebhookHost = {
    url: `http://127.0.0.1:${address.port}/hook`,
    secret: '',
    effects: [],
    repeats: 0,
    forged: 0,
    behave: (next) => {
      behaviour = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const act = behaviour();
    if (act === 'reset') {
      request.socket.destroy();
      return;
    }
    const body = await textOf(request);
    if (act === 'hang') return;
    if (act === 'fail' || act === 'unavailable') {
      response.writeHead(act === 'fail' ? 500 : 503, act === 'fail' ? {} : { 'retry-after': '1' }).end('not now');
      return;
    }
    take(request, body);
    if (act === 'lost') request.socket.destroy();
    else response.writeHead(204).end();
  }

  function take(request: IncomingMessage, body: string): void {
    const headers = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(request.headers[name])]),
    );
    try {
      new Webhook(host.secret).verify(body, headers);
    } catch {
      host.forged += 1;
      return;
    }
    const id = headers['webhook-id'] ?? '';
    if (seen.has(id)) {
      host.repeats += 1;
      return;
    }
    seen.add(id);
    host.effects.push(JSON.parse(body) as SeenEvent);
  }
  return host;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
