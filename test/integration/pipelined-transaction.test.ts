import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { products } from '../../schema/tables/catalog.ts';
import { Database, type Scope } from '../../workers/platform/database.ts';
import { newProduct, newTenant } from '../support/tenant.ts';
import { testConfig } from '../support/worker-services.ts';

const opened: Database[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()));
});

/** A database, and how many round trips it has made. */
function open() {
  let count = 0;
  const db = new Database(testConfig().database, () => {
    count += 1;
  });
  opened.push(db);
  return { db, roundTrips: () => count };
}

async function aProduct() {
  const tenant = await newTenant();
  const { id } = await newProduct(tenant, { name: 'Soup' });
  const scope: Scope = { tenantId: tenant.tenantId };
  const { db } = open();
  const nameNow = async () => {
    const [row] = await db.single(scope, (tx) =>
      tx.select({ name: products.name }).from(products).where(eq(products.id, id)),
    );
    return row?.name;
  };
  return { id, scope, nameNow };
}

describe('a transaction whose statements travel together', () => {
  it('takes one round trip for one statement, and sees its tenant alone', async () => {
    const { scope } = await aProduct();
    const { db, roundTrips } = open();
    const rows = await db.single(scope, (tx) => tx.select().from(products));
    expect(rows).toMatchObject([{ name: 'Soup' }]);
    expect(roundTrips()).toBe(2);
    await db.single(scope, (tx) => tx.select().from(products));
    expect(roundTrips()).toBe(3);
  });

  it('is undone when the statement fails that the commit was sent along with', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db } = open();
    const broken = db.transaction(scope, async (tx, end) => {
      await tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id));
      end.commitWithNext();
      await tx.execute(sql`SELECT 1 / 0`);
    });
    await expect(broken).rejects.toMatchObject({ cause: { code: '22012' } });
    expect(await nameNow()).toBe('Soup');
    // The connection is fit for the next one.
    expect(await db.single(scope, (tx) => tx.select().from(products))).toHaveLength(1);
  });

  it('is not committed when nobody waits for a statement of it that fails', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db } = open();
    const broken = db.transaction(scope, async (tx) => {
      await tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id));
      await tx.execute(sql`SELECT 1 / 0`).catch(() => undefined);
    });
    await expect(broken).rejects.toThrow('was rolled back');
    expect(await nameNow()).toBe('Soup');
  });

  it('refuses a statement after the last one', async () => {
    const { scope } = await aProduct();
    const { db } = open();
    const twice = db.single(scope, async (tx) => {
      await tx.select().from(products);
      return await tx.select().from(products);
    });
    await expect(twice).rejects.toMatchObject({ cause: { message: 'a statement came after the last one' } });
  });
});
