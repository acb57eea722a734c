import { DurableObject } from 'cloudflare:workers';
import pg from 'pg';

/**
 * The floor of the benches: a bare Worker in the same workerd that does by itself what the product cannot do without.
 * `/text` answers; `/shield` asks the rate limit binding; `/redis` asks Redis for one key as Upstash's client does, and
 * `/read` does both; `/object` calls a Durable Object; `/sql/N` connects and makes N round trips of `SELECT 1`; `/model`
 * passes a model's stream on; `/broadcast/NAME` is an object that sends what is posted to all of its sockets.
 */
interface FloorEnv {
  OBJECT: DurableObjectNamespace<Bare>;
  BROADCAST: DurableObjectNamespace<Broadcast>;
  HYPERDRIVE: Hyperdrive;
  SHIELD: RateLimit;
  REDIS_URL: string;
  REDIS_TOKEN: string;
  MODEL_URL: string;
}

export class Bare extends DurableObject {
  ping(): string {
    return 'pong';
  }
}

export class Broadcast extends DurableObject {
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('upgrade') === null) {
      const text = await request.text();
      for (const socket of this.ctx.getWebSockets()) socket.send(text);
      return new Response(null, { status: 204 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.send('{}');
    return new Response(null, { status: 101, webSocket: client });
  }
}

const askShield = async (request: Request, env: FloorEnv) =>
  await env.SHIELD.limit({ key: request.headers.get('cf-connecting-ip') ?? '' });

async function askRedis(env: FloorEnv): Promise<unknown> {
  const answer = await fetch(env.REDIS_URL, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.REDIS_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(['get', 'ragline:bench']),
  });
  return await answer.json();
}

export default {
  async fetch(request, env, execution): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, what, argument = ''] = pathname.split('/');
    switch (what) {
      case 'shield':
        return Response.json(await askShield(request, env));
      case 'redis':
        return Response.json(await askRedis(env));
      case 'read': {
        await askShield(request, env);
        return Response.json(await askRedis(env));
      }
      case 'object':
        return new Response(await env.OBJECT.getByName('one').ping());
      case 'sql': {
        const client = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
        await client.connect();
        for (let trip = 0; trip < Number(argument); trip++) await client.query('SELECT 1');
        execution.waitUntil(client.end().catch(() => undefined));
        return new Response('done');
      }
      case 'model':
        return await fetch(env.MODEL_URL, { method: 'POST', body: await request.text() });
      case 'broadcast':
        return await env.BROADCAST.getByName(argument).fetch(request);
      default:
        return new Response('{"status":"ok"}', { headers: { 'content-type': 'application/json' } });
    }
  },
} satisfies ExportedHandler<FloorEnv>;
