import type { Hono } from 'hono';
import type { ApiEnv } from './api-env.ts';

export type Routed = Pick<Hono<ApiEnv>, 'routes'>;

/**
 * The methods that some route takes at this path, for the `Allow` of a 405; none when there is no such path.
 * RFC 9110, section 15.5.6.
 */
export function allowedMethods(app: Routed, path: string): string[] {
  const literal = literalMethods(app, path);
  return literal.length > 0 ? literal : methodsOf(app, (route) => toPattern(route).test(path));
}

/** The methods of the routes that spell this path out, without a parameter. */
export const literalMethods = (app: Routed, path: string): string[] => methodsOf(app, (route) => route === path);

function methodsOf(app: Routed, takes: (route: string) => boolean): string[] {
  // Middleware is registered for all methods.
  const methods = app.routes.filter((route) => route.method !== 'ALL' && takes(route.path)).map(({ method }) => method);
  return [...new Set(methods)].toSorted();
}

const toPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+')}$`);
