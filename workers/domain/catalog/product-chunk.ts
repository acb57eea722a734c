import { and, eq, sql } from 'drizzle-orm';
import { type AllergenCode, groupsOf, inOrder } from '../../../contracts/allergens/codes.ts';
import { chunks } from '../../../schema/tables/search.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { declaredAllergens, type ProductRow } from './product-view.ts';

/** The searchable text of a product. Numbers (price, stock) are filters, not text. */
export function productChunk(row: ProductRow): { title: string; content: string } {
  const content = [
    row.category,
    row.dietary.join(', '),
    row.description,
    allergenLine('Contains', declaredAllergens(row) ?? []),
    allergenLine('May contain', row.mayContain),
    ...row.optionGroups.map((group) => `${group.name}: ${group.options.map((option) => option.name).join(', ')}`),
  ];
  return { title: row.name, content: content.filter((part) => part !== null && part !== '').join('\n') };
}

/** Includes the groups of each code, so that “nuts” finds a dish that declares pistachios. */
function allergenLine(label: string, codes: readonly AllergenCode[]): string {
  if (codes.length === 0) return '';
  const named = inOrder(codes.flatMap((code) => [code, ...groupsOf(code)]));
  return `${label}: ${named.map((code) => code.replaceAll('_', ' ')).join(', ')}`;
}

/** Keeps the product's one chunk in step, in the transaction that wrote the product; its embedding follows later. */
export async function writeProductChunk(ctx: Ctx, unit: UnitOfWork, row: ProductRow): Promise<void> {
  const text = productChunk(row);
  const written = await unit.tx
    .insert(chunks)
    .values({ id: newId(), tenantId: unit.tenantId, productId: row.id, ...text, updatedAt: ctx.clock.now() })
    .onConflictDoUpdate({
      target: [chunks.tenantId, chunks.productId],
      set: { ...text, updatedAt: ctx.clock.now() },
      setWhere: sql`(${chunks.title}, ${chunks.content}) <> (excluded.title, excluded.content)`,
    })
    .returning({ id: chunks.id });
  if (written.length > 0) unit.afterCommit(() => ctx.nudgeIndexer(unit.tenantId));
}

export async function deleteProductChunk(unit: UnitOfWork, productId: string): Promise<void> {
  await unit.tx.delete(chunks).where(and(eq(chunks.tenantId, unit.tenantId), eq(chunks.productId, productId)));
}
