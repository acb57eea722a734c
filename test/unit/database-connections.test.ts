import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { queryMessage, readMessage, readOpening } from '../../scripts/dev-stack/postgres-messages.ts';
import { Database } from '../../workers/platform/database.ts';

const reply = (type: string, body: Buffer): Buffer => {
  const message = Buffer.concat([queryMessage('').subarray(0, 5), body]);
  message.write(type, 'latin1');
  message.writeInt32BE(body.length + 4, 1);
  return message;
};
const AUTHENTICATION_OK = reply('R', Buffer.from([0, 0, 0, 0]));
const READY = reply('Z', Buffer.from('I'));
const fault = (code: string) => reply('E', Buffer.from(`SERROR\0C${code}\0Mno\0\0`));

/** A server that takes any statement and answers nothing, or what `answer` says; keeps what each connection asked. */
async function startServer(answer: (statement: string) => Buffer = () => reply('C', Buffer.from('OK\0'))) {
  const connections: Array<{ socket: Socket; statements: string[] }> = [];
  const server = createServer((socket) => {
    const statements: string[] = [];
    connections.push({ socket, statements });
    let buffer = Buffer.alloc(0);
    let isOpen = false;
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      buffer = Buffer.concat([buffer, bytes]);
      if (!isOpen) {
        const opening = readOpening(buffer);
        if (opening.kind !== 'startup') return;
        isOpen = true;
        buffer = buffer.subarray(opening.size);
        socket.write(Buffer.concat([AUTHENTICATION_OK, READY]));
      }
      for (let message = readMessage(buffer); message !== undefined; message = readMessage(buffer)) {
        buffer = buffer.subarray(message.bytes.length);
        if (message.type !== 'Q') continue;
        const statement = message.bytes.subarray(5, -1).toString();
        statements.push(statement.split(';')[0] ?? '');
        socket.write(Buffer.concat([answer(statement), READY]));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const db = new Database({ kind: 'hyperdrive', connectionString: `postgres://u:p@127.0.0.1:${port}/d` });
  const select = () => db.transaction('system', (tx) => tx.execute(sql`SELECT 1`));
  return { db, select, connections, stop: () => new Promise((resolve) => server.close(resolve)) };
}

describe('database connections', () => {
  const opened: Awaited<ReturnType<typeof startServer>>[] = [];
  const start = async (...args: Parameters<typeof startServer>) => {
    const server = await startServer(...args);
    opened.push(server);
    return server;
  };
  afterEach(async () => {
    for (const { db, connections, stop } of opened.splice(0)) {
      await db.close();
      for (const { socket } of connections) socket.destroy();
      await stop();
    }
  });

  it('are used again, and one that died while it was idle costs a connect and nothing else', async () => {
    const { select, connections } = await start();
    await select();
    await select();
    expect(connections.map(({ statements }) => statements)).toEqual([
      ['BEGIN', 'SELECT 1', 'COMMIT', 'BEGIN', 'SELECT 1', 'COMMIT'],
    ]);
    connections[0]?.socket.destroy();
    await select();
    expect(connections[1]?.statements).toEqual(['BEGIN', 'SELECT 1', 'COMMIT']);
  });

  it('commit nothing when the transaction could not begin', async () => {
    const { select, connections } = await start((statement) =>
      statement.startsWith('BEGIN') ? fault('42501') : reply('C', Buffer.from('OK\0')),
    );
    await expect(select()).rejects.toMatchObject({ code: '42501' });
    expect(connections[0]?.statements).toEqual(['BEGIN', 'SELECT 1', 'ROLLBACK']);
  });

  it('tell why the transaction could not begin, not that its first statement failed with it', async () => {
    const { select } = await start((statement) => fault(statement.startsWith('BEGIN') ? '42501' : '25P02'));
    await expect(select()).rejects.toMatchObject({ code: '42501' });
  });
});
