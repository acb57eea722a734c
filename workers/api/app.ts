import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { mcpRoute } from '../chat/mcp/route.ts';
import type { Config } from '../platform/config.ts';
import { type ApiEnv, router } from './api-env.ts';
import { apiRoutes } from './api-routes.ts';
import { allow } from './middleware/allow.ts';
import { authenticate } from './middleware/authenticate.ts';
import { checkOrigin } from './middleware/check-origin.ts';
import { crossOrigin } from './middleware/cors.ts';
import { keepEventSource } from './middleware/keep-event-source.ts';
import { mayScrape } from './middleware/may-scrape.ts';
import { addressQuota, tenantQuota } from './middleware/quota.ts';
import { shield } from './middleware/rate-limit.ts';
import { checkBody, limitBody } from './middleware/read-body.ts';
import { refuseSuspended } from './middleware/refuse-suspended.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { type OpenServices, withServices } from './middleware/services.ts';
import { shedGuests, shedLoad } from './middleware/shed-load.ts';
import { openApiDocument } from './openapi.ts';
import { onError, onNotFound } from './problem-handlers.ts';
import { homeRoutes } from './routes/home.ts';
import { pageRoutes } from './routes/pages.ts';
import { referenceRoutes } from './routes/reference.ts';
import { TenantMemory } from './tenant-memory.ts';

/** What the door needs from the composition root. */
export interface AppDeps {
  /** The AsyncAPI document, in YAML. */
  asyncApi: string;
  openServices: OpenServices;
  config(
    env: Env,
  ): Pick<
    Config,
    | 'corsOrigins'
    | 'mode'
    | 'rateLimitScale'
    | 'maxRequestsUnderWay'
    | 'metricsToken'
    | 'botCheck'
    | 'embedding'
    | 'chat'
  >;
}

/** Resources that take a token. A route below another path guards itself. */
const GUARDED = [
  'products',
  'documents',
  'search',
  'help-requests',
  'promotions',
  'quotes',
  'orders',
  'jobs',
  'dead-letters',
  'events',
  'chat',
  'tenant',
  'users',
  'api-keys',
  'webhook-endpoints',
];

/** What anybody may read, and an operator. */
const OPEN = [
  ...['/', '/s/*', '/assets/*', '/llms.txt', '/asyncapi.yaml', '/openapi.json', '/docs/*', '/v1/shops/*'],
  ...['/healthz', '/readyz', '/.well-known/*', '/metrics'],
];

/** The REST and chat doors behind one chain of middleware. */
export function createApp({ openServices, config, asyncApi }: AppDeps): OpenAPIHono<ApiEnv> {
  const app = router();
  app.onError(onError(app));
  app.notFound(onNotFound(app));

  // Outside of what counts requests: those are counted with the status that they had.
  app.use('/v1/events/stream', keepEventSource);
  app.use(withServices(openServices));
  app.use(securityHeaders);
  const corsOf = new WeakMap<readonly string[], MiddlewareHandler>();
  app.use(
    createMiddleware<ApiEnv>((c, next) => {
      const { corsOrigins, mode, embedding, rateLimitScale, maxRequestsUnderWay, metricsToken, botCheck, chat } =
        config(c.env);
      c.set('embedding', embedding);
      c.set('rateLimitScale', rateLimitScale);
      c.set('metricsToken', metricsToken);
      c.set('botCheck', botCheck);
      c.set('maxRequestsUnderWay', maxRequestsUnderWay);
      c.set('chat', chat);
      const cors = corsOf.get(corsOrigins) ?? crossOrigin(corsOrigins, mode === 'local');
      corsOf.set(corsOrigins, cors);
      return cors(c, next);
    }),
  );
  // By address, before anything is known of the caller.
  for (const path of OPEN) app.use(path, shield);
  app.use('/metrics', mayScrape);
  const shed = shedLoad();
  const guestsShed = shedGuests();
  app.use('/v1/*', shed, limitBody);
  app.use('/mcp', shed, limitBody);
  app.use('/v1/auth/*', shield, addressQuota, checkBody);
  const notSuspended = refuseSuspended(new TenantMemory());
  for (const resource of GUARDED) {
    // `/*` matches the bare path too.
    app.use(`/v1/${resource}/*`, authenticate, shield, notSuspended, tenantQuota, checkBody, guestsShed);
  }
  app.use('/mcp', (c, next) => {
    const { corsOrigins, mode } = config(c.env);
    return checkOrigin(corsOrigins, mode === 'local')(c, next);
  });
  app.use('/mcp', authenticate, shield, notSuspended, tenantQuota, checkBody, guestsShed);
  app.route('/', mcpRoute());
  const mayChat = allow('chat:use');
  // The usage of all conversations is no conversation, and has a permission of its own.
  app.use('/v1/chat/*', (c, next) => (c.req.path === '/v1/chat/usage' ? next() : mayChat(c, next)));
  app.route('/', apiRoutes());
  app.route('/', pageRoutes({ isLocal: (env) => config(env).mode === 'local' }));
  app.route('/', homeRoutes({ asyncApi }));
  app.route('/', referenceRoutes());
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get('/openapi.json', (c) => {
    document ??= openApiDocument(app);
    return c.json(document);
  });
  return app;
}
