import { Hono } from 'hono';
import { crossOrigin } from '../api/middleware/cors.ts';
import { securityHeaders } from '../api/middleware/security-headers.ts';
import { pageRoutes } from '../api/routes/pages.ts';
import { referenceRoutes } from '../api/routes/reference.ts';
import type { DoorSettings } from '../edge/door-settings.ts';

/** @returns The page or file of a request; undefined when there is none. */
export type PageFiles = (request: Request, env: { ASSETS: Fetcher }) => Promise<Response | undefined>;

const PAGES = /^\/(?:(?:s|console|assets|docs)(?:\/|$)|widget\.js$|$)/;

/** The pages of `web/` and the reference at the door, with the headers that the API gives them. */
export function pageFiles({ cors_origins: origins, is_local: isLocal }: DoorSettings): PageFiles {
  const app = new Hono<{ Bindings: { ASSETS: Fetcher } }>();
  app.use(securityHeaders);
  app.use(crossOrigin(origins, isLocal));
  app.route(
    '/',
    pageRoutes(() => isLocal),
  );
  app.route('/', referenceRoutes());
  app.notFound(() => new Response(null, { status: 404 }));
  app.onError(() => new Response(null, { status: 404 }));
  return async (request, env) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || !PAGES.test(new URL(request.url).pathname)) return undefined;
    const response = await app.fetch(request, env);
    return response.status === 404 ? undefined : response;
  };
}
