import { createRoute, z } from '@hono/zod-openapi';
import { IfMatchHeaders, RequiredIdempotencyHeaders } from '../../../contracts/headers.ts';
import {
  CancelOrder,
  ChangeOrder,
  CreateOrder,
  ListOrdersQuery,
  Order,
  OrderList,
  OrderStepList,
  UpdateOrder,
} from '../../../contracts/order.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { advanceOrder } from '../../domain/orders/advance-order.ts';
import { cancelOrder } from '../../domain/orders/cancel-order.ts';
import { changeOrder } from '../../domain/orders/change-order.ts';
import { getOrder } from '../../domain/orders/get-order.ts';
import { listOrderEvents } from '../../domain/orders/list-order-events.ts';
import { listOrders } from '../../domain/orders/list-orders.ts';
import { placeOrder } from '../../domain/orders/place-order.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Orders'];
const security = [{ bearer: [] }];
const params = z.object({ id: Uuid });
const orderResponse = (description: string) => ({ description, content: { 'application/json': { schema: Order } } });

const create = createRoute({
  method: 'post',
  path: '/v1/orders',
  operationId: 'createOrder',
  summary: 'Place an order',
  description:
    'Needs an `Idempotency-Key`. The same key with the same body returns the first answer again, byte for byte, with `Idempotent-Replayed: true`.',
  tags,
  security,
  middleware: [allow('order:create')] as const,
  request: {
    headers: RequiredIdempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: CreateOrder } } },
  },
  responses: { 201: orderResponse('Placed'), ...problemResponses(400, 404, 409, 413, 415, 422, ...COMMON_PROBLEMS) },
});

const list = createRoute({
  method: 'get',
  path: '/v1/orders',
  operationId: 'listOrders',
  summary: 'List orders, newest first',
  description: 'Staff see all of the tenant’s, customers and guests their own.',
  tags,
  security,
  middleware: [allow('order:read')] as const,
  request: { query: ListOrdersQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: OrderList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/orders/{id}',
  operationId: 'getOrder',
  summary: 'Read an order',
  tags,
  security,
  middleware: [allow('order:read')] as const,
  request: { params },
  responses: { 200: orderResponse('The order'), ...problemResponses(404, 422, ...COMMON_PROBLEMS) },
});

const events = createRoute({
  method: 'get',
  path: '/v1/orders/{id}/events',
  operationId: 'listOrderEvents',
  summary: 'List an order’s history, oldest first',
  description: 'Always one page. Staff see which account took each step; customers see only its role.',
  tags,
  security,
  middleware: [allow('order:read')] as const,
  request: { params },
  responses: {
    200: { description: 'The order’s history', content: { 'application/json': { schema: OrderStepList } } },
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/orders/{id}',
  operationId: 'updateOrder',
  summary: 'Move an order to its next status',
  tags,
  security,
  middleware: [allow('order:advance')] as const,
  request: {
    params,
    headers: IfMatchHeaders,
    body: { required: true, content: { 'application/json': { schema: UpdateOrder } } },
  },
  responses: {
    200: orderResponse('As it is now'),
    ...problemResponses(400, 404, 409, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/orders/{id}/cancel',
  operationId: 'cancelOrder',
  summary: 'Cancel an order and return its stock',
  tags,
  security,
  middleware: [allow('order:cancel')] as const,
  request: { params, headers: IfMatchHeaders, body: { content: { 'application/json': { schema: CancelOrder } } } },
  responses: {
    200: orderResponse('Cancelled'),
    ...problemResponses(400, 404, 409, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const change = createRoute({
  method: 'post',
  path: '/v1/orders/{id}/change',
  operationId: 'changeOrder',
  summary: 'Replace an order’s lines with those of a quote',
  description:
    'Create the quote with `replaces_order_id`. A quote changes the order once, however often it is sent. Customers can change an order while it is `pending`, staff also while it is `confirmed`.',
  tags,
  security,
  middleware: [allow('order:change')] as const,
  request: {
    params,
    headers: IfMatchHeaders,
    body: { required: true, content: { 'application/json': { schema: ChangeOrder } } },
  },
  responses: {
    200: orderResponse('Changed'),
    ...problemResponses(400, 404, 409, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

/** Orders. */
export const orderRoutes = () =>
  router()
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { route: 'POST /v1/orders', input, isKeyRequired: true }, async (ctx, claim) => {
        const order = await placeOrder({ ctx, input: { ...input, idempotencyClaim: claim } });
        return jsonResponse(201, order, { etag: etagOf(order), location: `/v1/orders/${order.id}` });
      });
    })
    .openapi(list, async (c) => c.json(await listOrders({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(get, async (c) => {
      const order = await getOrder({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.json(order, 200, { etag: etagOf(order) });
    })
    .openapi(events, async (c) => c.json(await listOrderEvents({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(update, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const { status } = c.req.valid('json');
      const order = await advanceOrder({ ctx: ctxOf(c), input: { id: c.req.valid('param').id, status, ifVersion } });
      return c.json(order, 200, { etag: etagOf(order) });
    })
    .openapi(change, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const input = { ...c.req.valid('json'), id: c.req.valid('param').id, ifVersion };
      const order = await changeOrder({ ctx: ctxOf(c), input });
      return c.json(order, 200, { etag: etagOf(order) });
    })
    .openapi(cancel, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const { reason = null } = c.req.valid('json');
      const order = await cancelOrder({ ctx: ctxOf(c), input: { id: c.req.valid('param').id, reason, ifVersion } });
      return c.json(order, 200, { etag: etagOf(order) });
    });
