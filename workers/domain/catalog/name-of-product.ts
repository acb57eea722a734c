import { and, eq, isNull } from 'drizzle-orm';
import { products } from '../../../schema/tables/catalog.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { requireRow } from '../require-row.ts';

/** The name of a product that the principal may change. @throws {ProblemError} `not_found`. */
export async function nameOfProduct({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<string> {
  authorise(ctx, 'product:write');
  const { tenantId } = ctx.principal;
  const [row] = await read(ctx, ({ tx }) =>
    tx
      .select({ name: products.name })
      .from(products)
      .where(and(eq(products.tenantId, tenantId), eq(products.id, input.id), isNull(products.deletedAt))),
  );
  requireRow(row, 'product');
  return row.name;
}
