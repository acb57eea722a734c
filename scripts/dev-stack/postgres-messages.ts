/** The request in the first packet of a connection (PostgreSQL protocol, StartupMessage and its special codes). */
export type Opening =
  | { kind: 'incomplete' }
  | { kind: 'invalid' }
  | { kind: 'encryption'; size: number }
  | { kind: 'cancel' }
  | { kind: 'startup'; size: number };

const SSL_REQUEST = 80877103;
const GSS_ENCRYPTION_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/**
 * Reads the untyped packet that begins a PostgreSQL connection.
 * Source: PostgreSQL documentation, "Message Formats" (StartupMessage, SSLRequest, CancelRequest).
 */
export function readOpening(buffer: Buffer): Opening {
  if (buffer.length < 8) return { kind: 'incomplete' };
  const size = buffer.readInt32BE(0);
  const code = buffer.readInt32BE(4);
  if (code === SSL_REQUEST || code === GSS_ENCRYPTION_REQUEST) return { kind: 'encryption', size: 8 };
  if (code === CANCEL_REQUEST) return { kind: 'cancel' };
  if (code >> 16 !== 3 || size < 8 || size > 10_000) return { kind: 'invalid' };
  return buffer.length < size ? { kind: 'incomplete' } : { kind: 'startup', size };
}

/** One typed message at the head of `buffer`; undefined when its last byte has not arrived. Throws on a length no client sends. */
export function readMessage(buffer: Buffer): { type: string; bytes: Buffer } | undefined {
  if (buffer.length < 5) return undefined;
  const size = buffer.readInt32BE(1) + 1;
  if (size < 5 || size > MAX_MESSAGE_BYTES) throw new RangeError('not a PostgreSQL message');
  if (buffer.length < size) return undefined;
  return { type: String.fromCharCode(buffer.readUInt8(0)), bytes: buffer.subarray(0, size) };
}

/** A simple-protocol Query message. */
export function queryMessage(sql: string): Buffer {
  return message('Q', Buffer.from(`${sql}\0`));
}

/** A Sync message: ends an extended-protocol exchange, clearing its error state. */
export function syncMessage(): Buffer {
  return message('S', Buffer.alloc(0));
}

/** An ErrorResponse of severity FATAL with the given SQLSTATE, as sent right before a connection is closed. */
export function fatalError(sqlState: string, text: string): Buffer {
  const fields = [`SFATAL`, `VFATAL`, `C${sqlState}`, `M${text}`].map((field) => `${field}\0`).join('');
  return message('E', Buffer.from(`${fields}\0`));
}

/** A StartupMessage of protocol 3.0. */
export function startupMessage(user: string, database: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(parameters.length + 8, 0);
  head.writeInt32BE(196608, 4);
  return Buffer.concat([head, parameters]);
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
