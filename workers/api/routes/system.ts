import { z } from '@hono/zod-openapi';
import { BREAKER_STATES } from '../../../contracts/circuit-breaker.ts';
import { router } from '../api-env.ts';
import { isOperator } from '../middleware/may-scrape.ts';
import { json, operation } from '../operation.ts';

const Health = z.object({ status: z.enum(['ok']) }).meta({ id: 'Health' });
const Breaker = z.enum(BREAKER_STATES);
const Readiness = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']).meta({ description: 'Only callers with METRICS_TOKEN see `degraded`' }),
    database: z.boolean().optional(),
    redis: z.boolean().optional(),
    breakers: z
      .object({ redis: Breaker, model: Breaker })
      .optional()
      .meta({ description: 'State of the circuit breaker of each dependency. All isolates share it' }),
  })
  .meta({ id: 'Readiness' });
const Jwks = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) }).meta({ id: 'Jwks' });

const tag = 'System';

const health = operation({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Check whether the process answers',
  tag,
  permission: 'none',
  responses: { 200: json('The process answers', Health) },
});

const ready = operation({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Check whether the dependencies answer',
  description:
    'Tells every caller whether requests are served: `ok`, or `down` with 503 while the database is unavailable or read-only. A caller with METRICS_TOKEN (in local mode, every caller) also sees each dependency. Without Redis the status is `degraded`: reads are served from PostgreSQL.',
  tag,
  permission: 'none',
  responses: {
    200: json('Requests are served: `ok`, or `degraded` without Redis or a model', Readiness),
    503: json('Requests cannot be served: `down`', Readiness),
  },
});

const jwks = operation({
  method: 'get',
  path: '/.well-known/jwks.json',
  operationId: 'getJwks',
  summary: 'Read the public keys that verify access tokens',
  tag,
  permission: 'none',
  responses: { 200: json('The key set (RFC 7517)', Jwks) },
});

/** Liveness, readiness and public keys. */
export const systemRoutes = () =>
  router()
    .openapi(health, (c) => c.json({ status: 'ok' as const }, 200, { 'cache-control': 'no-store' }))
    .openapi(ready, async (c) => {
      const services = c.get('services');
      const [database, redis] = await Promise.all([services.db.isWritable(), services.cache.isReachable()]);
      const noStore = { 'cache-control': 'no-store' };
      if (!(await isOperator(c))) {
        return c.json({ status: database ? ('ok' as const) : ('down' as const) }, database ? 200 : 503, noStore);
      }
      const status = !database ? ('down' as const) : redis ? ('ok' as const) : ('degraded' as const);
      const breakers = await services.breakers.platformStates();
      return c.json({ status, database, redis, breakers }, database ? 200 : 503, noStore);
    })
    .openapi(jwks, (c) =>
      c.json(Jwks.parse(c.get('services').tokens.publicJwks()), 200, { 'cache-control': 'public, max-age=300' }),
    );
