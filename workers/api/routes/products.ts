import { z } from '@hono/zod-openapi';
import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import { JobAccepted, MAX_IMPORT_BYTES } from '../../../contracts/job.ts';
import { Currency } from '../../../contracts/money.ts';
import { CreateProduct, ListProductsQuery, Product, ProductList, UpdateProduct } from '../../../contracts/product.ts';
import { createProduct } from '../../domain/catalog/create-product.ts';
import { deleteProduct } from '../../domain/catalog/delete-product.ts';
import { getProduct } from '../../domain/catalog/get-product.ts';
import { startImport } from '../../domain/catalog/import/start-import.ts';
import { listProducts } from '../../domain/catalog/list-products.ts';
import { updateProduct } from '../../domain/catalog/update-product.ts';
import { sha256HexOf } from '../../platform/ids.ts';
import { isNotModified } from '../../platform/is-not-modified.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { readImport } from '../middleware/read-body.ts';
import { idParams, json, jsonBody, operation } from '../operation.ts';

const tag = 'Products';

const list = operation({
  method: 'get',
  path: '/v1/products',
  operationId: 'listProducts',
  summary: 'List and search the catalogue',
  tag,
  permission: 'product:read',
  isShared: true,
  request: { query: ListProductsQuery },
  responses: { 200: json('A page of products', ProductList) },
});

const create = operation({
  method: 'post',
  path: '/v1/products',
  operationId: 'createProduct',
  summary: 'Create a product',
  tag,
  permission: 'product:write',
  request: { headers: IdempotencyHeaders, body: jsonBody(CreateProduct) },
  responses: { 201: json('The created product', Product) },
});

const startImporting = operation({
  method: 'post',
  path: '/v1/products/import',
  operationId: 'importProducts',
  summary: 'Import products from a file',
  description:
    'One JSON object per line, each a complete product as in `createProduct`; at most 10 MiB and 200,000 lines. Or CSV of at most 5 MiB, as exported by Square, Shopify and WooCommerce, or with the columns `name`, `price` and others of `createProduct`; each variant becomes a product. A product is identified by its sku: it is created, or updated if it differs. If two JSON lines have the same sku, the later one wins; in CSV the second is an error. Invalid lines are listed in the job’s result; the other lines are imported.',
  tag,
  permission: 'product:write',
  maxBodyBytes: MAX_IMPORT_BYTES,
  request: {
    headers: IdempotencyHeaders,
    query: z.strictObject({
      currency: Currency.optional().meta({
        description: 'The currency of prices in a CSV file without a column `currency`',
      }),
    }),
    body: {
      required: true,
      // `application/jsonl` is taken as well; named here, Hono would take it for JSON and parse it.
      content: { 'application/x-ndjson': { schema: z.string() }, 'text/csv': { schema: z.string() } },
    },
  },
  responses: { 202: json('Accepted. `Location` names the job', JobAccepted) },
});

const get = operation({
  method: 'get',
  path: '/v1/products/{id}',
  operationId: 'getProduct',
  summary: 'Read a product',
  tag,
  permission: 'product:read',
  isShared: true,
  request: { params: idParams, headers: z.object({ 'if-none-match': z.string().optional() }) },
  responses: {
    200: json('The product', Product),
    304: { description: 'Your copy is current' },
  },
});

const update = operation({
  method: 'patch',
  path: '/v1/products/{id}',
  operationId: 'updateProduct',
  summary: 'Update a product',
  tag,
  permission: 'product:write',
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(UpdateProduct) },
  problems: [409],
  responses: { 200: json('The updated product', Product) },
});

const remove = operation({
  method: 'delete',
  path: '/v1/products/{id}',
  operationId: 'deleteProduct',
  summary: 'Delete a product',
  tag,
  permission: 'product:write',
  request: { params: idParams, headers: IfMatchHeaders },
  responses: { 204: { description: 'Deleted' } },
});

/** The catalogue. */
export const productRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listProducts({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { input }, async (ctx) => {
        const product = await createProduct({ ctx, input });
        return jsonResponse(201, product, { etag: etagOf(product), location: `/v1/products/${product.id}` });
      });
    })
    .openapi(startImporting, async (c) => {
      const { currency } = c.req.valid('query');
      const { file, csv } = await readImport(c);
      // The hash of the file identifies the request, and is cheaper to store than its bytes.
      const input = { sha256: await sha256HexOf(file), ...(currency === undefined ? {} : { currency }) };
      return await idempotently(c, { input }, async (ctx) => {
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
