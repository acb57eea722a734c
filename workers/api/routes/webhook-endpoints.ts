import { EVENT_FAMILIES } from '../../../contracts/event.ts';
import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import {
  CreateWebhookEndpoint,
  ListWebhookEndpointsQuery,
  NewWebhookEndpoint,
  RecoveredWebhooks,
  RecoverWebhooks,
  RotateWebhookSecret,
  UpdateWebhookEndpoint,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointList,
} from '../../../contracts/webhook.ts';
import { createEndpoint } from '../../domain/webhooks/create-endpoint.ts';
import { deleteEndpoint } from '../../domain/webhooks/delete-endpoint.ts';
import { getEndpoint } from '../../domain/webhooks/get-endpoint.ts';
import { listEndpoints } from '../../domain/webhooks/list-endpoints.ts';
import { recoverDeliveries } from '../../domain/webhooks/recover-deliveries.ts';
import { rotateSecret } from '../../domain/webhooks/rotate-secret.ts';
import { sendTest } from '../../domain/webhooks/send-test.ts';
import { updateEndpoint } from '../../domain/webhooks/update-endpoint.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { idParams, json, jsonBody, operation, optionalJsonBody } from '../operation.ts';

const tag = 'Webhooks';

const PERMISSIONS_OF_TYPES = EVENT_FAMILIES.filter(({ readPermission }) => readPermission !== 'event:read-all')
  .map(({ types, readPermission }) => `${types.map((type) => `\`${type}\``).join(', ')}: \`${readPermission}\``)
  .join('; ');

const list = operation({
  method: 'get',
  path: '/v1/webhook-endpoints',
  operationId: 'listWebhookEndpoints',
  summary: 'List webhook endpoints, newest first',
  tag,
  permission: 'webhook:manage',
  request: { query: ListWebhookEndpointsQuery },
  responses: { 200: json('A page of webhook endpoints', WebhookEndpointList) },
});

const create = operation({
  method: 'post',
  path: '/v1/webhook-endpoints',
  operationId: 'createWebhookEndpoint',
  summary: 'Create a webhook endpoint',
  description: `You need \`event:read-all\`, or the permission of each event type (${PERMISSIONS_OF_TYPES}). Requests are signed according to Standard Webhooks. The secret is shown only in this answer, so the request accepts no \`Idempotency-Key\`: that would store the secret.`,
  tag,
  permission: 'webhook:manage',
  request: { body: jsonBody(CreateWebhookEndpoint) },
  problems: [409],
  responses: { 201: json('The created endpoint with its secret', NewWebhookEndpoint) },
});

const get = operation({
  method: 'get',
  path: '/v1/webhook-endpoints/{id}',
  operationId: 'getWebhookEndpoint',
  summary: 'Read a webhook endpoint',
  tag,
  permission: 'webhook:manage',
  request: { params: idParams },
  responses: { 200: json('The endpoint', WebhookEndpoint) },
});

const update = operation({
  method: 'patch',
  path: '/v1/webhook-endpoints/{id}',
  operationId: 'updateWebhookEndpoint',
  summary: 'Update, disable or enable a webhook endpoint',
  description:
    'Setting `url` or `event_types`, or enabling the endpoint, needs the same permissions as creating it. The endpoint then sends on your authority: it is disabled with the reason `permission_lost` when your account is deactivated or loses these permissions, or when the API key that you used is revoked or expires. No events are recorded while an endpoint is disabled; pending deliveries wait until it is enabled.',
  tag,
  permission: 'webhook:manage',
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(UpdateWebhookEndpoint) },
  problems: [409],
  responses: { 200: json('The updated endpoint', WebhookEndpoint) },
});

const remove = operation({
  method: 'delete',
  path: '/v1/webhook-endpoints/{id}',
  operationId: 'deleteWebhookEndpoint',
  summary: 'Delete a webhook endpoint and cancel its pending deliveries',
  tag,
  permission: 'webhook:manage',
  request: { params: idParams, headers: IfMatchHeaders },
  responses: { 204: { description: 'Deleted' } },
});

const test = operation({
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/test',
  operationId: 'testWebhookEndpoint',
  summary: 'Send a `webhook_test` event',
  description: 'The test event is delivered like any other. Read the delivery to see its result.',
  tag,
  permission: 'webhook:manage',
  request: { params: idParams, headers: IdempotencyHeaders },
  responses: { 202: json('The delivery of the test event', WebhookDelivery) },
});

const rotate = operation({
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/rotate-secret',
  operationId: 'rotateWebhookSecret',
  summary: 'Rotate a webhook endpoint’s secret',
  description: 'The old secret also signs until the overlap ends. The new secret is shown only in this answer.',
  tag,
  permission: 'webhook:manage',
  request: { params: idParams, body: optionalJsonBody(RotateWebhookSecret) },
  responses: { 200: json('The endpoint with its new secret', NewWebhookEndpoint) },
});

const recover = operation({
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/recover',
  operationId: 'recoverWebhooks',
  summary: 'Resend an endpoint’s failed deliveries',
  tag,
  permission: 'webhook:manage',
  request: { params: idParams, body: optionalJsonBody(RecoverWebhooks) },
  problems: [409],
  responses: { 202: json('The number of deliveries that were queued again', RecoveredWebhooks) },
});

const SECRET_HEADERS = { 'cache-control': 'no-store' };

/** Webhook endpoints. */
export const webhookEndpointRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listEndpoints({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const endpoint = await createEndpoint({ ctx: ctxOf(c), input: c.req.valid('json') });
      const location = `/v1/webhook-endpoints/${endpoint.id}`;
      return c.json(endpoint, 201, { ...SECRET_HEADERS, etag: etagOf(endpoint), location });
    })
    .openapi(get, async (c) => {
      const endpoint = await getEndpoint({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.json(endpoint, 200, { etag: etagOf(endpoint) });
    })
    .openapi(update, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const input = { id: c.req.valid('param').id, change: c.req.valid('json'), ifVersion };
      const endpoint = await updateEndpoint({ ctx: ctxOf(c), input });
      return c.json(endpoint, 200, { etag: etagOf(endpoint) });
    })
    .openapi(remove, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      await deleteEndpoint({ ctx: ctxOf(c), input: { id: c.req.valid('param').id, ifVersion } });
      return c.body(null, 204);
    })
    .openapi(test, async (c) => {
      const input = c.req.valid('param');
      return await idempotently(c, {}, async (ctx) => jsonResponse(202, await sendTest({ ctx, input })));
    })
    .openapi(rotate, async (c) => {
      // Without a body, the library does not parse: the defaults are still to come.
      const input = { ...c.req.valid('param'), ...RotateWebhookSecret.parse(c.req.valid('json')) };
      const endpoint = await rotateSecret({ ctx: ctxOf(c), input });
      return c.json(endpoint, 200, { ...SECRET_HEADERS, etag: etagOf(endpoint) });
    })
    .openapi(recover, async (c) => {
      const input = { ...c.req.valid('param'), ...RecoverWebhooks.parse(c.req.valid('json')) };
      return c.json(await recoverDeliveries({ ctx: ctxOf(c), input }), 202);
    });
