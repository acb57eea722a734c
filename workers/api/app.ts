import type { OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { chatRoutes } from '../chat/routes.ts';
import type { Config } from '../platform/config.ts';
import { type ApiEnv, router } from './api-env.ts';
import { authenticate } from './middleware/authenticate.ts';
import { crossOrigin } from './middleware/cors.ts';
import { shield } from './middleware/rate-limit.ts';
import { checkBody, limitBody } from './middleware/read-body.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { type OpenServices, withServices } from './middleware/services.ts';
import { openApiDocument } from './openapi.ts';
import { onError, onNotFound } from './problem-handlers.ts';
import { authRoutes } from './routes/auth.ts';
import { eventRoutes } from './routes/events.ts';
import { jobRoutes } from './routes/jobs.ts';
import { orderRoutes } from './routes/orders.ts';
import { productRoutes } from './routes/products.ts';
import { promotionRoutes } from './routes/promotions.ts';
import { quoteRoutes } from './routes/quotes.ts';
import { systemRoutes } from './routes/system.ts';

/** What the door needs from the composition root. */
export interface AppDeps {
  openServices: OpenServices;
  config(env: Env): Pick<Config, 'corsOrigins' | 'mode'>;
}

/** The REST and chat doors behind one chain of middleware. */
export function createApp({ openServices, config }: AppDeps): OpenAPIHono<ApiEnv> {
  const app = router();
  app.onError(onError);
  app.notFound(onNotFound(app));

  app.use(withServices(openServices));
  app.use(securityHeaders);
  app.use(
    createMiddleware<ApiEnv>((c, next) => {
      const { corsOrigins, mode } = config(c.env);
      return crossOrigin(corsOrigins, mode === 'local')(c, next);
    }),
  );
  app.route('/', systemRoutes());
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get('/openapi.json', (c) => {
    document ??= openApiDocument(app);
    return c.json(document);
  });

  app.use('/v1/*', limitBody);
  app.use('/v1/auth/*', shield, checkBody);
  app.route('/', authRoutes());

  for (const prefix of ['products', 'promotions', 'quotes', 'orders', 'jobs', 'events', 'chat']) {
    // `/*` matches the bare prefix too.
    app.use(`/v1/${prefix}/*`, authenticate, shield, checkBody);
  }
  app.route('/', productRoutes());
  app.route('/', promotionRoutes());
  app.route('/', quoteRoutes());
  app.route('/', orderRoutes());
  app.route('/', jobRoutes());
  app.route('/', eventRoutes());
  app.route('/', chatRoutes());
  return app;
}
