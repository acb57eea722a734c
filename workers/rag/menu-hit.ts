import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AllergenCode } from '../../contracts/allergens/codes.ts';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import type { StoredOptionGroup } from '../../contracts/product.ts';
import { declaredAllergens, knownDiets, optionGroupsView } from '../domain/catalog/product-view.ts';

/** The columns of a product `p` that a search reads, as one JSON column. */
export const MENU_ROW = sql`jsonb_build_object('id', p.id, 'sku', p.sku, 'name', p.name, 'description', p.description,
  'category', p.category, 'dietary', p.dietary, 'allergens', p.allergens, 'allergen_codes', p.allergen_codes,
  'may_contain', p.may_contain, 'free_of', p.free_of, 'price_minor', p.price_minor,
  'currency', p.currency, 'stock', p.stock, 'option_groups', p.option_groups)`;

export const MenuRow = z.object({
  id: z.string(),
  sku: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  dietary: z.array(z.string()),
  allergens: z.array(z.string()),
  // Codes were checked when they were written.
  allergen_codes: z.custom<AllergenCode[] | null>((codes) => codes === null || Array.isArray(codes)),
  may_contain: z.custom<AllergenCode[]>(Array.isArray),
  free_of: z.custom<AllergenCode[]>(Array.isArray),
  price_minor: z.number(),
  currency: z.string(),
  stock: z.number().nullable(),
  // Checked when they were written.
  option_groups: z.custom<StoredOptionGroup[]>(Array.isArray),
});
export type MenuRow = z.infer<typeof MenuRow>;

const DESCRIPTION_CHARACTERS = 400;

/** A product as a tool returns it. Long descriptions are truncated, because they cost tokens and are untrusted text. */
export function menuHit(row: MenuRow, score: number): MenuHit {
  return {
    product_id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description === null ? null : row.description.slice(0, DESCRIPTION_CHARACTERS).toWellFormed(),
    category: row.category,
    dietary: knownDiets(row.dietary),
    allergens: declaredAllergens({ allergens: row.allergens, allergenCodes: row.allergen_codes }),
    may_contain: row.may_contain,
    free_of: row.free_of,
    price: { amount: row.price_minor, currency: row.currency },
    in_stock: row.stock === null || row.stock > 0,
    option_groups: optionGroupsView(row.option_groups).map(({ options, ...group }) => ({
      ...group,
      options: options.map(({ id, name, price_delta, allergens, may_contain }) => ({
        ...{ id, name, price_delta },
        ...{ allergens, may_contain },
      })),
    })),
    score,
  };
}
