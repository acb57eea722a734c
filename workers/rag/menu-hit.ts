import type { MenuHit } from '../../contracts/chat-tool.ts';
import type { OptionGroup } from '../../contracts/product.ts';

/** A row of the retrieval statement, as `pg` hands it over: bigints are texts. */
export type MenuRow = {
  id: string;
  sku: string;
  name: string;
  description: string | null;
  category: string | null;
  dietary: string[];
  allergens: string[];
  price_minor: string | number;
  currency: string;
  stock: number | null;
  option_groups: OptionGroup[];
  score: number;
};

const DESCRIPTION_CHARACTERS = 400;

/** What a tool tells of a product. Long descriptions are cut: they cost tokens and are somebody else's text. */
export function menuHit(row: MenuRow): MenuHit {
  return {
    product_id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description === null ? null : row.description.slice(0, DESCRIPTION_CHARACTERS).toWellFormed(),
    category: row.category,
    dietary: row.dietary,
    allergens: row.allergens,
    price: { amount: Number(row.price_minor), currency: row.currency },
    in_stock: row.stock === null || row.stock > 0,
    option_groups: row.option_groups.map(({ id, name, min, max, options }) => ({ id, name, min, max, options })),
    score: row.score,
  };
}
