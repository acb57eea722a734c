import type { Product } from '../../../contracts/product.ts';
import type { CacheEntry } from '../../platform/cache.ts';

export const productCacheKey = (tenantId: string, productId: string): string =>
  `ragline:${tenantId}:cache:product:${productId}`;

/** What readers are to find of a product from now on. */
export const productCacheEntry = (tenantId: string, product: Product): CacheEntry => ({
  key: productCacheKey(tenantId, product.id),
  version: product.version,
  value: product,
});
