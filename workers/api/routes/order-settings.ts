import { OrderSettings, UpdateOrderSettings } from '../../../contracts/order-settings.ts';
import { getOrderSettings, updateOrderSettings } from '../../domain/orders/order-settings.ts';
import { ctxOf, router } from '../api-env.ts';
import { json, jsonBody, operation } from '../operation.ts';

const path = '/v1/tenant/order-settings';
const tag = 'Orders';
const response = json('The settings', OrderSettings);

const get = operation({
  method: 'get',
  path,
  operationId: 'getOrderSettings',
  summary: 'Read the order settings',
  tag,
  permission: 'order:configure',
  responses: { 200: response },
});

const update = operation({
  method: 'patch',
  path,
  operationId: 'updateOrderSettings',
  summary: 'Update the order settings',
  description: 'Applies to orders that are placed after the change.',
  tag,
  permission: 'order:configure',
  request: { body: jsonBody(UpdateOrderSettings) },
  responses: { 200: response },
});

/** Holds of orders, and limits for guests. */
export const orderSettingsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getOrderSettings({ ctx: ctxOf(c) }), 200))
    .openapi(update, async (c) =>
      c.json(await updateOrderSettings({ ctx: ctxOf(c), input: c.req.valid('json') }), 200),
    );
