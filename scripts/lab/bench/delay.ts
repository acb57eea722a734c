import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from '../../dev-stack/ports.ts';

/** A TCP proxy on loopback that delays its target's answers. */
export interface Delay {
  port: number;
  /** Sets the added latency of answers, also for open connections. */
  setRoundTrip(milliseconds: number): void;
  stop(): Promise<void>;
}

/**
 * Starts a proxy to a port of this machine. Bytes arrive half a round trip later in each direction, in order, and a new
 * connection takes one round trip more, as TCP's handshake does.
 */
export async function startDelay(target: number): Promise<Delay> {
  let roundTripMs = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port: target, noDelay: true });
    carry(near, far, performance.now() + roundTripMs);
    carry(far, near, 0);
  });
  const carry = (from: Socket, to: Socket, notBeforeMs: number): void => {
    sockets.add(from);
    let arrivesMs = notBeforeMs;
    // Timers may fire out of order when a busy machine stretches the time between two readings of the clock.
    const underWay: Array<() => void> = [];
    const later = (act: () => void): void => {
      // Never before what was sent earlier, also when the distance has just become shorter.
      arrivesMs = Math.max(arrivesMs, performance.now() + roundTripMs / 2);
      const waitMs = arrivesMs - performance.now();
      if (waitMs <= 0 && underWay.length === 0) {
        act();
        return;
      }
      underWay.push(act);
      setTimeout(() => underWay.shift()?.(), waitMs);
    };
    from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      later(() => to.destroy());
    });
  };
  const port = await listenOnLoopback(server, 0);
  return {
    port,
    setRoundTrip: (milliseconds) => {
      roundTripMs = milliseconds;
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
