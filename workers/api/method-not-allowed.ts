import type { Hono } from 'hono';
import type { ApiEnv } from './api-env.ts';

/**
 * The methods that some route takes at this path, for the `Allow` of a 405; none when there is no such path.
 * RFC 9110, section 15.5.6.
 */
export function allowedMethods(app: Pick<Hono<ApiEnv>, 'routes'>, path: string): string[] {
  const methods = app.routes
    // Middleware is registered for all methods.
    .filter((route) => route.method !== 'ALL' && toPattern(route.path).test(path))
    .map((route) => route.method);
  return [...new Set(methods)].toSorted();
}

const toPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+')}$`);
