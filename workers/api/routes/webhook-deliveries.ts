import { z } from '@hono/zod-openapi';
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
import { json, operation } from '../operation.ts';

const params = z.object({ id: Uuid, delivery_id: Uuid });

const tag = 'Webhooks';

const list = operation({
  method: 'get',
  path: '/v1/webhook-endpoints/{id}/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: 'List an endpoint’s deliveries, newest first',
  description: 'Kept for 30 days.',
  tag,
  permission: 'webhook:manage',
  request: { params: params.pick({ id: true }), query: ListWebhookDeliveriesQuery },
  responses: { 200: json('A page of deliveries', WebhookDeliveryList) },
});

const get = operation({
  method: 'get',
  path: '/v1/webhook-endpoints/{id}/deliveries/{delivery_id}',
  operationId: 'getWebhookDelivery',
  summary: 'Read a delivery with its request and response',
  tag,
  permission: 'webhook:manage',
  request: { params },
  responses: { 200: json('The delivery', WebhookDeliveryDetail) },
});

const resend = operation({
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/resend',
  operationId: 'resendWebhookDelivery',
  summary: 'Resend a delivery',
  description:
    'Sends the event again with the same `webhook-id`, whether it was delivered or failed. A pending delivery becomes due at once.',
  tag,
  permission: 'webhook:manage',
  request: { params },
  problems: [409],
  responses: { 202: json('The delivery, due again', WebhookDelivery) },
});

/** Deliveries of a webhook endpoint. */
export const webhookDeliveryRoutes = () =>
  router()
    .openapi(list, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('query') };
      return c.json(await listDeliveries({ ctx: ctxOf(c), input }), 200);
    })
    .openapi(get, async (c) => c.json(await getDelivery({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(resend, async (c) => c.json(await resendDelivery({ ctx: ctxOf(c), input: c.req.valid('param') }), 202));
