import { z } from '@hono/zod-openapi';
import { METRIC_SHARDS } from '../../platform/metric-shards.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { router } from '../api-env.ts';
import { operation } from '../operation.ts';
import { renderMetrics } from '../render-metrics.ts';

const tag = 'System';

const scrape = operation({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Read the metrics for Prometheus',
  description: 'Outside local mode, or when `METRICS_TOKEN` is set, the request needs that token as bearer token.',
  tag,
  permission: 'operator',
  responses: {
    200: {
      description: 'Prometheus text format 0.0.4',
      content: { 'text/plain': { schema: z.string() } },
    },
  },
});

/** The metrics endpoint. */
export const metricsRoutes = () =>
  router().openapi(scrape, async (c) => {
    const shards = await Promise.all(
      METRIC_SHARDS.map(async (shard) => await c.env.METRICS_REGISTRY.getByName(shard).read()),
    ).catch((cause: unknown) => {
      // Part of it would look as if counters had fallen.
      throw new ProblemError('unavailable', 'A metrics shard does not answer. Retry in a moment.', { cause });
    });
    const { text, contentType } = await renderMetrics(shards);
    return c.text(text, 200, { 'content-type': contentType, 'cache-control': 'no-store' });
  });
