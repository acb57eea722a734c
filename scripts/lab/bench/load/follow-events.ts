import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { z } from 'zod';

const Frame = z.union([
  z.object({ type: z.literal('ready'), after: z.int() }),
  z.object({ type: z.literal('reset'), after: z.int() }),
  z.object({ type: z.literal('event'), event: z.object({ sequence: z.int() }) }),
]);

/** A socket that follows all events of its tenant, and comes back where it broke off. */
export interface Follower {
  /** The sequence of the last event; undefined until it is connected. */
  last(): number | undefined;
  /** The number of events out of sequence: each is a loss or a duplicate. */
  faults(): number;
  /** Breaks off and connects again, after the last event that it saw. */
  reconnect(): Promise<void>;
  close(): void;
}

const READY_WITHIN_MS = 30_000;

/** @param origin Of the system: `http://…`. The token's user must see all of the tenant's events. */
export async function followEvents(origin: string, token: string): Promise<Follower> {
  let last: number | undefined;
  let faults = 0;
  const connect = async (): Promise<WebSocket> => {
    const query = last === undefined ? '' : `?after=${last}`;
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/v1/events/ws${query}`, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: READY_WITHIN_MS,
    });
    const ready = Promise.withResolvers<void>();
    ready.promise.catch(() => undefined);
    socket.on('error', ready.reject);
    socket.on('close', (code) => ready.reject(new Error(`a socket was closed with ${code}`)));
    socket.on('message', (data: Buffer) => {
      const frame = Frame.safeParse(JSON.parse(data.toString('utf8'))).data;
      if (frame === undefined) return;
      if (frame.type === 'ready') {
        last ??= frame.after;
        ready.resolve();
      } else {
        const sequence = frame.type === 'event' ? frame.event.sequence : frame.after;
        if (frame.type === 'reset' || sequence !== (last ?? 0) + 1) faults += 1;
        last = sequence;
      }
    });
    const late = pause(READY_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error('a socket was not ready in time');
    });
    await Promise.race([ready.promise, late]);
    return socket;
  };
  let socket = await connect();
  return {
    last: () => last,
    faults: () => faults,
    reconnect: async () => {
      const old = socket;
      old.removeAllListeners('message');
      old.close(1000);
      socket = await connect();
    },
    close: () => socket.close(1000),
  };
}
