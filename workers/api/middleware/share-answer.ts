import { createMiddleware } from 'hono/factory';
import { isVisitor } from '../../../contracts/identity.ts';
import { SHARE_HEADER } from '../../edge/edge-entry.ts';
import type { ApiEnv } from '../api-env.ts';

/** A resource or its absence. All other statuses depend on the caller or the moment. */
const SHARED: ReadonlySet<number> = new Set([200, 404]);

/** Tells the edge tier, when it asks, that every customer and guest would get this answer. */
export const shareAnswer = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  if (c.req.header(SHARE_HEADER) === undefined || !SHARED.has(c.res.status)) return;
  const principal: ApiEnv['Variables']['principal'] | undefined = c.get('principal');
  if (principal === undefined || isVisitor(principal)) c.res.headers.set(SHARE_HEADER, '1');
});
