import type { Context } from 'hono';
import { ProblemError } from '../platform/problem-error.ts';
import type { ApiEnv } from './api-env.ts';

/** A file of the assets folder, or 304 when the client has it. @throws {ProblemError} `not_found`. */
export async function serveAsset(c: Context<ApiEnv>, path: string, cacheControl: string): Promise<Response> {
  const headers = new Headers();
  const known = c.req.header('if-none-match');
  if (known !== undefined) headers.set('if-none-match', known);
  const file = await c.env.ASSETS.fetch(new URL(`/${path}`, c.req.url), { headers });
  if (!file.ok && file.status !== 304) throw new ProblemError('not_found', 'No resource exists at this path.');
  const response = new Response(file.body, file);
  response.headers.set('cache-control', cacheControl);
  return response;
}
