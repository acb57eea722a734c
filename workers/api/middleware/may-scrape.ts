import { createMiddleware } from 'hono/factory';
import type { Config } from '../../platform/config.ts';
import { sha256Hex } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';

/**
 * Lets a scrape through that shows `METRICS_TOKEN` as its bearer token. With none set, anybody in local mode and
 * nobody elsewhere.
 */
export const mayScrape = ({ metricsToken, mode }: Pick<Config, 'metricsToken' | 'mode'>) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const [, shown = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    // Hashes, so that how long the comparison takes tells nothing of the token.
    const isToken = metricsToken !== undefined && (await sha256Hex(shown)) === (await sha256Hex(metricsToken));
    if (!isToken && (metricsToken !== undefined || mode !== 'local')) {
      throw new ProblemError('unauthenticated', 'Send METRICS_TOKEN as `Authorization: Bearer …`.');
    }
    await next();
  });
