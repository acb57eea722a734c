import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startUpstashEndpoint } from '../../../scripts/dev-stack/upstash-endpoint.ts';

/** `ok` answers as Redis does; `away` answers 503; `nonsense` answers 200 in a way that breaks the client's code. */
type Mode = 'ok' | 'away' | 'nonsense';

export interface FaultyRedis {
  url: string;
  token: string;
  be(mode: Mode): void;
  /** Asks the Redis behind it, whatever the mode. */
  ask<T>(...command: string[]): Promise<T>;
  stop(): Promise<void>;
}

/** An Upstash endpoint over an in-memory Redis that can be made to fail. */
export async function startFaultyRedis(): Promise<FaultyRedis> {
  const redis = await startUpstashEndpoint({ port: 0, inMemory: true });
  const post = (path: string, body: string, encoding?: string) =>
    fetch(`${redis.url}${path}`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${redis.token}`,
        ...(encoding === undefined ? {} : { 'upstash-encoding': encoding }),
      },
    });
  let mode: Mode = 'ok';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', async () => {
      if (mode === 'away') return void response.writeHead(503).end('{"error":"ERR away"}');
      if (mode === 'nonsense') return void response.writeHead(200).end('null');
      const encoding = request.headers['upstash-encoding'];
      const answer = await post(request.url ?? '/', Buffer.concat(chunks).toString(), encoding?.toString());
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port, so its address is no path of a socket.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token: redis.token,
    be: (next) => {
      mode = next;
    },
    ask: async <T>(...command: string[]) => {
      const { result } = (await (await post('/', JSON.stringify(command))).json()) as { result: T };
      return result;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await redis.stop();
    },
  };
}
