import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { ConcurrencyLimit } from '../platform/concurrency-limit.ts';
import { type ApiEnv, router } from './api-env.ts';
import { apiRoutes } from './api-routes.ts';
import { crossOrigin } from './middleware/cors.ts';
import { keepEventSource } from './middleware/keep-event-source.ts';
import { shield } from './middleware/rate-limit.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { type OpenServices, withServices } from './middleware/services.ts';
import { openApiDocument } from './openapi.ts';
import { onError, onNotFound } from './problem-handlers.ts';
import { homeRoutes } from './routes/home.ts';
import { pageRoutes } from './routes/pages.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { referenceRoutes } from './routes/reference.ts';
import { TenantMemory } from './tenant-memory.ts';

/** Dependencies that the composition root passes in. */
export interface AppDeps {
  /** The AsyncAPI document, in YAML. */
  asyncApi: string;
  openServices: OpenServices;
}

/** Public pages beside the operations. */
const PAGES = [
  '/',
  '/s/*',
  '/assets/*',
  '/widget.js',
  '/pictures/*',
  '/llms.txt',
  '/asyncapi.yaml',
  '/openapi.json',
  '/docs/*',
];

/** The REST and chat doors behind one chain of middleware. */
export function createApp({ openServices, asyncApi }: AppDeps): OpenAPIHono<ApiEnv> {
  const app = router();
  app.onError(onError(app));
  app.notFound(onNotFound(app));

  // Outside of what counts requests: those are counted with the status that they had.
  app.use('/v1/events/stream', keepEventSource);
  app.use(withServices(openServices));
  app.use(securityHeaders);
  const shared = { requests: new ConcurrencyLimit(), guests: new ConcurrencyLimit(), tenants: new TenantMemory() };
  const corsOf = new WeakMap<readonly string[], MiddlewareHandler>();
  app.use(
    createMiddleware<ApiEnv>((c, next) => {
      const { corsOrigins, mode } = c.get('services').config;
      c.set('shared', shared);
      const cors = corsOf.get(corsOrigins) ?? crossOrigin(corsOrigins, mode === 'local');
      corsOf.set(corsOrigins, cors);
      return cors(c, next);
    }),
  );
  for (const path of PAGES) app.use(path, shield);
  app.route('/', apiRoutes());
  app.route(
    '/',
    pageRoutes((c: Context<ApiEnv>) => c.get('services').config.mode === 'local'),
  );
  app.route('/', pictureRoutes());
  app.route('/', homeRoutes({ asyncApi }));
  app.route('/', referenceRoutes());
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get('/openapi.json', (c) => {
    document ??= openApiDocument(app);
    return c.json(document);
  });
  return app;
}
