import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { anyFreePort } from '../../dev-stack/ports.ts';

/** A transaction pool before a PostgreSQL server. */
export interface PgBouncer {
  url: string;
  /** How many statements it has passed on; `BEGIN` and `COMMIT` are statements, several in one text are one. */
  statements(): Promise<number>;
  stop(): Promise<void>;
}

const CONNECTIONS = 20;
const ANSWER_WITHIN_MS = 10_000;
const Totals = z.object({ total_query_count: z.coerce.number() });

/**
 * PgBouncer in transaction mode, as a substitute for Hyperdrive. It requires no password, because Hyperdrive's check is
 * the platform's own. Needs `pgbouncer` on the PATH or in /usr/sbin.
 */
export async function startPgBouncer(serverUrl: string, folder: string): Promise<PgBouncer> {
  const server = new URL(serverUrl);
  const port = await anyFreePort();
  const config = join(folder, 'pgbouncer.ini');
  const name = server.pathname.slice(1);
  const entry = `host=${server.hostname} port=${server.port} user=${server.username} password=${decodeURIComponent(server.password)}`;
  await writeFile(
    config,
    `[databases]\n${name} = ${entry} dbname=${name}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = ${CONNECTIONS}\nmax_client_conn = 5000\nignore_startup_parameters = extra_float_digits\nlog_connections = 0\nlog_disconnections = 0\nadmin_users = bench\nstats_users = bench\n`,
    { mode: 0o600 },
  );
  // PgBouncer refuses to run as root.
  const account = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn('pgbouncer', ['-q', ...account, config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`pgbouncer ended with ${code}: ${log.slice(0, 2_000)}`)));
  });
  const admin = await Promise.race([connectWhenUp(port), ended]);
  ended.catch(() => undefined);
  return {
    url: `postgres://${server.username}:none@127.0.0.1:${port}/${name}?sslmode=disable`,
    statements: async () => {
      const { rows } = await admin.query('SHOW STATS');
      return rows.reduce((sum, row) => sum + Totals.parse(row).total_query_count, 0);
    },
    stop: async () => {
      await admin.end().catch(() => undefined);
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function connectWhenUp(port: number): Promise<pg.Client> {
  for (const deadline = Date.now() + ANSWER_WITHIN_MS; ; ) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'bench', database: 'pgbouncer' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
