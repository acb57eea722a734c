import { createRoute } from '@hono/zod-openapi';
import { IdempotencyHeaders } from '../../../contracts/headers.ts';
import { CreateQuote, Quote } from '../../../contracts/quote.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { createQuote } from '../../domain/quotes/create-quote.ts';
import { router } from '../api-env.ts';
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
    201: { description: 'The price, until `expires_at`', content: { 'application/json': { schema: Quote } } },
    ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

/** Prices that hold. */
export const quoteRoutes = () =>
  router().openapi(create, async (c) => {
    const input = c.req.valid('json');
    return await idempotently(c, { route: 'POST /v1/quotes', input, isKeyRequired: false }, async (ctx) =>
      jsonResponse(201, await createQuote({ ctx, input })),
    );
  });
