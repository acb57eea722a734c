import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import {
  CreatePromotion,
  ListPromotionsQuery,
  Promotion,
  PromotionList,
  UpdatePromotion,
} from '../../../contracts/promotion.ts';
import { createPromotion } from '../../domain/promotions/create-promotion.ts';
import { deletePromotion } from '../../domain/promotions/delete-promotion.ts';
import { getPromotion } from '../../domain/promotions/get-promotion.ts';
import { listPromotions } from '../../domain/promotions/list-promotions.ts';
import { updatePromotion } from '../../domain/promotions/update-promotion.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { idParams, json, jsonBody, operation } from '../operation.ts';

const tag = 'Promotions';

const list = operation({
  method: 'get',
  path: '/v1/promotions',
  operationId: 'listPromotions',
  summary: 'List promotions, newest first',
  tag,
  permission: 'promotion:read',
  request: { query: ListPromotionsQuery },
  responses: { 200: json('A page of promotions', PromotionList) },
});

const create = operation({
  method: 'post',
  path: '/v1/promotions',
  operationId: 'createPromotion',
  summary: 'Create a promotion',
  description:
    'A promotion with a code applies when a request names the code; a promotion without one applies to every eligible basket. Each discount is computed on its eligible lines before any other discount, rounded half up. A basket gets either one exclusive promotion or all combinable ones, whichever saves more; ties are decided by priority, code and id. A request that names a code that does not apply is refused.',
  tag,
  permission: 'promotion:write',
  request: { headers: IdempotencyHeaders, body: jsonBody(CreatePromotion) },
  responses: { 201: json('The created promotion', Promotion) },
});

const get = operation({
  method: 'get',
  path: '/v1/promotions/{id}',
  operationId: 'getPromotion',
  summary: 'Read a promotion',
  tag,
  permission: 'promotion:read',
  request: { params: idParams },
  responses: { 200: json('The promotion', Promotion) },
});

const update = operation({
  method: 'patch',
  path: '/v1/promotions/{id}',
  operationId: 'updatePromotion',
  summary: 'Update a promotion',
  description: 'Existing quotes keep their price. Counting a use does not change the version.',
  tag,
  permission: 'promotion:write',
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(UpdatePromotion) },
  problems: [409],
  responses: { 200: json('The updated promotion', Promotion) },
});

const remove = operation({
  method: 'delete',
  path: '/v1/promotions/{id}',
  operationId: 'deletePromotion',
  summary: 'Delete a promotion and free its code',
  tag,
  permission: 'promotion:write',
  request: { params: idParams, headers: IfMatchHeaders },
  responses: { 204: { description: 'Deleted' } },
});

/** Discounts. */
export const promotionRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listPromotions({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { input }, async (ctx) => {
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
