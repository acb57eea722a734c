import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '../../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../../context.ts';
import { productChunk } from '../product-chunk.ts';
import type { ProductRow } from '../product-view.ts';

const Written = z.array(z.object({ id: z.string(), sku: z.string(), version: z.int(), created_at: z.coerce.date() }));

/**
 * Writes products by sku and keeps what retrieval searches in step, in two statements whatever their number.
 * @param rows Locked, where they exist; in the order of their skus.
 * @returns Them as they are now: of a product that another request made meanwhile, its own id and version.
 */
export async function writeProducts(ctx: Ctx, unit: UnitOfWork, rows: readonly ProductRow[]): Promise<ProductRow[]> {
  if (rows.length === 0) return [];
  const now = ctx.clock.now().toISOString();
  const products = rows.map((row) => ({
    id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description,
    category: row.category,
    dietary: row.dietary,
    allergens: row.allergens,
    allergen_codes: row.allergenCodes,
    may_contain: row.mayContain,
    free_of: row.freeOf,
    price_minor: row.priceMinor,
    currency: row.currency,
    stock: row.stock,
    is_active: row.isActive,
    option_groups: row.optionGroups,
    metadata: row.metadata,
    version: row.version,
  }));
  const { rows: written } = await unit.tx.execute(sql`
    INSERT INTO products AS p (id, tenant_id, sku, name, description, category, dietary, allergens,
      allergen_codes, may_contain, free_of, price_minor, currency, stock, is_active, option_groups, metadata, version, created_at, updated_at)
    SELECT r.id, ${unit.tenantId}, r.sku, r.name, r.description, r.category, r.dietary, r.allergens,
      r.allergen_codes, r.may_contain, r.free_of, r.price_minor, r.currency, r.stock, r.is_active, r.option_groups, r.metadata, r.version, ${now}, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(products)}::jsonb) AS r (id uuid, sku text, name text, description text,
      category text, dietary text[], allergens text[], allergen_codes text[], may_contain text[], free_of text[], price_minor bigint, currency text, stock integer,
      is_active boolean, option_groups jsonb, metadata jsonb, version integer)
    ORDER BY r.sku COLLATE "C"
    ON CONFLICT (tenant_id, sku) WHERE deleted_at IS NULL DO UPDATE SET
      name = excluded.name, description = excluded.description, category = excluded.category,
      dietary = excluded.dietary, allergens = excluded.allergens, allergen_codes = excluded.allergen_codes,
      may_contain = excluded.may_contain, free_of = excluded.free_of, price_minor = excluded.price_minor,
      currency = excluded.currency, stock = excluded.stock, is_active = excluded.is_active,
      option_groups = excluded.option_groups, metadata = excluded.metadata,
      version = greatest(p.version + 1, excluded.version), updated_at = excluded.updated_at
    RETURNING p.id, p.sku, p.version, p.created_at`);
  const stored = new Map(Written.parse(written).map((row) => [row.sku, row]));
  const asWritten = rows.flatMap((row) => {
    const it = stored.get(row.sku);
    return it === undefined ? [] : [{ ...row, id: it.id, version: it.version, createdAt: it.created_at }];
  });
  await writeProductChunks(unit, asWritten, now);
  return asWritten;
}

/** Like `writeProductChunk`, for many. The indexer is nudged once the whole file is in. */
async function writeProductChunks(unit: UnitOfWork, rows: readonly ProductRow[], now: string): Promise<void> {
  const chunks = rows.map((row) => ({ id: newId(), product_id: row.id, ...productChunk(row) }));
  await unit.tx.execute(sql`
    INSERT INTO chunks AS c (id, tenant_id, product_id, title, content, updated_at)
    SELECT r.id, ${unit.tenantId}, r.product_id, r.title, r.content, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(chunks)}::jsonb) AS r (id uuid, product_id uuid, title text, content text)
    ON CONFLICT (tenant_id, product_id) DO UPDATE
      SET title = excluded.title, content = excluded.content, updated_at = excluded.updated_at
      WHERE (c.title, c.content) <> (excluded.title, excluded.content)`);
}
