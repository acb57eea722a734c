import { Redis } from '@upstash/redis/cloudflare';
import { z } from 'zod';
import { StatedError } from '../../contracts/stated-error.ts';
import type { Config } from './config.ts';
import { describeError } from './describe-error.ts';

/** Redis refused a command or did not answer. Upstash's own error quotes the whole command. */
export class RedisError extends StatedError {
  override name = 'RedisError';
  readonly host: string;
  /** The first word of Redis's reply, such as `WRONGTYPE` or `OOM`. */
  readonly code: string | undefined;

  constructor(operation: string, host: string, { code, text }: { code?: string | undefined; text: string }) {
    super(`${operation}: ${text}`);
    this.host = host;
    this.code = code;
  }
}

const Reply = z.object({ error: z.string() });

/**
 * The Upstash client: HTTP, so no socket to share, and the requests of an isolate may use the same one. Not with
 * automatic pipelines, in which one request would wait for what another has sent: workerd forbids that. Values are our
 * own JSON texts, left as they are, and read as text: base64 is for values that are none.
 */
export function createRedis(config: Config['redis']): Redis {
  return new StatedRedis({
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

/** Replaces the client's errors at the request, before the client wraps them. */
class StatedRedis extends Redis {
  constructor(config: ConstructorParameters<typeof Redis>[0]) {
    super(config);
    const { client } = this;
    const host = URL.parse(config.url ?? '')?.host ?? 'unknown';
    const request = client.request.bind(client);
    client.request = async (asked) => {
      const operation = operationOf(asked.body);
      const refused = (reply: string) => new RedisError(operation, host, { code: codeOf(reply), text: 'refused' });
      const answer = await request<never>(asked).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : '';
        if (error instanceof Error && error.name === 'UpstashError') throw refused(message);
        throw new RedisError(operation, host, { text: describeError(error).text ?? 'no answer' });
      });
      for (const reply of Array.isArray(answer) ? answer : [answer]) {
        const { data } = Reply.safeParse(reply);
        if (data !== undefined) throw refused(data.error);
      }
      return answer;
    };
  }
}

function operationOf(body: unknown): string {
  const [first]: unknown[] = Array.isArray(body) ? body : [];
  if (Array.isArray(first)) return 'PIPELINE';
  return typeof first === 'string' && /^[a-z]{1,20}$/i.test(first) ? first.toUpperCase() : 'command';
}

const codeOf = (reply: string): string | undefined => /^[A-Z]{2,20}\b/.exec(reply)?.[0];
