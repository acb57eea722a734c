import { createMiddleware } from 'hono/factory';
import type { Services } from '../../domain/context.ts';
import { traceFromHeaders } from '../../platform/trace.ts';
import type { Origin } from '../../platform/tracing/recorded-spans.ts';
import type { Span } from '../../platform/tracing/spans.ts';
import type { ApiEnv } from '../api-env.ts';

/** Makes the services of one invocation; `close` frees what they opened. */
export type OpenServices = (
  env: Env,
  execution: ExecutionContext,
  origin: Origin,
) => Services & { close(): Promise<void> };

/** Gives the request its id, its trace and its services, logs its end, and frees the services after the answer. */
export const withServices = (open: OpenServices) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const method = methodLabel(c.req.method);
    const scheme = c.req.url.slice(0, c.req.url.indexOf(':'));
    const attributes = { 'http.request.method': method, 'url.scheme': scheme };
    const own = { name: method, kind: 'server' as const, attributes };
    const execution: ExecutionContext = c.executionCtx as ExecutionContext;
    const services = open(c.env, execution, { ...traceFromHeaders(c.req.raw.headers), own });
    c.set('services', services);
    const startedAt = performance.now();
    try {
      await services.spans.own.within(next);
    } finally {
      execution.waitUntil(services.close());
      const seconds = (performance.now() - startedAt) / 1000;
      const labels = {
        method,
        route: routeTemplate(c.req.routePath),
        status: String(c.res.status),
      };
      services.metrics.observe('ragline_api_request_duration_seconds', seconds, labels);
      endSpan(services.spans.own, labels);
      services.log.info('request', { ...labels, duration_ms: Math.round(seconds * 1000) });
    }
    c.res.headers.set('x-request-id', services.trace.requestId);
  });

function endSpan(span: Span, { method, route, status }: { method: string; route: string; status: string }): void {
  span.rename(`${method} ${route}`);
  span.set({ 'http.route': route, 'http.response.status_code': Number(status) });
  if (Number(status) >= 500) span.failAs(status);
  span.end();
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A caller may send any other. */
const methodLabel = (method: string): string => (METHODS.has(method) ? method : 'other');

/** Route templates are bounded; the paths of unknown routes are not. */
const routeTemplate = (path: string): string => (path === '/*' || path === '*' ? 'unmatched' : path);
