import { createRoute, z } from '@hono/zod-openapi';
import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import {
  CreatePromotion,
  ListPromotionsQuery,
  Promotion,
  PromotionList,
  UpdatePromotion,
} from '../../../contracts/promotion.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { createPromotion } from '../../domain/promotions/create-promotion.ts';
import { deletePromotion } from '../../domain/promotions/delete-promotion.ts';
import { getPromotion } from '../../domain/promotions/get-promotion.ts';
import { listPromotions } from '../../domain/promotions/list-promotions.ts';
import { updatePromotion } from '../../domain/promotions/update-promotion.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Promotions'];
const security = [{ bearer: [] }];
const params = z.object({ id: Uuid });
const promotionResponse = (description: string) => ({
  description,
  content: { 'application/json': { schema: Promotion } },
});

const list = createRoute({
  method: 'get',
  path: '/v1/promotions',
  operationId: 'listPromotions',
  summary: 'List promotions, newest first',
  tags,
  security,
  middleware: [allow('promotion:read')] as const,
  request: { query: ListPromotionsQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: PromotionList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const create = createRoute({
  method: 'post',
  path: '/v1/promotions',
  operationId: 'createPromotion',
  summary: 'Create a promotion',
  description:
    'A promotion with a code applies when a request names the code; a promotion without one applies to every eligible basket. Each discount is computed on its eligible lines before any other discount, rounded half up. A basket gets either one exclusive promotion or all combinable ones, whichever saves more; ties are decided by priority, code and id. A request that names a code that does not apply is refused.',
  tags,
  security,
  middleware: [allow('promotion:write')] as const,
  request: {
    headers: IdempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: CreatePromotion } } },
  },
  responses: { 201: promotionResponse('Added'), ...problemResponses(400, 409, 413, 415, 422, ...COMMON_PROBLEMS) },
});

const get = createRoute({
  method: 'get',
  path: '/v1/promotions/{id}',
  operationId: 'getPromotion',
  summary: 'Read a promotion',
  tags,
  security,
  middleware: [allow('promotion:read')] as const,
  request: { params },
  responses: { 200: promotionResponse('The promotion'), ...problemResponses(404, 422, ...COMMON_PROBLEMS) },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/promotions/{id}',
  operationId: 'updatePromotion',
  summary: 'Update a promotion',
  description: 'Existing quotes keep their price. Counting a use does not change the version.',
  tags,
  security,
  middleware: [allow('promotion:write')] as const,
  request: {
    params,
    headers: IfMatchHeaders,
    body: { required: true, content: { 'application/json': { schema: UpdatePromotion } } },
  },
  responses: {
    200: promotionResponse('As it is now'),
    ...problemResponses(400, 404, 409, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/promotions/{id}',
  operationId: 'deletePromotion',
  summary: 'Delete a promotion and free its code',
  tags,
  security,
  middleware: [allow('promotion:write')] as const,
  request: { params, headers: IfMatchHeaders },
  responses: { 204: { description: 'Gone' }, ...problemResponses(404, 412, 422, ...COMMON_PROBLEMS) },
});

/** Discounts. */
export const promotionRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listPromotions({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { route: 'POST /v1/promotions', input, isKeyRequired: false }, async (ctx) => {
        const promotion = await createPromotion({ ctx, input });
        return jsonResponse(201, promotion, { etag: etagOf(promotion), location: `/v1/promotions/${promotion.id}` });
      });
    })
    .openapi(get, async (c) => {
      const promotion = await getPromotion({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.json(promotion, 200, { etag: etagOf(promotion) });
    })
    .openapi(update, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const promotion = await updatePromotion({
        ctx: ctxOf(c),
        input: { id: c.req.valid('param').id, change: c.req.valid('json'), ifVersion },
      });
      return c.json(promotion, 200, { etag: etagOf(promotion) });
    })
    .openapi(remove, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      await deletePromotion({ ctx: ctxOf(c), input: { id: c.req.valid('param').id, ifVersion } });
      return c.body(null, 204);
    });
