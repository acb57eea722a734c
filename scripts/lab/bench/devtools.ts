import WebSocket from 'ws';
import { z } from 'zod';

const Targets = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.string() }));
/** An answer; of a method that has nothing to say, one without a result. Events have no id. */
const Answer = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const HeapUsage = z.object({ usedSize: z.number() });

/** An inspected isolate, by the Chrome DevTools Protocol. */
export interface DevTools {
  /** @returns The method's result, as it came. @throws What the inspector says, or that it is gone. */
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
  const waiting = new Map<number, { method: string } & PromiseWithResolvers<unknown>>();
  socket.on('message', (data: Buffer) => {
    const answer = Answer.safeParse(JSON.parse(data.toString('utf8'))).data;
    const call = answer && waiting.get(answer.id);
    if (answer?.error === undefined) call?.resolve(answer?.result);
    else call?.reject(new Error(`${call.method}: ${answer.error.message}`));
  });
  socket.on('close', () => {
    for (const { method, reject } of waiting.values()) reject(new Error(`${method}: the inspector is gone`));
  });
  let last = 0;
  return {
    call: async (method, params = {}) => {
      const id = ++last;
      const answered = Promise.withResolvers<unknown>();
      waiting.set(id, { method, ...answered });
      socket.send(JSON.stringify({ id, method, params }), (error) => {
        if (error) answered.reject(error);
      });
      return await answered.promise.finally(() => waiting.delete(id));
    },
    close: () => socket.close(),
  };
}

/** Collects garbage, and returns the size of the JavaScript heap in bytes. */
export async function liveHeap(devTools: DevTools): Promise<number> {
  await devTools.call('HeapProfiler.collectGarbage');
  return HeapUsage.parse(await devTools.call('Runtime.getHeapUsage')).usedSize;
}
