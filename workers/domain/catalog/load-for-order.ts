import { and, asc, eq, inArray, isNull, or, type SQL } from 'drizzle-orm';
import type { LineRequest } from '../../../contracts/quote.ts';
import { products } from '../../../schema/tables/catalog.ts';
import type { UnitOfWork } from '../context.ts';
import type { ProductRow } from './product-view.ts';

/**
 * The live products that the lines name, in one statement whatever their number, which is sent at once.
 * @param lock Holds the rows until the transaction ends, always locked in the order of their ids, so that two
 *   orders over the same products wait for each other and never deadlock.
 */
export async function loadForOrder(
  unit: UnitOfWork,
  lines: readonly Named[],
  { lock }: { lock: boolean },
): Promise<Array<ProductRow | undefined>> {
  return inOrderOf(lines, await loadNamed(unit, isNamedBy(lines), { lock }));
}

/** The same, by a condition on products, in the order of their ids. */
export async function loadNamed(
  { tx, tenantId }: UnitOfWork,
  isNamed: SQL | undefined,
  { lock }: { lock: boolean },
): Promise<ProductRow[]> {
  const isLive = and(eq(products.tenantId, tenantId), isNull(products.deletedAt), isNamed);
  const query = tx.select().from(products).where(isLive).orderBy(asc(products.id));
  return await (lock ? query.for('no key update') : query).execute();
}

type Named = Pick<LineRequest, 'product_id' | 'sku'>;

/** The condition on products that a line names. */
export function isNamedBy(lines: readonly Named[]): SQL | undefined {
  const ids = [...new Set(lines.flatMap((line) => line.product_id ?? []))];
  const skus = [...new Set(lines.flatMap((line) => line.sku ?? []))];
  return or(
    ids.length > 0 ? inArray(products.id, ids) : undefined,
    skus.length > 0 ? inArray(products.sku, skus) : undefined,
  );
}

/** The product of each line; undefined where there is none. */
export function inOrderOf(lines: readonly Named[], rows: readonly ProductRow[]): Array<ProductRow | undefined> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const bySku = new Map(rows.map((row) => [row.sku, row]));
  return lines.map((line) => (line.product_id === undefined ? bySku.get(line.sku ?? '') : byId.get(line.product_id)));
}
