import type { Context } from 'hono';
import { ProblemError } from '../platform/problem-error.ts';

/** The environment of routes that serve files. Behind the door a Worker has none. */
export interface WithAssets {
  Bindings: { ASSETS?: Fetcher };
}

/** A file of the assets folder, or 304 when the client has it. @throws {ProblemError} `not_found`. */
export async function serveAsset(
  { env, req }: Pick<Context<WithAssets>, 'env' | 'req'>,
  path: string,
  cacheControl: string,
): Promise<Response> {
  const headers = new Headers();
  const known = req.header('if-none-match');
  if (known !== undefined) headers.set('if-none-match', known);
  const file = await env.ASSETS?.fetch(new URL(`/${path}`, req.url), { headers });
  if (file === undefined || (!file.ok && file.status !== 304))
    throw new ProblemError('not_found', 'No resource exists at this path. The reference at /docs lists all paths.');
  const response = new Response(file.body, file);
  response.headers.set('cache-control', cacheControl);
  return response;
}
