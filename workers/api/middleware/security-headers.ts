import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

const SHARED = {
  strictTransportSecurity: 'max-age=63072000; includeSubDomains',
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
} as const;

/** For data: no framing, sniffing, scripts or caching. */
const forData = secureHeaders({
  ...SHARED,
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  },
  crossOriginResourcePolicy: 'cross-origin',
});

/** For the reference page: only its own scripts and this API. Swagger UI sets styles on elements. */
const forReference = secureHeaders({
  ...SHARED,
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  },
});

/** For the pages of `web/`: only their own files and this API, nothing inline. */
const forPages = secureHeaders({
  ...SHARED,
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  },
});

const isPage = (path: string): boolean => path === '/' || /^\/(?:s|console)(?:\/|$)/.test(path);

function policyOf(path: string) {
  if (isPage(path)) return forPages;
  return path === '/docs' || path.startsWith('/docs/') ? forReference : forData;
}

export const securityHeaders = createMiddleware(async (c, next) => {
  const result = await policyOf(c.req.path)(c, next);
  // No browser caches an answer of these paths, unless its route says so.
  const isGuarded = c.req.path.startsWith('/v1/') || c.req.path === '/mcp';
  if (isGuarded && c.res.status !== 101 && !c.res.headers.has('cache-control')) {
    c.res.headers.set('cache-control', 'no-store');
  }
  return result;
});
