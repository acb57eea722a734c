import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { neonConfig } from '@neondatabase/serverless';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { queryMessage, readMessage, readOpening } from '../../../scripts/dev-stack/postgres-messages.ts';
import { Database, type Tx } from '../../../workers/platform/database.ts';

const reply = (type: string, body: Buffer): Buffer => {
  const message = Buffer.concat([queryMessage('').subarray(0, 5), body]);
  message.write(type, 'latin1');
  message.writeInt32BE(body.length + 4, 1);
  return message;
};
const AUTHENTICATION_OK = reply('R', Buffer.from([0, 0, 0, 0]));
const READY = reply('Z', Buffer.from('I'));
const fault = (code: string) => reply('E', Buffer.from(`SERROR\0C${code}\0Mno\0\0`));

/** Completes any statement. */
const OK = reply('C', Buffer.alloc(0));
const completed = (statement: string): Buffer => reply('C', Buffer.from(`${statement}\0`));

/** The reaction of a server to a statement: an answer, silence, or a dropped connection. */
type Reaction = Buffer | 'silence' | 'hang up';

/** A server that takes any statement and answers nothing, or reacts as told; keeps what each connection asked. */
async function startServer(react: (statement: string) => Reaction = () => OK) {
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
        if (message.type === 'X') socket.end();
        if (message.type !== 'Q') continue;
        const [statement = ''] = message.bytes.subarray(5, -1).toString().split(';');
        statements.push(statement);
        const reaction = react(statement);
        if (reaction === 'hang up') socket.destroy();
        else if (reaction !== 'silence') {
          socket.write(Buffer.concat([reaction === OK ? completed(statement) : reaction, READY]));
        }
      }
    });
  });
  const port = await portOf(server);
  const connectionString = `postgres://u:p@127.0.0.1:${port}/d`;
  const db = new Database({ kind: 'hyperdrive', connectionString });
  const asked = () => connections.map(({ statements }) => statements);
  const stop = async () => {
    await db.close();
    for (const { socket } of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { db, connectionString, connections, asked, stop };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const selected = (tx: Tx) => tx.execute(sql`SELECT 1`);
const ONE = ['BEGIN', 'SELECT 1', 'COMMIT'];

const stops: Array<() => Promise<unknown>> = [];
const start = async (...args: Parameters<typeof startServer>) => {
  const server = await startServer(...args);
  stops.push(server.stop);
  return { ...server, select: () => server.db.transaction('system', selected) };
};
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

describe('database connections', () => {
  it('are used again, and one that died while it was idle costs a connect and nothing else', async () => {
    const { select, connections, asked } = await start();
    await select();
    await select();
    expect(asked()).toEqual([[...ONE, ...ONE]]);
    connections[0]?.socket.destroy();
    await select();
    expect(asked()[1]).toEqual(ONE);
  });

  it('are not tried one after the other when all died while idle', async () => {
    const { db, select, connections, asked } = await start();
    await Promise.all(Array.from({ length: 6 }, select));
    for (const { socket } of connections) socket.destroy();
    await select();
    expect(asked()).toHaveLength(7);
    await db.close();
  });

  it('commit nothing when the transaction could not begin', async () => {
    const { select, asked } = await start((statement) => (statement === 'BEGIN' ? fault('42501') : OK));
    await expect(select()).rejects.toMatchObject({ code: '42501' });
    expect(asked()).toEqual([['BEGIN', 'SELECT 1', 'ROLLBACK']]);
  });

  it('report why the transaction could not begin, not the failure of its first statement', async () => {
    const { select } = await start((statement) => fault(statement === 'BEGIN' ? '42501' : '25P02'));
    await expect(select()).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a connection that is lost while COMMIT is under way', () => {
  /** A server that has done all of the first transaction, and of a later one loses every answer. */
  const losing = async () => {
    let commits = 0;
    const lost = (statement: string): Reaction => {
      if (statement === 'COMMIT') return ++commits === 2 ? 'hang up' : OK;
      return commits === 1 ? 'silence' : OK;
    };
    const server = await start(lost);
    await server.select();
    return server;
  };

  it('runs nothing twice, because it may be committed', async () => {
    const { db, asked } = await losing();
    const committing = db.transaction('system', (tx, end) => end.last(() => selected(tx)));
    await expect(committing).rejects.toThrow();
    expect(asked()).toEqual([[...ONE, ...ONE]]);
  });

  it('runs a single idempotent statement again', async () => {
    const { db, asked } = await losing();
    await db.single('system', selected);
    expect(asked()).toEqual([[...ONE, ...ONE], ONE]);
  });

  it('is an error too when the connection was new', async () => {
    const { db, asked } = await start((statement) => (statement === 'COMMIT' ? 'hang up' : 'silence'));
    await expect(db.single('system', selected)).rejects.toThrow();
    expect(asked()).toEqual([ONE]);
  });

  it('runs nothing a second time when COMMIT was sent by itself', async () => {
    let commits = 0;
    const { db, select, asked } = await start((statement) =>
      statement === 'COMMIT' && ++commits === 2 ? 'hang up' : OK,
    );
    await select();
    await expect(db.transaction('system', selected)).rejects.toThrow();
    expect(asked()).toEqual([[...ONE, ...ONE]]);
  });
});

describe('a transaction', () => {
  const deadlock = () => Object.assign(new Error('deadlock'), { code: '40P01' });
  const committed = reply('C', Buffer.from('COMMIT\0'));
  const rolledBack = reply('C', Buffer.from('ROLLBACK\0'));

  it('is not run again for what its work throws once it is committed', async () => {
    const { db, asked } = await start((statement) => (statement === 'COMMIT' ? committed : OK));
    const broken = db.transaction('system', async (tx, end) => {
      await end.last(() => selected(tx));
      throw deadlock();
    });
    await expect(broken).rejects.toMatchObject({ code: '40P01' });
    expect(asked()).toEqual([[...ONE, 'ROLLBACK']]);
  });

  it('is run again after a deadlock of the statement that the commit was sent along with', async () => {
    let selects = 0;
    const { db, asked } = await start((statement) => {
      if (statement === 'SELECT 1') selects += 1;
      const isFirst = selects < 2;
      if (statement === 'COMMIT') return isFirst ? rolledBack : committed;
      return statement === 'SELECT 1' && isFirst ? fault('40P01') : OK;
    });
    await db.single('system', selected);
    expect(asked()).toEqual([[...ONE, 'ROLLBACK', ...ONE]]);
  });

  it('gives up after the fourth serialization failure at its end, with the server’s own error', async () => {
    const { select, asked } = await start((statement) => (statement === 'COMMIT' ? fault('40001') : OK));
    await expect(select()).rejects.toMatchObject({ code: '40001' });
    expect(asked()[0]?.filter((statement) => statement === 'SELECT 1')).toHaveLength(4);
  });

  it('takes no statement once it has ended, neither well nor badly', async () => {
    const { db, asked } = await start();
    let held: Tx | undefined;
    const late = async () => await held?.execute(sql`SELECT 2`);
    await db.transaction('system', async (tx) => {
      held = tx;
      await selected(tx);
    });
    await expect(late()).rejects.toThrow();
    const failing = db.transaction('system', async (tx) => {
      held = tx;
      await selected(tx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(late()).rejects.toThrow();
    expect(asked()).toEqual([[...ONE, 'BEGIN', 'SELECT 1', 'ROLLBACK']]);
  });

  it('waits for the statements that run side by side in it before its connection serves another', async () => {
    const { db, asked } = await start((statement) => (statement === 'SELECT 1' ? fault('22012') : OK));
    const both = db.transaction('system', (tx) => Promise.all([selected(tx), tx.execute(sql`SELECT 2`)]));
    await expect(both).rejects.toMatchObject({ code: '22012' });
    await db.transaction('system', (tx) => tx.execute(sql`SELECT 3`));
    expect(asked()).toEqual([['BEGIN', 'SELECT 1', 'SELECT 2', 'ROLLBACK', 'BEGIN', 'SELECT 3', 'COMMIT']]);
  });
});

describe('over Neon’s client, which cannot send ahead', () => {
  const { wsProxy, useSecureWebSocket, pipelineConnect } = neonConfig;
  afterEach(() => Object.assign(neonConfig, { wsProxy, useSecureWebSocket, pipelineConnect }));

  /** A database whose connections go through a WebSocket, as Neon's do. */
  const overNeon = async (react?: Parameters<typeof startServer>[0]) => {
    const { connectionString, connections, asked } = await start(react);
    const { port } = new URL(connectionString);
    const http = createHttpServer();
    new WebSocketServer({ server: http }).on('connection', (socket) => {
      const line = connect(Number(port), '127.0.0.1');
      line.on('data', (bytes) => socket.send(bytes));
      line.on('close', () => socket.close()).on('error', () => {});
      socket.on('message', (bytes: Buffer) => line.write(bytes));
      socket.on('close', () => line.destroy());
    });
    const proxyPort = await portOf(http);
    Object.assign(neonConfig, {
      ...{ useSecureWebSocket: false, pipelineConnect: false, wsProxy: () => `127.0.0.1:${proxyPort}` },
    });
    const db = new Database({ kind: 'neon', connectionString });
    stops.push(async () => {
      await db.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    });
    return { db, connections, asked };
  };

  it('the statements are the same, and a dead idle connection costs a connect', async () => {
    const { db, connections, asked } = await overNeon();
    await db.single('system', selected);
    await db.transaction('system', selected);
    expect(asked()).toEqual([[...ONE, ...ONE]]);
    connections[0]?.socket.destroy();
    await db.single('system', selected);
    expect(asked()).toEqual([[...ONE, ...ONE], ONE]);
  });

  it('a failed statement is not committed, and what could not begin does nothing', async () => {
    const { db, asked } = await overNeon((statement) => (statement === 'SELECT 1' ? fault('22012') : OK));
    await expect(db.transaction('system', selected)).rejects.toMatchObject({ code: '22012' });
    expect(asked()).toEqual([['BEGIN', 'SELECT 1', 'ROLLBACK']]);
    const refusing = await overNeon((statement) => (statement === 'BEGIN' ? fault('42501') : OK));
    await expect(refusing.db.single('system', selected)).rejects.toMatchObject({ code: '42501' });
  });
});
