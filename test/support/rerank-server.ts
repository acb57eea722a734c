import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

/** How the server answers one request: with these results, a status, a body as it is, the headers alone, or not at all. */
export type RerankReply =
  | { kind: 'results'; results: ReadonlyArray<{ index: number; relevance_score: number }> }
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  | { kind: 'body'; body: string }
  | { kind: 'headers_alone' }
  | { kind: 'mute' };

export interface RerankServer {
  url: string;
  requests: Array<{ headers: IncomingHttpHeaders; body: unknown }>;
  /** Sets the next answers. */
  reply(reply: RerankReply): void;
  stop(): Promise<void>;
}

/** A local server that speaks the `/rerank` of Cohere and Jina, well and badly. */
export async function startRerankServer(): Promise<RerankServer> {
  const requests: RerankServer['requests'] = [];
  let reply: RerankReply = { kind: 'results', results: [] };
  const server = createServer(async (request, response) => {
    const body: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
    requests.push({ headers: request.headers, body });
    switch (reply.kind) {
      case 'mute':
        return;
      case 'headers_alone':
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
        return;
      case 'status':
        response.writeHead(reply.status, reply.headers).end('{"message":"no"}');
        return;
      case 'body':
        response.end(reply.body);
        return;
      case 'results':
        response.end(JSON.stringify({ id: 'r1', results: reply.results, meta: {} }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v2/rerank`,
    requests,
    reply: (next) => {
      reply = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
