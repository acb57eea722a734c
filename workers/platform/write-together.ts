/** The part of the driver's socket that sends. */
export interface Sink {
  write(data: Uint8Array | string, done?: (error?: unknown) => void): unknown;
  end(...rest: unknown[]): unknown;
}

/**
 * Makes a socket send everything of one turn of the event loop in one write. A statement is five messages, and
 * workerd's sockets cannot be corked, so the driver would send five packets. Neon's client does the same
 * (`coalesceWrites`). Written bytes must not change afterwards: each message of the driver has its own.
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
