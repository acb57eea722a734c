import { once } from 'node:events';
import { createServer } from 'node:http';

/** They belong to one connection, or to a body that `fetch` has unpacked. RFC 9110, section 7.6.1. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'transfer-encoding',
]);

/** A proxy on loopback that adds a token to every request, for a tool that can send none, and changes nothing else. */
export async function startTokenProxy(
  target: string,
  authorization: string,
): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    try {
      const body = Buffer.concat(await request.toArray());
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { ...passedOn(Object.entries(request.headers)), authorization },
        ...(body.length === 0 ? {} : { body }),
      });
      response.writeHead(answer.status, passedOn([...answer.headers]));
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

const passedOn = (headers: Array<[string, string | string[] | undefined]>): Record<string, string> =>
  Object.fromEntries(
    headers.flatMap(([name, value]) => (value === undefined || NOT_PASSED_ON.has(name) ? [] : [[name, String(value)]])),
  );
