import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Retail = z.object({
  products: z.record(
    z.string(),
    z.object({
      name: z.string(),
      product_id: z.string(),
      variants: z.record(
        z.string(),
        z.object({
          item_id: z.string(),
          options: z.record(z.string(), z.string()),
          available: z.boolean(),
          price: z.number(),
        }),
      ),
    }),
  ),
});

/**
 * The catalogue of a real shop, the retail data of tau-bench, as lines that an import takes: one for each variant of
 * its 50 products. Undefined where the data is not: it is no part of this repository. RAGLINE_EVAL_DATA says where.
 */
export function retailLines(): string[] | undefined {
  const data = process.env.RAGLINE_EVAL_DATA;
  if (data === undefined) return undefined;
  const file = join(data, 'tau3-retail/db.json');
  if (!existsSync(file)) return undefined;
  const { products } = Retail.parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.values(products).flatMap((product) =>
    Object.values(product.variants).map((variant) =>
      JSON.stringify({
        sku: variant.item_id,
        name: product.name,
        description: Object.entries(variant.options)
          .map(([option, value]) => `${option}: ${value}`)
          .join(', '),
        category: product.name,
        price: { amount: Math.round(variant.price * 100), currency: 'USD' },
        stock: variant.available ? null : 0,
        metadata: { product_id: product.product_id, ...variant.options },
      }),
    ),
  );
}
