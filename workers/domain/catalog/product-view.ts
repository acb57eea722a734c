import type { Product } from '../../../contracts/product.ts';
import type { products } from '../../../schema/tables/catalog.ts';

export type ProductRow = typeof products.$inferSelect;

/** A row as clients see it. */
export function productView(row: ProductRow): Product {
  return {
    id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description,
    category: row.category,
    dietary: row.dietary,
    allergens: row.allergens,
    price: { amount: row.priceMinor, currency: row.currency },
    stock: row.stock,
    is_active: row.isActive,
    option_groups: row.optionGroups,
    metadata: row.metadata,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
