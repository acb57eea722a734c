import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { IfMatchHeaders } from '../../../contracts/headers.ts';
import {
  MAX_PICTURE_BYTES,
  PICTURE_TYPES,
  type PictureEnding,
  Product,
  ProductImageQuery,
} from '../../../contracts/product.ts';
import { nameOfProduct } from '../../domain/catalog/name-of-product.ts';
import { updateProduct } from '../../domain/catalog/update-product.ts';
import { sha256HexOf } from '../../platform/ids.ts';
import { isNotModified } from '../../platform/is-not-modified.ts';
import { invalidRequest, ProblemError } from '../../platform/problem-error.ts';
import { type ApiEnv, ctxOf, router } from '../api-env.ts';
import { checkPicture } from '../check-picture.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { readPicture } from '../middleware/read-body.ts';
import { idParams, json, operation } from '../operation.ts';

const tag = 'Products';
const picture = z.string().meta({ format: 'binary' });

const put = operation({
  method: 'put',
  path: '/v1/products/{id}/image',
  operationId: 'putProductImage',
  summary: 'Set the picture of a product',
  description: `WebP, JPEG or PNG of at most ${MAX_PICTURE_BYTES} bytes. Its first bytes tell which, whatever \`Content-Type\` says; a file that was cut off is refused. Make it at most 1600 pixels wide and high: it is served as it is.`,
  tag,
  permission: 'product:write',
  maxBodyBytes: MAX_PICTURE_BYTES,
  request: {
    params: idParams,
    headers: IfMatchHeaders,
    query: ProductImageQuery,
    body: {
      required: true,
      content: {
        'image/webp': { schema: picture },
        'image/jpeg': { schema: picture },
        'image/png': { schema: picture },
      },
    },
  },
  responses: { 200: json('The product with its picture', Product) },
});

const remove = operation({
  method: 'delete',
  path: '/v1/products/{id}/image',
  operationId: 'deleteProductImage',
  summary: 'Delete the picture of a product',
  tag,
  permission: 'product:write',
  request: { params: idParams, headers: IfMatchHeaders },
  responses: { 200: json('The product without a picture', Product) },
});

/** Pictures of products: changed by those who may change the product. */
export const productImageRoutes = () =>
  router()
    .openapi(put, async (c) => {
      const ctx = ctxOf(c);
      const { id } = c.req.valid('param');
      // Check that the product exists before the body is read or stored.
      const name = await nameOfProduct({ ctx, input: { id } });
      const { alt = name } = c.req.valid('query');
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const bucket = requireBucket(c);
      const bytes = await readPicture(c);
      const checked = checkPicture(bytes);
      if (checked === undefined) {
        const remedy = 'The body is no WebP, JPEG or PNG picture. Send one of these.';
        throw new ProblemError('unsupported_media_type', remedy);
      }
      if (checked.fault !== undefined) throw invalidRequest([{ path: [], message: checked.fault }]);
      const file = `${await sha256HexOf(bytes)}.${checked.ending}`;
      // The tenant comes from the token: a caller can neither write nor refer to another tenant's picture.
      await bucket.put(`${ctx.principal.tenantId}/${file}`, bytes);
      const product = await updateProduct({ ctx, input: { id, change: { image: { file, alt } }, ifVersion } });
      return c.json(product, 200, { etag: etagOf(product) });
    })
    .openapi(remove, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const { id } = c.req.valid('param');
      const product = await updateProduct({ ctx: ctxOf(c), input: { id, change: { image: null }, ifVersion } });
      return c.json(product, 200, { etag: etagOf(product) });
    });

const FOREVER = 'public, max-age=31536000, immutable';
const FILE = /^[0-9a-f]{64}\.(webp|jpg|png)$/;
const TENANT = /^[0-9a-f-]{36}$/;

/** Serves pictures to everybody. The name is the hash of the content, so a browser asks once. */
export const pictureRoutes = () =>
  new Hono<ApiEnv>().get('/pictures/:tenant/:file', async (c) => {
    const { tenant, file } = c.req.param();
    const ending = FILE.exec(file)?.[1];
    const headers = { etag: `"${file}"`, 'cache-control': FOREVER };
    const none = new ProblemError(
      'not_found',
      'No resource exists at this path. The reference at /docs lists all paths.',
    );
    if (ending === undefined || !TENANT.test(tenant)) throw none;
    if (isNotModified(c.req.header('if-none-match'), headers.etag)) return c.body(null, 304, headers);
    const kept = await bucketOf(c)?.get(`${tenant}/${file}`);
    if (kept === undefined || kept === null) throw none;
    return c.body(kept.body, 200, { ...headers, 'content-type': PICTURE_TYPES[ending as PictureEnding] });
  });

/** There only where wrangler.toml binds a bucket. */
const bucketOf = (c: Context<ApiEnv>): R2Bucket | undefined => (c.env as Env & { PICTURES?: R2Bucket }).PICTURES;

function requireBucket(c: Context<ApiEnv>): R2Bucket {
  const bucket = bucketOf(c);
  if (bucket !== undefined) return bucket;
  throw new ProblemError(
    'conflict',
    'This deployment stores no pictures. Ask its operator to bind an R2 bucket as PICTURES.',
  );
}
