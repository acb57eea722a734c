import { createServer, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { listenOnLoopback } from './ports.ts';
import { fatalError, readMessage, readOpening, startupMessage } from './postgres-messages.ts';
import { type Client, TurnTaking } from './turn-taking.ts';

const MAX_CONNECTIONS = 300;
const IDLE_IN_TRANSACTION_LIMIT_MS = 10_000;
/** Query, Sync, FunctionCall, CopyDone, CopyFail: after one of these the client waits for ReadyForQuery. */
const ENDS_EXCHANGE = new Set(['Q', 'S', 'F', 'c', 'f']);

/** A PostgreSQL wire server on loopback over one PGlite. */
export interface PostgresServer {
  port: number;
  stop(): Promise<void>;
}

/**
 * Serves `db` to many `pg` clients on 127.0.0.1:`port` (0: any free port).
 * Rejects with the listen error, as `EADDRINUSE`. `onFailure` hears of a database engine that broke down.
 *
 * @electric-sql/pglite-socket queues message by message, so that clients which write each message on its own
 * (as `pg` does inside workerd) get one another's statements and results; hence this server.
 */
export async function servePostgres(options: {
  db: PGlite;
  port: number;
  onFailure: (error: Error) => void;
}): Promise<PostgresServer> {
  const sockets = new Set<Socket>();
  const closeAll = (reason: Buffer): void => {
    for (const socket of sockets) endWith(socket, reason);
  };
  const turns = new TurnTaking({
    db: options.db,
    idleLimitMs: IDLE_IN_TRANSACTION_LIMIT_MS,
    onFailure: (error) => {
      closeAll(fatalError('57P02', 'the embedded database broke down'));
      options.onFailure(error);
    },
  });
  const greeting = await captureGreeting(options.db);
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (sockets.size > MAX_CONNECTIONS) endWith(socket, fatalError('53300', 'too many connections'));
    else serveClient(socket, turns, greeting);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0 && server.listening) turns.reset();
    });
  });
  const port = await listenOnLoopback(server, options.port);
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        closeAll(fatalError('57P01', 'the embedded database is shutting down'));
      }),
  };
}

/** Returns the engine's answer to a login. The engine has one user, so every client gets the same bytes. */
async function captureGreeting(db: PGlite): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await db.runExclusive(() =>
    db.execProtocolRawStream(startupMessage('postgres', 'postgres'), {
      onRawData: (bytes) => void chunks.push(Buffer.from(bytes)),
    }),
  );
  return Buffer.concat(chunks);
}

/** Sends a last message and closes, without waiting for the client to close its side. */
function endWith(socket: Socket, lastWord: Buffer): void {
  if (socket.writable) socket.write(lastWord);
  socket.destroySoon();
}

function serveClient(socket: Socket, turns: TurnTaking, greeting: Buffer): void {
  let buffer: Buffer = Buffer.alloc(0);
  let exchange: Buffer[] = [];
  let greeted = false;
  const send = (bytes: Buffer): void => void (socket.writable && socket.write(bytes));
  const client: Client = {
    onIdleInTransaction: () => {
      endWith(socket, fatalError('25P03', 'terminating connection due to idle-in-transaction timeout'));
      turns.leave(client);
    },
  };

  const greet = (): boolean => {
    const opening = readOpening(buffer);
    if (opening.kind === 'incomplete') return false;
    if (opening.kind === 'cancel' || opening.kind === 'invalid') {
      // The engine is synchronous: by the time a cancel request is read, there is nothing left to cancel.
      socket.destroy();
      return false;
    }
    buffer = buffer.subarray(opening.size);
    greeted = opening.kind === 'startup';
    send(greeted ? greeting : Buffer.from('N'));
    return true;
  };

  const receive = (): boolean => {
    const message = readMessage(buffer);
    if (!message) return false;
    buffer = buffer.subarray(message.bytes.length);
    if (message.type === 'X') {
      socket.destroySoon();
      return false;
    }
    exchange.push(message.bytes);
    const endsExchange = ENDS_EXCHANGE.has(message.type);
    if (endsExchange || message.type === 'H') {
      turns.take({ client, messages: Buffer.concat(exchange), endsExchange, reply: send });
      exchange = [];
    }
    return true;
  };

  socket.on('data', (chunk) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    try {
      while (buffer.length > 0 && !socket.destroyed && (greeted ? receive() : greet()));
    } catch {
      socket.destroy();
    }
  });
  socket.once('close', () => turns.leave(client));
}
