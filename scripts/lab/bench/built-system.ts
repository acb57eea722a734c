import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { z } from 'zod';
import { buildWeb } from '../../web/build.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CONFIG = join(ROOT, 'wrangler.toml');

export interface BuiltSystemOptions {
  databaseUrl: string;
  redis: { url: string; token: string };
  /** Variables and secrets of the Worker; RAGLINE_MODE is `local` unless it is among them. */
  env: Record<string, string>;
  /** Opens V8's inspector, to profile. */
  isInspected?: boolean;
  /**
   * A module that runs beside it in the same workerd, to measure the floor with; with Durable Objects and bindings of
   * its own, and with the shield, the database and Redis as SHIELD, HYPERDRIVE, REDIS_URL and REDIS_TOKEN.
   */
  floor?: { script: string; durableObjects: Record<string, string>; bindings: Record<string, string> };
}

export interface BuiltSystem {
  url: string;
  /** The HTTP address of the inspector, if it was requested. */
  inspectorUrl(): Promise<string>;
  /** The address of the floor Worker; empty without one. */
  floorUrl: string;
  stop(): Promise<void>;
}

/**
 * Runs the Worker as `wrangler deploy` would upload it, under workerd with Queues and Durable Objects, and with a
 * socket of its own: requests go straight to it, not through a development proxy. Durable Objects are on disk, in a
 * folder that is gone afterwards.
 */
export async function startBuiltSystem(options: BuiltSystemOptions): Promise<BuiltSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'ragline-built-'));
  await buildWeb();
  await build(folder, options.databaseUrl);
  const bindings = {
    RAGLINE_MODE: 'local',
    LOG_LEVEL: 'warn',
    UPSTASH_REDIS_REST_URL: options.redis.url,
    UPSTASH_REDIS_REST_TOKEN: options.redis.token,
    ...options.env,
  };
  // Where wrangler looks for them when it reads its configuration.
  Object.assign(process.env, bindings, hyperdrive(options.databaseUrl));
  const { workerOptions } = unstable_getMiniflareWorkerOptions(CONFIG);
  const direct = { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] };
  const compatibilityDate = z.string().parse(workerOptions.compatibilityDate);
  const workers: V4WorkerOptions[] = [
    {
      ...{ ...workerOptions, name: 'ragline', ...direct },
      bindings: Object.assign({}, workerOptions.bindings, bindings),
      modules: await builtModules(folder),
      modulesRoot: folder,
    },
  ];
  if (options.floor !== undefined) {
    const { script, durableObjects, bindings: own } = options.floor;
    const withSql = (className: string) => ({ className, useSQLite: true });
    workers.push({
      ...{ name: 'floor', compatibilityDate, ...direct, modules: true, script },
      durableObjects: Object.fromEntries(
        Object.entries(durableObjects).map(([name, className]) => [name, withSql(className)]),
      ),
      ratelimits: { SHIELD: { namespace_id: '1', simple: { limit: 6_000, period: 60 } } },
      hyperdrives: { HYPERDRIVE: options.databaseUrl },
      bindings: { ...own, REDIS_URL: options.redis.url, REDIS_TOKEN: options.redis.token },
    });
  }
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...{ cf: false, log: new Log(LogLevel.WARN), defaultPersistRoot: join(folder, 'state'), workers },
      ...(options.isInspected === true ? { inspectorPort: 0 } : {}),
    }),
  );
  await miniflare.ready;
  const addressOf = async (worker: string) => (await miniflare.unsafeGetDirectURL(worker)).origin;
  return {
    url: await addressOf('ragline'),
    floorUrl: options.floor === undefined ? '' : await addressOf('floor'),
    inspectorUrl: async () => (await miniflare.getInspectorURL()).href,
    stop: async () => {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const hyperdrive = (databaseUrl: string) => ({
  CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: databaseUrl,
});

/** The bundle first, then the texts that it imports. */
async function builtModules(folder: string) {
  const texts = (await readdir(folder)).filter((name) => name !== 'index.js' && !/\.map$|^README/.test(name));
  return await Promise.all(
    ['index.js', ...texts].map(async (name, index) => ({
      type: index === 0 ? ('ESModule' as const) : ('Text' as const),
      path: join(folder, name),
      contents: await readFile(join(folder, name), 'utf8'),
    })),
  );
}

async function build(folder: string, databaseUrl: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/wrangler/bin/wrangler.js'),
      'deploy',
      '--dry-run',
      '--outdir',
      folder,
      '--config',
      CONFIG,
    ],
    {
      cwd: ROOT,
      env: { ...process.env, ...hyperdrive(databaseUrl), WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1', CI: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`wrangler deploy --dry-run ended with ${code}:\n${output}`);
}
