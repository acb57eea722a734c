import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { OrderRules } from '../../../contracts/order-settings.ts';
import { loadNamed } from '../catalog/load-for-order.ts';
import type { ProductRow } from '../catalog/product-view.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { openOrders, orderRules, readOrderRules } from './open-orders.ts';

const Drawn = z.object({ number: z.coerce.number().int() }).optional();
const Terms = z.looseObject({ rules: z.unknown(), open: z.unknown() });

/** The rows that an order depends on, locked until the transaction ends. */
export interface LockedForOrder {
  /** The live products, in the order of their ids. */
  products: ProductRow[];
  /** Undefined when none was drawn. */
  number: number | undefined;
  rules: OrderRules;
  /** The result of `openOrders`. */
  open: unknown;
  /** A row with the caller's columns. */
  selected: unknown;
}

/**
 * Locks the products of an order, draws the tenant's next order number and reads what the order depends on. Three
 * statements are sent at once. The order of the locks is products by their ids, then the counter: two orders never
 * deadlock, and the last statement sees what every earlier order of the tenant has changed.
 * @param of.isNamed The condition on the products.
 * @param of.isNew The condition on which a number is drawn.
 * @param of.columns Further columns of the last statement.
 */
export async function lockForOrder(
  ctx: Ctx,
  unit: UnitOfWork,
  of: { isNamed: SQL | undefined; isNew: SQL; addressHash: string | null; columns: SQL },
): Promise<LockedForOrder> {
  const { tx, tenantId } = unit;
  // `execute` sends in this order, where an awaited statement would go out a moment later.
  const [products, drawn, terms] = await Promise.all([
    loadNamed(unit, of.isNamed, { lock: true }),
    tx
      .execute(sql`
      INSERT INTO order_counters AS c (tenant_id, last_number) SELECT ${tenantId}::uuid, 1 WHERE ${of.isNew}
      ON CONFLICT (tenant_id) DO UPDATE SET last_number = c.last_number + 1
      RETURNING last_number AS number`)
      .execute(),
    tx
      .execute(sql`
      SELECT ${orderRules(tenantId)} AS rules, ${openOrders(ctx, of.addressHash)} AS open, ${of.columns}`)
      .execute(),
  ]);
  const { rules, open, ...selected } = Terms.parse(terms.rows[0]);
  const number = Drawn.parse(drawn.rows[0])?.number;
  return { products, number, rules: readOrderRules(rules), open, selected };
}
