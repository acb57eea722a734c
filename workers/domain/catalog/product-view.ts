import type { AllergenCode } from '../../../contracts/allergens/codes.ts';
import { DietCode } from '../../../contracts/diets.ts';
import type { Product, StoredOptionGroup } from '../../../contracts/product.ts';
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
    dietary: knownDiets(row.dietary),
    allergens: declaredAllergens(row),
    may_contain: row.mayContain,
    free_of: row.freeOf,
    price: { amount: row.priceMinor, currency: row.currency },
    stock: row.stock,
    is_active: row.isActive,
    option_groups: optionGroupsView(row.optionGroups),
    metadata: row.metadata,
    image: row.image === null ? null : { url: `/pictures/${row.tenantId}/${row.image.file}`, alt: row.image.alt },
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** Null: the shop has not declared them, or the release before has changed what it had declared. */
export function declaredAllergens(row: Pick<ProductRow, 'allergens' | 'allergenCodes'>): AllergenCode[] | null {
  const { allergens, allergenCodes } = row;
  if (allergenCodes === null || allergenCodes.length !== allergens.length) return null;
  return allergenCodes.every((code, index) => code === allergens[index]) ? allergenCodes : null;
}

/** Tags of before the vocabulary that have no code are not shown. */
export const knownDiets = (tags: readonly string[]): DietCode[] =>
  tags.flatMap((tag) => DietCode.safeParse(tag).data ?? []);

/** Options that were stored without declarations are undeclared. */
export const optionGroupsView = (groups: readonly StoredOptionGroup[]): Product['option_groups'] =>
  groups.map((group) => ({
    ...group,
    options: group.options.map((option) => ({ ...NOT_DECLARED, ...option })),
  }));

const NOT_DECLARED = { allergens: null, may_contain: [], free_of: [], dietary: [] };

/** The columns of a declaration. Equal allergen columns show that this release has written them. */
export const declarationColumns = (
  declared: Pick<Product, 'allergens' | 'may_contain' | 'free_of'>,
): Pick<ProductRow, 'allergens' | 'allergenCodes' | 'mayContain' | 'freeOf'> => ({
  allergens: declared.allergens ?? [],
  allergenCodes: declared.allergens,
  mayContain: declared.may_contain,
  freeOf: declared.free_of,
});
