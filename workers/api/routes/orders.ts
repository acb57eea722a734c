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
import { MAX_BASKET_BYTES } from '../middleware/read-body.ts';
import { idParams, json, jsonBody, operation, optionalJsonBody } from '../operation.ts';

const tag = 'Orders';

const create = operation({
  method: 'post',
  path: '/v1/orders',
  operationId: 'createOrder',
  summary: 'Place an order',
  description:
    'Needs an `Idempotency-Key`. The same key with the same body returns the first answer again, byte for byte, with `Idempotent-Replayed: true`.',
  tag,
  permission: 'order:create',
  maxBodyBytes: MAX_BASKET_BYTES,
  request: { headers: RequiredIdempotencyHeaders, body: jsonBody(CreateOrder) },
  problems: [404],
  responses: { 201: json('The placed order', Order) },
});

const list = operation({
  method: 'get',
  path: '/v1/orders',
  operationId: 'listOrders',
  summary: 'List orders, newest first',
  description: 'Staff see all of the tenant’s, customers and guests their own.',
  tag,
  permission: 'order:read',
  request: { query: ListOrdersQuery },
  responses: { 200: json('A page of orders', OrderList) },
});

const get = operation({
  method: 'get',
  path: '/v1/orders/{id}',
  operationId: 'getOrder',
  summary: 'Read an order',
  tag,
  permission: 'order:read',
  request: { params: idParams },
  responses: { 200: json('The order', Order) },
});

const events = operation({
  method: 'get',
  path: '/v1/orders/{id}/events',
  operationId: 'listOrderEvents',
  summary: 'List an order’s history, oldest first',
  description: 'Always one page. Staff see which account took each step; customers see only its role.',
  tag,
  permission: 'order:read',
  request: { params: idParams },
  responses: { 200: json('The order’s history', OrderStepList) },
});

const update = operation({
  method: 'patch',
  path: '/v1/orders/{id}',
  operationId: 'updateOrder',
  summary: 'Move an order to its next status',
  tag,
  permission: 'order:advance',
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(UpdateOrder) },
  problems: [409],
  responses: { 200: json('The updated order', Order) },
});

const cancel = operation({
  method: 'post',
  path: '/v1/orders/{id}/cancel',
  operationId: 'cancelOrder',
  summary: 'Cancel an order and return its stock',
  tag,
  permission: 'order:cancel',
  request: { params: idParams, headers: IfMatchHeaders, body: optionalJsonBody(CancelOrder) },
  problems: [409],
  responses: { 200: json('The cancelled order', Order) },
});

const change = operation({
  method: 'post',
  path: '/v1/orders/{id}/change',
  operationId: 'changeOrder',
  summary: 'Replace an order’s lines with those of a quote',
  description:
    'Create the quote with `replaces_order_id`. A quote changes the order once, however often it is sent. Customers can change an order while it is `pending`, staff also while it is `confirmed`.',
  tag,
  permission: 'order:change',
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(ChangeOrder) },
  problems: [409],
  responses: { 200: json('The changed order', Order) },
});

/** Orders. */
export const orderRoutes = () =>
  router()
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { input }, async (ctx, claim) => {
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
