import { createRoute } from '@hono/zod-openapi';
import { OrderSettings, UpdateOrderSettings } from '../../../contracts/order-settings.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { getOrderSettings, updateOrderSettings } from '../../domain/orders/order-settings.ts';
import { ctxOf, router } from '../api-env.ts';
import { allow } from '../middleware/allow.ts';

const path = '/v1/tenant/order-settings';
const tags = ['Orders'];
const security = [{ bearer: [] }];
const response = { description: 'The settings', content: { 'application/json': { schema: OrderSettings } } };

const get = createRoute({
  method: 'get',
  path,
  operationId: 'getOrderSettings',
  summary: 'Read the order settings',
  tags,
  security,
  middleware: [allow('order:configure')] as const,
  responses: { 200: response, ...problemResponses(...COMMON_PROBLEMS) },
});

const update = createRoute({
  method: 'patch',
  path,
  operationId: 'updateOrderSettings',
  summary: 'Update the order settings',
  description: 'Applies to orders that are placed after the change.',
  tags,
  security,
  middleware: [allow('order:configure')] as const,
  request: { body: { required: true, content: { 'application/json': { schema: UpdateOrderSettings } } } },
  responses: { 200: response, ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS) },
});

/** What a tenant's orders hold, and what strangers may order. */
export const orderSettingsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getOrderSettings({ ctx: ctxOf(c) }), 200))
    .openapi(update, async (c) =>
      c.json(await updateOrderSettings({ ctx: ctxOf(c), input: c.req.valid('json') }), 200),
    );
