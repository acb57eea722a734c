import { createRoute, z } from '@hono/zod-openapi';
import { IdempotencyHeaders } from '../../../contracts/headers.ts';
import { CreateQuote, Quote } from '../../../contracts/quote.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { createQuote } from '../../domain/quotes/create-quote.ts';
import { getQuote } from '../../domain/quotes/get-quote.ts';
import { ctxOf, router } from '../api-env.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { allow } from '../middleware/allow.ts';

const create = createRoute({
  method: 'post',
  path: '/v1/quotes',
  operationId: 'createQuote',
  summary: 'Price a basket and hold the price',
  tags: ['Orders'],
  security: [{ bearer: [] }],
  middleware: [allow('quote:create')] as const,
  request: {
    headers: IdempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: CreateQuote } } },
  },
  responses: {
    201: {
      description: 'The quote. Its price holds until `expires_at`',
      content: { 'application/json': { schema: Quote } },
    },
    ...problemResponses(400, 404, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/quotes/{id}',
  operationId: 'getQuote',
  summary: 'Read one of your quotes',
  tags: ['Orders'],
  security: [{ bearer: [] }],
  middleware: [allow('quote:create')] as const,
  request: { params: z.object({ id: Uuid }) },
  responses: {
    200: { description: 'The quote; it may have expired', content: { 'application/json': { schema: Quote } } },
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

/** Prices that hold. */
export const quoteRoutes = () =>
  router()
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { route: 'POST /v1/quotes', input, isKeyRequired: false }, async (ctx) =>
        jsonResponse(201, await createQuote({ ctx, input })),
      );
    })
    .openapi(get, async (c) => c.json(await getQuote({ ctx: ctxOf(c), input: c.req.valid('param') }), 200));
