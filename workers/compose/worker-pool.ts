import type { Services } from '../domain/context.ts';
import type { PoolDeps } from '../pool/pool-deps.ts';
import { embedPendingChunks } from '../rag/embed-chunks.ts';
import { reindexNextBatch } from '../rag/reindex.ts';
import { isolateOf, plainFetch } from './isolate.ts';

/** Dependencies of the worker pool, over the services of one invocation. */
export function poolDeps(env: Env, services: Services): PoolDeps {
  const { config, redis, resolveHost } = isolateOf(env);
  return {
    services,
    redis,
    embedPendingChunks,
    reindexNextBatch,
    webhooks: { fetch: plainFetch, resolveHost, random: Math.random, timing: config.webhookTiming },
    random: Math.random,
  };
}
