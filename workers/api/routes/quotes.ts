import { IdempotencyHeaders } from '../../../contracts/headers.ts';
import { CreateQuote, Quote } from '../../../contracts/quote.ts';
import { createQuote } from '../../domain/quotes/create-quote.ts';
import { getQuote } from '../../domain/quotes/get-quote.ts';
import { ctxOf, router } from '../api-env.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { MAX_BASKET_BYTES } from '../middleware/read-body.ts';
import { idParams, json, jsonBody, operation } from '../operation.ts';

const tag = 'Orders';

const create = operation({
  method: 'post',
  path: '/v1/quotes',
  operationId: 'createQuote',
  summary: 'Price a basket and hold the price',
  tag,
  permission: 'quote:create',
  maxBodyBytes: MAX_BASKET_BYTES,
  request: { headers: IdempotencyHeaders, body: jsonBody(CreateQuote) },
  problems: [404],
  responses: { 201: json('The quote. Its price holds until `expires_at`', Quote) },
});

const get = operation({
  method: 'get',
  path: '/v1/quotes/{id}',
  operationId: 'getQuote',
  summary: 'Read one of your quotes',
  tag,
  permission: 'quote:create',
  request: { params: idParams },
  responses: { 200: json('The quote; it may have expired', Quote) },
});

/** Prices that hold. */
export const quoteRoutes = () =>
  router()
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { input }, async (ctx) => jsonResponse(201, await createQuote({ ctx, input })));
    })
    .openapi(get, async (c) => c.json(await getQuote({ ctx: ctxOf(c), input: c.req.valid('param') }), 200));
