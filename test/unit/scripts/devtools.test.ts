import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { listenOnLoopback } from '../../../scripts/dev-stack/ports.ts';
import { type DevTools, openDevTools } from '../../../scripts/lab/bench/devtools.ts';

const Call = z.object({ id: z.number(), method: z.string() });
/** The answers of an inspector, by method. */
const ANSWERS: ReadonlyMap<string, object> = new Map([
  ['Profiler.stop', { result: { profile: 1 } }],
  ['Profiler.start', {}],
  ['Profiler.nothing', { error: { code: -32_601, message: "'Profiler.nothing' wasn't found" } }],
]);

let server: Server;
let devTools: DevTools;

beforeAll(async () => {
  server = createServer((_request, response) => {
    const { port } = server.address() as AddressInfo;
    response.end(JSON.stringify([{ id: 'ragline', webSocketDebuggerUrl: `ws://127.0.0.1:${port}/ragline` }]));
  });
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { id, method } = Call.parse(JSON.parse(data.toString('utf8')));
      const answer = ANSWERS.get(method);
      if (answer === undefined) socket.close();
      else for (const message of [{ method: 'an event' }, { id, ...answer }]) socket.send(JSON.stringify(message));
    });
  });
  devTools = await openDevTools(`ws://127.0.0.1:${await listenOnLoopback(server, 0)}`);
});
afterAll(() => server.close());

describe('a call of the inspector', () => {
  it('has the result, also where there is none', async () => {
    expect(await devTools.call('Profiler.stop')).toEqual({ profile: 1 });
    expect(await devTools.call('Profiler.start')).toBeUndefined();
  });

  it('fails as the inspector says, or when it is gone, and never waits for ever', async () => {
    await expect(devTools.call('Profiler.nothing')).rejects.toThrow(
      "Profiler.nothing: 'Profiler.nothing' wasn't found",
    );
    await expect(devTools.call('Inspector.detached')).rejects.toThrow('Inspector.detached: the inspector is gone');
    await expect(devTools.call('Profiler.stop')).rejects.toThrow('WebSocket is not open');
  });
});
