import { createRoute, z } from '@hono/zod-openapi';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import {
  ListWebhookDeliveriesQuery,
  WebhookDelivery,
  WebhookDeliveryDetail,
  WebhookDeliveryList,
} from '../../../contracts/webhook.ts';
import { getDelivery } from '../../domain/webhooks/get-delivery.ts';
import { listDeliveries } from '../../domain/webhooks/list-deliveries.ts';
import { resendDelivery } from '../../domain/webhooks/resend-delivery.ts';
import { ctxOf, router } from '../api-env.ts';
import { allow } from '../middleware/allow.ts';

const common = {
  tags: ['Webhooks'],
  security: [{ bearer: [] }],
  middleware: allow('webhook:manage'),
};
const params = z.object({ id: Uuid, delivery_id: Uuid });

const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/webhook-endpoints/{id}/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: 'List an endpoint’s deliveries, newest first',
  description: 'Kept for 30 days.',
  request: { params: params.pick({ id: true }), query: ListWebhookDeliveriesQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: WebhookDeliveryList } } },
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

const get = createRoute({
  ...common,
  method: 'get',
  path: '/v1/webhook-endpoints/{id}/deliveries/{delivery_id}',
  operationId: 'getWebhookDelivery',
  summary: 'Read a delivery with its request and response',
  request: { params },
  responses: {
    200: { description: 'The delivery', content: { 'application/json': { schema: WebhookDeliveryDetail } } },
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

const resend = createRoute({
  ...common,
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/resend',
  operationId: 'resendWebhookDelivery',
  summary: 'Resend a delivery',
  description:
    'Sends the event again with the same `webhook-id`, whether it was delivered or failed. A pending delivery becomes due at once.',
  request: { params },
  responses: {
    202: { description: 'The answer’s stream', content: { 'application/json': { schema: WebhookDelivery } } },
    ...problemResponses(404, 409, 422, ...COMMON_PROBLEMS),
  },
});

/** What was sent to an endpoint, and is still to be. */
export const webhookDeliveryRoutes = () =>
  router()
    .openapi(list, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('query') };
      return c.json(await listDeliveries({ ctx: ctxOf(c), input }), 200);
    })
    .openapi(get, async (c) => c.json(await getDelivery({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(resend, async (c) => c.json(await resendDelivery({ ctx: ctxOf(c), input: c.req.valid('param') }), 202));
