import { createRoute } from '@hono/zod-openapi';
import { IdempotencyHeaders } from '../../../contracts/headers.ts';
import { CreatePromotion, ListPromotionsQuery, Promotion, PromotionList } from '../../../contracts/promotion.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { createPromotion } from '../../domain/promotions/create-promotion.ts';
import { listPromotions } from '../../domain/promotions/list-promotions.ts';
import { ctxOf, router } from '../api-env.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Promotions'];
const security = [{ bearer: [] }];

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
  summary: 'Add a promotion with a code',
  tags,
  security,
  middleware: [allow('promotion:write')] as const,
  request: {
    headers: IdempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: CreatePromotion } } },
  },
  responses: {
    201: { description: 'Added', content: { 'application/json': { schema: Promotion } } },
    ...problemResponses(400, 409, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

/** Discounts. */
export const promotionRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listPromotions({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { route: 'POST /v1/promotions', input, isKeyRequired: false }, async (ctx) =>
        jsonResponse(201, await createPromotion({ ctx, input })),
      );
    });
