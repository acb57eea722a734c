import { type ImportResult, MAX_IMPORT_ERRORS } from '../../../../contracts/job.ts';
import type { CreateProduct } from '../../../../contracts/product.ts';
import { newId } from '../../../platform/ids.ts';
import { declarationColumns, type ProductRow } from '../product-view.ts';
import type { ReadLine } from './read-lines.ts';

/** The effect of a chunk's lines, before anything is written. */
export interface ImportPlan {
  result: ImportResult;
  /** The products as they are to be, each once, in the order of their skus: equal orders of locks never deadlock. */
  writes: ProductRow[];
}

export const NOTHING_YET: ImportResult = { created: 0, updated: 0, unchanged: 0, failed: 0, errors: [] };

/**
 * Lines are taken in order, as if each were a request of its own: a later line with the sku of an earlier one
 * updates it. A line is the whole product: a field that it does not name gets its default.
 * @param existing Live products with the skus of the lines.
 * @param before What earlier chunks of the file came to.
 */
export function planImport(
  lines: readonly ReadLine[],
  existing: readonly ProductRow[],
  { tenantId, now, before }: { tenantId: string; now: Date; before: ImportResult },
): ImportPlan {
  const result = { ...before, errors: [...before.errors] };
  const bySku = new Map(existing.map((row) => [row.sku, row]));
  const writes = new Map<string, ProductRow>();
  for (const line of lines) {
    if ('faults' in line) {
      result.failed += 1;
      result.errors.push(...line.faults.slice(0, MAX_IMPORT_ERRORS - result.errors.length));
      continue;
    }
    const fields = columnsOf(line.product);
    const current = bySku.get(fields.sku);
    if (current !== undefined && !differs(current, fields)) {
      result.unchanged += 1;
      continue;
    }
    const next: ProductRow =
      current === undefined
        ? { id: newId(), tenantId, ...fields, image: null, version: 1, createdAt: now, updatedAt: now, deletedAt: null }
        : { ...current, ...fields, version: current.version + 1, updatedAt: now };
    result[current === undefined ? 'created' : 'updated'] += 1;
    bySku.set(next.sku, next);
    writes.set(next.sku, next);
  }
  return { result, writes: [...writes.values()].toSorted((a, b) => (a.sku < b.sku ? -1 : 1)) };
}

function columnsOf(product: CreateProduct) {
  return {
    sku: product.sku,
    name: product.name,
    description: product.description,
    category: product.category,
    dietary: product.dietary,
    ...declarationColumns(product),
    priceMinor: product.price.amount,
    currency: product.price.currency,
    stock: product.stock,
    isActive: product.is_active,
    optionGroups: product.option_groups,
    metadata: product.metadata,
  };
}

type Fields = ReturnType<typeof columnsOf>;

function differs(row: ProductRow, fields: Fields): boolean {
  const before = { ...fields, ...pick(row, fields) };
  return canonical(before) !== canonical(fields);
}

const pick = (row: ProductRow, fields: Fields): Partial<ProductRow> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name in fields));

/** JSON with sorted keys: jsonb gives objects back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
