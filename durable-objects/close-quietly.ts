/** Codes that only the runtime may put on the wire. RFC 6455, section 7.4.1. */
const UNSENDABLE = new Set([1004, 1005, 1006, 1015]);

/** Closes a socket that may already be closed. A code that must not be sent becomes a normal closure. */
export function closeQuietly(socket: WebSocket, code: number, reason: string): void {
  const sendable = code >= 1000 && code < 5000 && !UNSENDABLE.has(code);
  try {
    socket.close(sendable ? code : 1000, sendable ? reason.slice(0, 100) : '');
  } catch {
    // Already closed.
  }
}
