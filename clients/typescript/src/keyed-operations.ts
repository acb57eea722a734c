/** Operations that take an Idempotency-Key, by method and path. `npm run contracts -- generate` writes this file. */
export const KEYED_OPERATIONS: ReadonlySet<string> = new Set([
  'POST /v1/products',
  'POST /v1/products/import',
  'POST /v1/documents',
  'POST /v1/search/reindex',
  'POST /v1/promotions',
  'POST /v1/quotes',
  'POST /v1/orders',
  'POST /v1/users',
  'POST /v1/webhook-endpoints/{id}/test',
]);
