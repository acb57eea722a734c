import { Redis } from '@upstash/redis/cloudflare';
import type { Config } from './config.ts';

/** The Upstash client: HTTP, so no socket to share. Values are our own JSON texts, left as they are. */
export function createRedis(config: Config['redis']): Redis {
  return new Redis({ ...config, automaticDeserialization: false, enableTelemetry: false, retry: false });
}
export type { Redis };
