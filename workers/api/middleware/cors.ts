import { cors } from 'hono/cors';

/**
 * Cross-origin access for browsers. Tokens travel in headers, never in cookies, so no credentials are allowed.
 * Any request header is allowed, as the preflight asks for it: clients add headers for tracing, caching and polyfills, and
 * `authorization`, the one that matters, is among them anyway.
 * @param origins Those allowed, exactly; with none named any origin may call in local mode, and none elsewhere.
 */
export const crossOrigin = (origins: readonly string[], isLocal: boolean) =>
  cors({
    origin: (origin) => (origins.includes(origin) || (origins.length === 0 && isLocal) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposeHeaders: [
      'etag',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
      'idempotent-replayed',
      'x-vercel-ai-ui-message-stream',
    ],
    maxAge: 600,
  });
