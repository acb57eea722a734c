import { createServer, connect as dial, type Socket } from 'node:net';

/** A TCP proxy on loopback that can lose its connections, refuse new ones and fall silent. */
export interface ChaosProxy {
  port: number;
  /** Ends every open connection, as a cable does. @returns How many there were. */
  sever(): number;
  /** New connections are reset and open ones ended, until `restore`. */
  refuse(): void;
  /** Connections stay open and carry nothing, until `restore`. */
  stall(): void;
  restore(): void;
  stop(): Promise<void>;
}

/** Stands in front of `targetPort` on 127.0.0.1. */
export async function startChaosProxy(targetPort: number): Promise<ChaosProxy> {
  let mode: 'pass' | 'refuse' | 'stall' = 'pass';
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    if (mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const upstream = dial(targetPort, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client]] as const) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      from.pipe(to);
    }
    if (mode === 'stall') pauseBoth(pair);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const sever = (): number => {
    const open = Array.from(pairs);
    for (const sockets of open) for (const socket of sockets) socket.resetAndDestroy();
    return open.length;
  };
  return {
    port: address.port,
    sever,
    refuse: () => {
      mode = 'refuse';
      sever();
    },
    stall: () => {
      mode = 'stall';
      for (const pair of pairs) pauseBoth(pair);
    },
    restore: () => {
      // A stalled connection is lost rather than late: its ends have given it up.
      if (mode === 'stall') sever();
      mode = 'pass';
    },
    stop: async () => {
      sever();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function pauseBoth([client, upstream]: readonly [Socket, Socket]): void {
  client.unpipe(upstream);
  upstream.unpipe(client);
  client.pause();
  upstream.pause();
}
