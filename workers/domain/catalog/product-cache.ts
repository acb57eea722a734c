import type { Product } from '../../../contracts/product.ts';
import type { CacheEntry } from '../../platform/cache.ts';

export const productCacheKey = (tenantId: string, productId: string): string =>
  `ragline:${tenantId}:cache:product:${productId}`;

/** The cache entry of a product. */
export const productCacheEntry = (tenantId: string, product: Product): CacheEntry => ({
  key: productCacheKey(tenantId, product.id),
  version: product.version,
  value: product,
});
