import { hc } from 'hono/client';
import type { ApiRoutes } from './api-routes.ts';

/**
 * A client for TypeScript, typed by the routes themselves: paths, parameters, bodies and answers.
 * @param baseUrl Where the API is, such as `https://api.example.com`.
 * @param accessToken From login; leave it out for the routes that need none.
 * @param fetch Another `fetch`, for tests and for Workers that reach the API through a service binding.
 */
export const createClient = (baseUrl: string, accessToken?: string, fetch?: typeof globalThis.fetch) =>
  hc<ApiRoutes>(baseUrl, {
    ...(accessToken === undefined ? {} : { headers: { authorization: `Bearer ${accessToken}` } }),
    ...(fetch === undefined ? {} : { fetch }),
  });
