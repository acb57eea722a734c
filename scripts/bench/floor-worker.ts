import { DurableObject } from 'cloudflare:workers';
import pg from 'pg';

/**
 * The floor of the route bench: a bare Worker in the same workerd that does by itself what our routes cannot do
 * without. `/text` answers; `/shield` asks the rate limit binding; `/redis` asks Redis for one key as Upstash's client does; `/object` calls a Durable Object;
 * `/sql/N` connects and makes N round trips of `SELECT 1`.
 */
interface FloorEnv {
  OBJECT: DurableObjectNamespace<Bare>;
  HYPERDRIVE: Hyperdrive;
  SHIELD: RateLimit;
  REDIS_URL: string;
  REDIS_TOKEN: string;
}

export class Bare extends DurableObject {
  ping(): string {
    return 'pong';
  }
}

export default {
  async fetch(request, env, execution): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, what, count] = pathname.split('/');
    switch (what) {
      case 'redis': {
        const answer = await fetch(env.REDIS_URL, {
          method: 'POST',
          headers: { authorization: `Bearer ${env.REDIS_TOKEN}`, 'content-type': 'application/json' },
          body: JSON.stringify(['get', 'ragline:bench']),
        });
        return Response.json(await answer.json());
      }
      case 'shield': {
        const { success } = await env.SHIELD.limit({ key: request.headers.get('cf-connecting-ip') ?? '' });
        return Response.json({ success });
      }
      case 'object':
        return new Response(await env.OBJECT.getByName('one').ping());
      case 'sql': {
        const client = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
        await client.connect();
        for (let trip = 0; trip < Number(count); trip++) await client.query('SELECT 1');
        execution.waitUntil(client.end().catch(() => undefined));
        return new Response('done');
      }
      default:
        return new Response('{"status":"ok"}', { headers: { 'content-type': 'application/json' } });
    }
  },
} satisfies ExportedHandler<FloorEnv>;
