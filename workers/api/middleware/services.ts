import { createMiddleware } from 'hono/factory';
import type { Services } from '../../domain/context.ts';
import { type Trace, traceFromHeaders } from '../../platform/trace.ts';
import type { ApiEnv } from '../api-env.ts';

/** Makes the services of one invocation; `close` frees what they opened. */
export type OpenServices = (
  env: Env,
  execution: ExecutionContext,
  trace: Trace,
) => Services & { close(): Promise<void> };

/** Gives the request its id, its trace and its services, logs its end, and frees the services after the answer. */
export const withServices = (open: OpenServices) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const trace = traceFromHeaders(c.req.raw.headers);
    const execution: ExecutionContext = c.executionCtx as ExecutionContext;
    const services = open(c.env, execution, trace);
    c.set('services', services);
    const startedAt = performance.now();
    try {
      await next();
    } finally {
      execution.waitUntil(services.close());
      const seconds = (performance.now() - startedAt) / 1000;
      const labels = {
        method: methodLabel(c.req.method),
        route: routeTemplate(c.req.routePath),
        status: String(c.res.status),
      };
      services.metrics.observe('ragline_api_request_duration_seconds', seconds, labels);
      services.log.info('request', { ...labels, duration_ms: Math.round(seconds * 1000) });
    }
    c.res.headers.set('x-request-id', trace.requestId);
  });

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A caller may send any other. */
const methodLabel = (method: string): string => (METHODS.has(method) ? method : 'other');

/** Route templates are bounded; the paths of unknown routes are not. */
const routeTemplate = (path: string): string => (path === '/*' || path === '*' ? 'unmatched' : path);
