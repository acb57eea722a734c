import { startUpstashEndpoint } from '../../../scripts/dev-stack/upstash-endpoint.ts';
import { serveParent } from './fork-service.ts';

const redisUrl = process.env.REDIS_URL;
const endpoint = await startUpstashEndpoint({ redisUrl, port: 0, inMemory: redisUrl === undefined });
serveParent({ url: endpoint.url, token: endpoint.token }, endpoint.stop);
