import { startUpstashEndpoint, type UpstashEndpoint } from '../../../scripts/dev-stack/upstash-endpoint.ts';

// Run by `forkRedis`: serves until the parent is gone.
const redisUrl = process.env.REDIS_URL;
const endpoint = await startUpstashEndpoint({ redisUrl, port: 0, inMemory: redisUrl === undefined });
process.once('disconnect', () => void endpoint.stop().finally(() => process.exit()));
process.send?.({ url: endpoint.url, token: endpoint.token } satisfies Pick<UpstashEndpoint, 'url' | 'token'>);
