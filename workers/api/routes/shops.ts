import { z } from '@hono/zod-openapi';
import { Shop } from '../../../contracts/shop.ts';
import { getShop } from '../../domain/tenants/get-shop.ts';
import { router } from '../api-env.ts';
import { json, operation } from '../operation.ts';

const get = operation({
  method: 'get',
  path: '/v1/auth/shops/{slug}',
  operationId: 'getShop',
  summary: 'Read the public profile of a shop',
  description:
    'What a storefront shows before its visitor has a token: name, language, currency and categories. Get a token with `POST /v1/auth/guest`.',
  tag: 'Shops',
  permission: 'none',
  isShared: true,
  request: { params: z.object({ slug: z.string().max(64).meta({ example: 'bistro' }) }) },
  problems: [403, 404],
  responses: { 200: json('The profile', Shop) },
});

/** Public profiles of shops. */
export const shopRoutes = () =>
  router().openapi(get, async (c) => {
    const shop = await getShop({ services: c.get('services'), input: c.req.valid('param') });
    return c.json(shop, 200, { 'cache-control': 'public, max-age=60' });
  });
