import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isolateBreakers } from '../../../workers/platform/breakers.ts';
import { CircuitOpenError } from '../../../workers/platform/circuit-breaker.ts';
import { guardedFetch } from '../../../workers/platform/guarded-fetch.ts';

const HOST = 'api.example.com';
const servers: Array<() => void> = [];
afterEach(() => {
  for (const stop of servers.splice(0)) stop();
});

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  // It listens on a port, so its address is no path of a socket.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function aCaller() {
  const breakers = isolateBreakers();
  return { guarded: guardedFetch(breakers, HOST), state: () => breakers.stateOf(HOST) };
}

describe('a fetch behind a breaker', () => {
  it('returns a 5xx to its caller, and stops calling the host after some of them', async () => {
    const { guarded, state } = aCaller();
    let calls = 0;
    const url = await aServer((_request, response) => {
      calls += 1;
      response.writeHead(503).end('overloaded');
    });
    for (let i = 0; i < 5; i++) {
      const response = await guarded(url);
      expect([response.status, await response.text()]).toEqual([503, 'overloaded']);
    }
    expect(state()).toBe('open');
    await expect(guarded(url)).rejects.toThrow(CircuitOpenError);
    expect(calls).toBe(5);
  });

  it('does not count a refusal as a failure of the host', async () => {
    const { guarded, state } = aCaller();
    const url = await aServer((request, response) => void response.writeHead(Number(request.url?.slice(1))).end());
    for (const status of [400, 401, 404, 422, 429, 404, 404]) {
      expect((await guarded(`${url}/${status}`)).status).toBe(status);
    }
    expect(state()).toBe('closed');
  });

  it('does not count a caller’s abort as a failure of the host, but a timeout', async () => {
    const { guarded, state } = aCaller();
    const url = await aServer(() => undefined);
    for (let i = 0; i < 6; i++) {
      const stop = new AbortController();
      const asked = guarded(url, { signal: stop.signal });
      setTimeout(() => stop.abort(), 10);
      await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    }
    expect(state()).toBe('closed');
    for (let i = 0; i < 5; i++) {
      await expect(guarded(url, { signal: AbortSignal.timeout(10) })).rejects.toMatchObject({ name: 'TimeoutError' });
    }
    expect(state()).toBe('open');
  });

  it('counts a refused connection as a failure of the host', async () => {
    const { guarded, state } = aCaller();
    for (let i = 0; i < 5; i++) await expect(guarded('http://127.0.0.1:9')).rejects.toThrow();
    expect(state()).toBe('open');
  });
});
