import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { tenants } from '../../../schema/tables/tenants.ts';
import { openServices } from '../../../workers/compose/open-services.ts';
import type { Ctx } from '../../../workers/domain/context.ts';
import { isolateBreakers } from '../../../workers/platform/breakers.ts';
import { newCacheHealth } from '../../../workers/platform/cache.ts';
import { parseConfig } from '../../../workers/platform/config.ts';
import type { Embedder } from '../../../workers/platform/embedder.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { createRedis } from '../../../workers/platform/redis.ts';
import { createTokens } from '../../../workers/platform/tokens.ts';
import { newTrace } from '../../../workers/platform/trace.ts';
import { embedPendingChunks } from '../../../workers/rag/embed-chunks.ts';
import { startScratchDatabase } from '../../dev-stack/scratch-database.ts';
import { migrate } from '../../migrate.ts';
import { createSigningKey } from '../../signing-key.ts';

/** A database with the schema and one tenant in it, and the product's own verbs over it, without Worker or Queue. */
export interface SearchLab {
  /** The context of the tenant's owner. */
  ctx: Ctx;
  /** Requested jobs that have not run. */
  jobs: string[];
  /** In words, for a report. */
  databaseName: string;
  /** Does what the indexer does, to the end. */
  index(embedder: Embedder): Promise<void>;
  /** Vacuums and analyses, as autovacuum does on a server some minutes after so many writes. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openSearchLab(): Promise<SearchLab> {
  const database = await startScratchDatabase(process.env.DATABASE_URL);
  await migrate({ connectionString: database.url, log: () => undefined });
  const config = parseConfig(
    {
      RAGLINE_MODE: 'local',
      LOG_LEVEL: 'error',
      AUTH_PRIVATE_JWKS: JSON.stringify({ keys: [createSigningKey()] }),
      // Nothing here reads or writes the cache.
      UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9',
      UPSTASH_REDIS_REST_TOKEN: 'none',
    },
    database.url,
  );
  const jobs: string[] = [];
  const services = openServices(
    {
      config,
      tokens: createTokens(config.auth),
      redis: createRedis(config.redis),
      cacheHealth: newCacheHealth(),
      breakers: isolateBreakers(),
    },
    newTrace(),
    {
      nudgeRelay: () => undefined,
      nudgeRevocations: () => undefined,
      nudgeIndexer: () => undefined,
      nudgeJob: (_tenantId, jobId) => void jobs.push(jobId),
      nudgeWebhook: () => undefined,
    },
  );
  const tenantId = newId();
  await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx.insert(tenants).values({ id: tenantId, slug: `eval-${randomUUID().slice(0, 8)}`, name: 'Evaluation' }),
  );
  const principal = { tenantId, userId: newId(), roles: ['owner' as const], expiresAt: 4_000_000_000 };
  return {
    ctx: { ...services, principal, authority: 'system' },
    jobs,
    databaseName: database.kind === 'embedded' ? 'embedded PostgreSQL' : 'PostgreSQL of `DATABASE_URL`',
    index: async (embedder) => {
      while ((await embedPendingChunks({ ...services, embedder }, tenantId)).remaining);
    },
    settle: async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query('VACUUM (ANALYZE)');
      await client.end();
    },
    close: async () => {
      await services.close();
      await database.stop();
    },
  };
}
