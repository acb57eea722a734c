import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import { loadSigningKeys } from '../../../scripts/dev-stack/local-secrets.ts';
import { migrate } from '../../../scripts/migrate.ts';
import { buildWeb } from '../../../scripts/web/build.ts';
import { hashPassword } from '../../../workers/platform/passwords.ts';
import { startOpenAIServer } from '../openai-server.ts';
import { OWNER_PASSWORD } from '../owner-password.ts';
import { obey } from '../puppet-model.ts';
import { forkService } from './fork-service.ts';
import { retailLines } from './retail-lines.ts';

/** The services of the tests in workerd: an empty PostgreSQL, Redis over REST, and their own signing keys. */
export default async function startStack(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ragline-test-'));
  const [database, redis] = await Promise.all([
    forkService('database-process.ts', z.object({ url: z.string(), kind: z.enum(['embedded', 'server']) })),
    forkService('redis-process.ts', z.object({ url: z.string(), token: z.string() })),
    // The Worker's assets, without which its configuration is not valid.
    buildWeb(),
  ]);
  await migrate({ connectionString: database.url, log: () => undefined });

  project.provide('ownerPasswordHash', await hashPassword(OWNER_PASSWORD));
  const puppet = await startOpenAIServer();
  puppet.reply({ kind: 'answering', reply: obey });
  project.provide('puppetModelUrl', puppet.url);
  project.provide('everyAttack', process.env.RAGLINE_EVERY_ATTACK === '1');
  project.provide('databaseUrl', database.url);
  project.provide('faults', Number(process.env.RAGLINE_FAULTS ?? 80));
  project.provide('databaseKind', database.kind);
  project.provide('retailLines', retailLines() ?? null);
  const secrets = {
    AUTH_PRIVATE_JWKS: await loadSigningKeys(folder),
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
  };
  // Few sockets an object, so that the ninth of a tenant opens a shard.
  // A hub that looks at its outbox each second is never idle, so it cannot be evicted.
  const small = { HUB_SOCKETS_PER_OBJECT: '8', HUB_WATCH_SECONDS: '0' };
  project.provide('bindings', { RAGLINE_MODE: 'local', LOG_LEVEL: 'warn', ...small, ...secrets });
  // Where wrangler looks for them when it reads its configuration.
  Object.assign(process.env, secrets, {
    CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: database.url,
    RAGLINE_TEST_RUN_FOLDER: folder,
  });
  return async () => {
    await redis.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
    await puppet.stop();
  };
}
