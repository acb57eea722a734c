import type { CreateProduct, Product } from '../../../contracts/product.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { newId } from '../../platform/ids.ts';
import { isUniqueViolation } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { productCacheEntry } from './product-cache.ts';
import { writeProductChunk } from './product-chunk.ts';
import { declarationColumns, productView } from './product-view.ts';

/** @throws {ProblemError} `already_exists` when the sku is taken by a live product. */
export async function createProduct({ ctx, input }: { ctx: Ctx; input: CreateProduct }): Promise<Product> {
  authorise(ctx, 'product:write');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const [row] = await unit.tx
      .insert(products)
      .values({
        id: newId(),
        tenantId: unit.tenantId,
        sku: input.sku,
        name: input.name,
        description: input.description,
        category: input.category,
        dietary: input.dietary,
        ...declarationColumns(input),
        priceMinor: input.price.amount,
        currency: input.price.currency,
        stock: input.stock,
        isActive: input.is_active,
        optionGroups: input.option_groups,
        metadata: input.metadata,
        createdAt: now,
        updatedAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    await writeProductChunk(ctx, unit, row);
    recordAudit(ctx, unit, { action: 'product.created', resourceType: 'product', resourceId: row.id });
    const product = productView(row);
    unit.afterCommit(() => ctx.cache.put([productCacheEntry(unit.tenantId, product)]));
    return product;
  }).catch((error: unknown) => {
    throw skuTaken(error, input.sku);
  });
}

/** Maps the violation of the sku's unique index to its problem, and returns other errors unchanged. */
export function skuTaken(error: unknown, sku: string | undefined): unknown {
  if (!isUniqueViolation(error, 'idx_products_tenant_sku')) return error;
  return new ProblemError(
    'already_exists',
    `A product with the sku ${sku ?? ''} already exists. Change that product, or choose another sku.`,
    {
      errors: [{ path: 'sku', message: 'is taken' }],
    },
  );
}
