import WebSocket from 'ws';
import { z } from 'zod';

const Targets = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.string() }));
const Message = z.object({ id: z.number(), result: z.unknown() });
const HeapUsage = z.object({ usedSize: z.number() });

/** An inspected isolate, by the Chrome DevTools Protocol. */
export interface DevTools {
  /** @returns The method's result, as it came. */
  call(method: string, params?: object): Promise<unknown>;
  close(): void;
}

/** Opens the Worker's isolate, in which its Durable Objects live too when it runs on one machine. */
export async function openDevTools(inspectorUrl: string): Promise<DevTools> {
  const targets = Targets.parse(await (await fetch(new URL('/json', inspectorUrl.replace(/^ws/, 'http')))).json());
  const target = targets.find(({ id }) => id.includes('ragline')) ?? targets[0];
  if (target === undefined) throw new Error('the inspector has no target');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, (result: unknown) => void>();
  socket.on('message', (data: Buffer) => {
    const message = Message.safeParse(JSON.parse(data.toString('utf8'))).data;
    if (message !== undefined) waiting.get(message.id)?.(message.result);
  });
  let last = 0;
  return {
    call: async (method, params = {}) => {
      const id = ++last;
      const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      return await answered.finally(() => waiting.delete(id));
    },
    close: () => socket.close(),
  };
}

/** What is left in the JavaScript heap after everything that nobody holds has been collected, in bytes. */
export async function liveHeap(devTools: DevTools): Promise<number> {
  await devTools.call('HeapProfiler.collectGarbage');
  return HeapUsage.parse(await devTools.call('Runtime.getHeapUsage')).usedSize;
}
