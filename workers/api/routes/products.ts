import { createRoute, z } from '@hono/zod-openapi';
import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import { JobAccepted } from '../../../contracts/job.ts';
import { Currency } from '../../../contracts/money.ts';
import { CreateProduct, ListProductsQuery, Product, ProductList, UpdateProduct } from '../../../contracts/product.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { createProduct } from '../../domain/catalog/create-product.ts';
import { deleteProduct } from '../../domain/catalog/delete-product.ts';
import { getProduct } from '../../domain/catalog/get-product.ts';
import { startImport } from '../../domain/catalog/import/start-import.ts';
import { listProducts } from '../../domain/catalog/list-products.ts';
import { updateProduct } from '../../domain/catalog/update-product.ts';
import { sha256HexOf } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion, isNotModified } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { allow } from '../middleware/allow.ts';
import { readImport } from '../middleware/read-body.ts';

const tags = ['Products'];
const security = [{ bearer: [] }];
const params = z.object({ id: Uuid });
const productResponse = (description: string) => ({
  description,
  content: { 'application/json': { schema: Product } },
});

const list = createRoute({
  method: 'get',
  path: '/v1/products',
  operationId: 'listProducts',
  summary: 'List and search the catalogue',
  tags,
  security,
  middleware: [allow('product:read')] as const,
  request: { query: ListProductsQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: ProductList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const create = createRoute({
  method: 'post',
  path: '/v1/products',
  operationId: 'createProduct',
  summary: 'Create a product',
  tags,
  security,
  middleware: [allow('product:write')] as const,
  request: {
    headers: IdempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: CreateProduct } } },
  },
  responses: { 201: productResponse('Added'), ...problemResponses(400, 409, 413, 415, 422, ...COMMON_PROBLEMS) },
});

const startImporting = createRoute({
  method: 'post',
  path: '/v1/products/import',
  operationId: 'importProducts',
  summary: 'Import products from a file',
  description:
    'One JSON object per line, each a complete product as in `createProduct`; at most 10 MiB and 200,000 lines. Or CSV of at most 5 MiB, as exported by Square, Shopify and WooCommerce, or with the columns `name`, `price` and others of `createProduct`; each variant becomes a product. A product is identified by its sku: it is created, or updated if it differs. If two JSON lines have the same sku, the later one wins; in CSV the second is an error. Invalid lines are listed in the job’s result; the other lines are imported.',
  tags,
  security,
  middleware: [allow('product:write')] as const,
  request: {
    headers: z.object({ 'idempotency-key': z.string().optional() }),
    query: z.strictObject({
      currency: Currency.optional().meta({ description: 'Of the prices of a CSV file without a column `currency`' }),
    }),
    body: {
      required: true,
      // `application/jsonl` is taken as well; named here, Hono would take it for JSON and parse it.
      content: { 'application/x-ndjson': { schema: z.string() }, 'text/csv': { schema: z.string() } },
    },
  },
  responses: {
    202: {
      description: 'Accepted. `Location` names the job',
      content: { 'application/json': { schema: JobAccepted } },
    },
    ...problemResponses(400, 409, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/products/{id}',
  operationId: 'getProduct',
  summary: 'Read a product',
  tags,
  security,
  middleware: [allow('product:read')] as const,
  request: { params, headers: z.object({ 'if-none-match': z.string().optional() }) },
  responses: {
    200: productResponse('The product'),
    304: { description: 'The version that you hold' },
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/products/{id}',
  operationId: 'updateProduct',
  summary: 'Update a product',
  tags,
  security,
  middleware: [allow('product:write')] as const,
  request: {
    params,
    headers: IfMatchHeaders,
    body: { required: true, content: { 'application/json': { schema: UpdateProduct } } },
  },
  responses: {
    200: productResponse('As it is now'),
    ...problemResponses(400, 404, 409, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/products/{id}',
  operationId: 'deleteProduct',
  summary: 'Delete a product',
  tags,
  security,
  middleware: [allow('product:write')] as const,
  request: { params, headers: IfMatchHeaders },
  responses: { 204: { description: 'Gone' }, ...problemResponses(404, 412, 422, ...COMMON_PROBLEMS) },
});

/** The catalogue. */
export const productRoutes = () => {
  const routes = router();
  // Before `/{id}`, which would take `import` for an id.
  routes.on(['GET', 'PATCH', 'DELETE'], '/v1/products/import', () => {
    throw new ProblemError('method_not_allowed', 'This resource supports POST.', { allow: 'POST' });
  });
  return routes
    .openapi(list, async (c) => c.json(await listProducts({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { route: 'POST /v1/products', input, isKeyRequired: false }, async (ctx) => {
        const product = await createProduct({ ctx, input });
        return jsonResponse(201, product, { etag: etagOf(product), location: `/v1/products/${product.id}` });
      });
    })
    .openapi(startImporting, async (c) => {
      const { currency } = c.req.valid('query');
      const { file, csv } = await readImport(c);
      // The bytes stand for the request; hashing them is cheaper than keeping them.
      const input = { sha256: await sha256HexOf(file), ...(currency === undefined ? {} : { currency }) };
      const route = 'POST /v1/products/import';
      return await idempotently(c, { route, input, isKeyRequired: false }, async (ctx) => {
        const jobId = await startImport({ ctx, input: { file, csv: csv && { ...csv, currency } } });
        return jsonResponse(202, { job_id: jobId }, { location: `/v1/jobs/${jobId}` });
      });
    })
    .openapi(get, async (c) => {
      const product = await getProduct({ ctx: ctxOf(c), input: c.req.valid('param') });
      const etag = etagOf(product);
      const headers = { etag, 'cache-control': 'private, no-cache' };
      if (isNotModified(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
      return c.json(product, 200, headers);
    })
    .openapi(update, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const product = await updateProduct({
        ctx: ctxOf(c),
        input: { id: c.req.valid('param').id, change: c.req.valid('json'), ifVersion },
      });
      return c.json(product, 200, { etag: etagOf(product) });
    })
    .openapi(remove, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      await deleteProduct({ ctx: ctxOf(c), input: { id: c.req.valid('param').id, ifVersion } });
      return c.body(null, 204);
    });
};
