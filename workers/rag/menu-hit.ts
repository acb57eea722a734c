import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import type { OptionGroup } from '../../contracts/product.ts';

/** What a search reads of a product `p`, as one column. */
export const MENU_ROW = sql`jsonb_build_object('id', p.id, 'sku', p.sku, 'name', p.name, 'description', p.description,
  'category', p.category, 'dietary', p.dietary, 'allergens', p.allergens, 'price_minor', p.price_minor,
  'currency', p.currency, 'stock', p.stock, 'option_groups', p.option_groups)`;

export const MenuRow = z.object({
  id: z.string(),
  sku: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  dietary: z.array(z.string()),
  allergens: z.array(z.string()),
  price_minor: z.number(),
  currency: z.string(),
  stock: z.number().nullable(),
  // Checked when they were written.
  option_groups: z.custom<OptionGroup[]>(Array.isArray),
});
export type MenuRow = z.infer<typeof MenuRow>;

const DESCRIPTION_CHARACTERS = 400;

/** What a tool tells of a product. Long descriptions are cut: they cost tokens and are somebody else's text. */
export function menuHit(row: MenuRow, score: number): MenuHit {
  return {
    product_id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description === null ? null : row.description.slice(0, DESCRIPTION_CHARACTERS).toWellFormed(),
    category: row.category,
    dietary: row.dietary,
    allergens: row.allergens,
    price: { amount: row.price_minor, currency: row.currency },
    in_stock: row.stock === null || row.stock > 0,
    option_groups: row.option_groups.map(({ id, name, min, max, options }) => ({ id, name, min, max, options })),
    score,
  };
}
