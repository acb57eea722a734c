import { Redis } from '@upstash/redis/cloudflare';
import type { Config } from './config.ts';

/**
 * The Upstash client: HTTP, so no socket to share, and the requests of an isolate may use the same one. Not with
 * automatic pipelines, in which one request would wait for what another has sent: workerd forbids that. Values are our
 * own JSON texts, left as they are, and read as text: base64 is for values that are none.
 */
export function createRedis(config: Config['redis']): Redis {
  return new Redis({
    ...config,
    ...{
      automaticDeserialization: false,
      responseEncoding: false as const,
      enableAutoPipelining: false,
      enableTelemetry: false,
      retry: false,
    },
  });
}
export type { Redis };
