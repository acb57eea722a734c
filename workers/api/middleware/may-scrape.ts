import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { sha256Hex } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';

/**
 * Returns whether the caller shows `METRICS_TOKEN` as its bearer token. Without the variable: everyone in local mode,
 * no one elsewhere.
 */
export async function isOperator(c: Context<ApiEnv>): Promise<boolean> {
  const { metricsToken, mode } = c.get('services').config;
  if (metricsToken === undefined) return mode === 'local';
  const [, shown = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  // Compares hashes, so that the time reveals nothing about the token.
  return (await sha256Hex(shown)) === (await sha256Hex(metricsToken));
}

/** Lets the operator's scrapes through. @throws {ProblemError} `unauthenticated`. */
export const mayScrape = createMiddleware<ApiEnv>(async (c, next) => {
  if (!(await isOperator(c))) {
    throw new ProblemError('unauthenticated', 'Send METRICS_TOKEN as `Authorization: Bearer …`.');
  }
  await next();
});
