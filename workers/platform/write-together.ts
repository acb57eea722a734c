/** What the driver uses of its socket to send. */
export interface Sink {
  write(data: Uint8Array | string, done?: (error?: unknown) => void): unknown;
  end(...rest: unknown[]): unknown;
}

/**
 * Makes a socket send what is written to it in one turn with one write. A statement is five messages, and in workerd,
 * whose sockets cannot be corked, the driver would write each by itself: five packets to send, and for a pool and a
 * server to wake up for. Neon's client does the same (`coalesceWrites`). What is written must not change afterwards: each
 * message of the driver has bytes of its own.
 */
export function writeTogether(socket: Sink): void {
  const write = socket.write.bind(socket);
  const end = socket.end.bind(socket);
  let waiting: Array<{ data: Uint8Array; done: ((error?: unknown) => void) | undefined }> = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const written = waiting;
    waiting = [];
    write(Buffer.concat(written.map(({ data }) => data)), (error) => {
      for (const { done } of written) done?.(error);
    });
  };
  socket.write = (data: Uint8Array | string, ...rest: unknown[]) => {
    if (waiting.length === 0) queueMicrotask(flush);
    const last = rest.at(-1);
    waiting.push({
      data: typeof data === 'string' ? Buffer.from(data) : data,
      done: typeof last === 'function' ? (error) => last(error) : undefined,
    });
    return true;
  };
  socket.end = (...rest) => {
    flush();
    return end(...rest);
  };
}
