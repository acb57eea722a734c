import { performance } from 'node:perf_hooks';
import WebSocket from 'ws';

/**
 * The clients of `fan-out.ts`, in a process of their own, so that reading frames does not hold up who measures. Notes
 * when each socket read the frame of each order, and nothing else: the frames are not parsed.
 */
export type Command = { type: 'open'; url: string; tokens: string[] } | { type: 'collect' } | { type: 'close' };
export type Answer =
  | { type: 'opened'; seconds: number }
  /** For each order, when it came at each socket: milliseconds of the shared clock. */
  | { type: 'collected'; arrivals: Record<string, number[]> }
  | { type: 'closed' };

const AT_ONCE = 50;
const SUBJECT = '"subject":"orders/';
const UUID_CHARACTERS = 36;

let sockets: WebSocket[] = [];
let arrivals = new Map<string, number[]>();

process.on('message', (command: Command) => {
  void answer(command).then((reply) => process.send?.(reply));
});

async function answer(command: Command): Promise<Answer> {
  switch (command.type) {
    case 'open': {
      const began = performance.now();
      const waiting = [...command.tokens];
      const opener = async () => {
        for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) await open(command.url, token);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, opener));
      return { type: 'opened', seconds: (performance.now() - began) / 1000 };
    }
    case 'collect': {
      const collected = Object.fromEntries(arrivals);
      arrivals = new Map();
      return { type: 'collected', arrivals: collected };
    }
    case 'close': {
      const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of sockets) socket.close(1000);
      await Promise.all(closed);
      sockets = [];
      return { type: 'closed' };
    }
  }
}

/** Opens a socket and waits for its first frame, which says that it is live. */
async function open(url: string, token: string): Promise<void> {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('message', () => resolve());
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) =>
      reject(new Error(`the upgrade was answered ${response.statusCode}`)),
    );
  });
  sockets.push(socket);
  socket.on('message', (data: Buffer) => {
    const at = performance.timeOrigin + performance.now();
    const start = data.indexOf(SUBJECT);
    if (start === -1) return;
    const from = start + SUBJECT.length;
    const order = data.toString('latin1', from, from + UUID_CHARACTERS);
    const known = arrivals.get(order);
    if (known === undefined) arrivals.set(order, [at]);
    else known.push(at);
  });
}
