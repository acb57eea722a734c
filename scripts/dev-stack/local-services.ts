import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { requireDatabase, requireUpstash } from './external-services.ts';
import { portFault, portFromEnvironment } from './ports.ts';
import type { Shutdown } from './shutdown.ts';
import { startUpstashEndpoint } from './upstash-endpoint.ts';
import { UserFault } from './user-fault.ts';

/**
 * A service of the development stack: its address, its name for the banner, and a promise that resolves when it dies.
 */
interface LocalService<Address> {
  address: Address;
  description: string;
  failed: Promise<string>;
}

const NEVER = new Promise<never>(() => undefined);

/** The database of this session: the one at DATABASE_URL or NEON_DATABASE_URL, else the embedded one kept in `stateFolder`. Rejects with UserFault. */
export async function provideDatabase(stateFolder: string, shutdown: Shutdown): Promise<LocalService<string>> {
  for (const name of ['DATABASE_URL', 'NEON_DATABASE_URL']) {
    const given = process.env[name];
    if (!given) continue;
    await requireDatabase(given);
    return { address: given, description: `PostgreSQL at ${name}`, failed: NEVER };
  }
  const port = portFromEnvironment('RAGLINE_PG_PORT', 0);
  const dataDir = join(stateFolder, 'postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, port }).catch((error: unknown) => {
    const fault = portFault(error, port, 'RAGLINE_PG_PORT');
    throw fault instanceof UserFault ? fault : new UserFault(unreadable(dataDir, error));
  });
  shutdown.add(postgres.stop);
  return {
    address: postgres.url,
    description: `embedded PostgreSQL (PGlite), ${postgres.url}`,
    failed: postgres.failed.then((error) => `The embedded database broke down (${error.message}): start again`),
  };
}

/** The Redis of this session: UPSTASH_REDIS_REST_URL and _TOKEN, else a local endpoint over REDIS_URL or what this machine has. Rejects with UserFault. */
export async function provideRedis(shutdown: Shutdown): Promise<LocalService<{ url: string; token: string }>> {
  const url = process.env.UPSTASH_REDIS_REST_URL;
  const token = process.env.UPSTASH_REDIS_REST_TOKEN;
  if (Boolean(url) !== Boolean(token)) {
    const missing = url ? 'UPSTASH_REDIS_REST_TOKEN' : 'UPSTASH_REDIS_REST_URL';
    throw new UserFault(
      `${missing} is not set: set both UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or neither.`,
    );
  }
  if (url && token) {
    await requireUpstash(url, token);
    return { address: { url, token }, description: `Upstash REST at ${new URL(url).host}`, failed: NEVER };
  }
  const redisUrl = process.env.REDIS_URL;
  if (redisUrl && !/^rediss?:\/\/./.test(redisUrl)) {
    throw new UserFault('REDIS_URL is not a Redis address: it should look like redis://127.0.0.1:6379, or be unset.');
  }
  const endpoint = await startUpstashEndpoint({ redisUrl, port: 0 }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserFault(`Cannot use the Redis at REDIS_URL, ${reason}: start or correct it, or unset REDIS_URL.`);
  });
  shutdown.add(endpoint.stop);
  const { backend, failed } = endpoint;
  return {
    address: { url: endpoint.url, token: endpoint.token },
    description: `${backend}, behind ${endpoint.url}`,
    failed,
  };
}

/** A few words on which models the Worker's variables choose. */
export function describeModels(variables: Readonly<Record<string, string>>): string {
  const { RERANK_URL: rerank } = variables;
  const reranked = rerank && URL.canParse(rerank) ? `; searches re-ranked by ${new URL(rerank).host}` : '';
  return `${describeChatModel(variables)}${reranked}`;
}

function describeChatModel({ OPENAI_API_BASE: base, OPENAI_API_KEY: key }: Readonly<Record<string, string>>): string {
  if (base && URL.canParse(base)) return `the server at ${new URL(base).host} (OPENAI_API_BASE)`;
  if (key) return 'OpenAI (OPENAI_API_KEY)';
  return 'offline, rule-based (set OPENAI_API_KEY or OPENAI_API_BASE for a real one)';
}

function unreadable(dataDir: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : 'its files cannot be read';
  return `The embedded database in ${dataDir} cannot be opened (${reason.split('\n')[0]}): it is damaged, or from another version. Move that folder away to begin with an empty one.`;
}
