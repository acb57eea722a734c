import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { products } from '../../../schema/tables/catalog.ts';
import { Database, type Scope, type Tx } from '../../../workers/platform/database.ts';
import { RoundTrips } from '../../../workers/platform/round-trips.ts';
import { newTrace } from '../../../workers/platform/trace.ts';
import { createTracing } from '../../../workers/platform/tracing/isolate-tracing.ts';
import { openSpans } from '../../../workers/platform/tracing/open-spans.ts';
import { newProduct, newTenant } from '../../support/tenant.ts';
import { testConfig } from '../../support/worker-services.ts';

const opened: Database[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()));
});

/** A database, and how many round trips it has made. */
function open() {
  let count = 0;
  const db = new Database(
    testConfig().database,
    new RoundTrips(() => {
      count += 1;
    }),
  );
  opened.push(db);
  return { db, roundTrips: () => count };
}

async function aProduct() {
  const tenant = await newTenant();
  const { id } = await newProduct(tenant, { name: 'Soup' });
  const scope: Scope = { systemWorkIn: tenant.tenantId };
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
      await end.last(() => tx.execute(sql`SELECT 1 / 0`));
    });
    await expect(broken).rejects.toMatchObject({ code: '22012' });
    expect(await nameNow()).toBe('Soup');
    // The connection is fit for the next one.
    expect(await db.single(scope, (tx) => tx.select().from(products))).toHaveLength(1);
  });

  it('is not committed when a statement that is not awaited fails', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db } = open();
    const broken = db.transaction(scope, async (tx) => {
      await tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id));
      await tx.execute(sql`SELECT 1 / 0`).catch(() => undefined);
    });
    await expect(broken).rejects.toThrow('was rolled back');
    expect(await nameNow()).toBe('Soup');
  });

  it('is undone when the last statement has a value that cannot be encoded', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db } = open();
    const broken = db.transaction(scope, async (tx, end) => {
      await tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id));
      await end.last(() => tx.execute(sql`SELECT ${sql.param({ amount: 1n })}::jsonb`));
    });
    await expect(broken).rejects.toMatchObject({ name: 'PostgresError', code: undefined });
    expect(await nameNow()).toBe('Soup');
    expect(await db.single(scope, (tx) => tx.select().from(products))).toHaveLength(1);
  });

  it('commits what is sent as JSON too, in one round trip more', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db, roundTrips } = open();
    await db.single(scope, (tx) =>
      tx.execute(sql`UPDATE products SET name = ${sql.param({ name: 'Stew' })}::jsonb ->> 'name' WHERE id = ${id}`),
    );
    expect(await nameNow()).toBe('Stew');
    expect(roundTrips()).toBe(3);
  });

  it.each([['along with the last statement'], ['by itself']])(
    'is undone, and says so, when a deferred constraint fails at the commit sent %s',
    async (how) => {
      const { id, scope, nameNow } = await aProduct();
      const { db } = open();
      const broken = db.transaction(scope, async (tx, end) => {
        await tx.execute(sql`CREATE TEMPORARY TABLE twice (n int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP`);
        await tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id));
        const insertion = () => tx.execute(sql`INSERT INTO twice VALUES (1), (1)`);
        await (how === 'by itself' ? insertion() : end.last(insertion));
      });
      await expect(broken).rejects.toMatchObject({ code: '23505' });
      expect(await nameNow()).toBe('Soup');
      expect(await db.single(scope, (tx) => tx.select().from(products))).toHaveLength(1);
    },
  );

  it('commits nothing when two statements run side by side and one of them fails', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db } = open();
    const rename = (tx: Tx) => tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id));
    const broken = db.transaction(scope, (tx) => Promise.all([rename(tx), tx.execute(sql`SELECT 1 / 0`)]));
    await expect(broken).rejects.toMatchObject({ code: '22012' });
    expect(await nameNow()).toBe('Soup');
    await db.transaction(scope, (tx) => Promise.all([rename(tx), tx.select().from(products)]));
    expect(await nameNow()).toBe('Stew');
  });

  it('does not wait for what it sends, and commits it with the last statement in one round trip', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db, roundTrips } = open();
    await db.transaction(scope, async (tx, end) => {
      end.send(() => tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id)));
      end.send(() => tx.update(products).set({ version: 7 }).where(eq(products.id, id)));
      await end.last(() => tx.execute(sql`SELECT require_unchanged(true)`));
    });
    expect(await nameNow()).toBe('Stew');
    expect(roundTrips()).toBe(2);
  });

  it.each([['along with the last statement'], ['by itself']])(
    'is undone with the error of what was sent when COMMIT goes %s',
    async (how) => {
      const { id, scope, nameNow } = await aProduct();
      const { db } = open();
      const broken = db.transaction(scope, async (tx, end) => {
        end.send(() => tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id)));
        end.send(() => tx.execute(sql`SELECT 1 / 0`));
        const update = () => tx.update(products).set({ version: 7 }).where(eq(products.id, id));
        if (how === 'by itself') end.send(update);
        else await end.last(update);
      });
      await expect(broken).rejects.toMatchObject({ code: '22012' });
      expect(await nameNow()).toBe('Soup');
      expect(await db.single(scope, (tx) => tx.select().from(products))).toHaveLength(1);
    },
  );

  it('is undone when a statement that it sends has a value that cannot be encoded', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db } = open();
    const broken = db.transaction(scope, async (tx, end) => {
      end.send(() => tx.execute(sql`SELECT ${sql.param({ amount: 1n })}::jsonb`));
      await end.last(() => tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id)));
    });
    await expect(broken).rejects.toMatchObject({ name: 'PostgresError', code: undefined });
    expect(await nameNow()).toBe('Soup');
  });

  it('refuses to send a query that is not built yet', async () => {
    const { scope } = await aProduct();
    const { db } = open();
    const broken = db.transaction(scope, async (tx, end) => {
      end.send(async () => {
        await Promise.resolve();
        await tx.select().from(products);
      });
    });
    await expect(broken).rejects.toThrow('not sent at once');
  });

  it('runs again when the database finds that what it read has changed', async () => {
    const { scope } = await aProduct();
    const { db } = open();
    let runs = 0;
    await db.transaction(scope, async (tx, end) => {
      runs += 1;
      end.send(() => tx.execute(sql`SELECT require_unchanged(${runs === 3})`));
    });
    expect(runs).toBe(3);
  });

  it('waits for the answers of statements that only read, not for its end, and lets them write nothing', async () => {
    const { id, scope, nameNow } = await aProduct();
    const { db, roundTrips } = open();
    const both = () =>
      db.reading(scope, (tx) => Promise.all([tx.select().from(products), tx.execute(sql`SELECT 1 AS one`)]));
    expect(await both()).toMatchObject([[{ name: 'Soup' }], { rows: [{ one: 1 }] }]);
    expect(roundTrips()).toBe(2);
    await both();
    expect(roundTrips()).toBe(3);
    const writing = db.reading(scope, (tx) => tx.update(products).set({ name: 'Stew' }).where(eq(products.id, id)));
    await expect(writing).rejects.toMatchObject({ code: '25006' });
    expect(await nameNow()).toBe('Soup');
  });

  it('stays with its tenant while many others send theirs', async () => {
    const shops = await Promise.all(Array.from({ length: 4 }, aProduct));
    const { db } = open();
    const rounds = Array.from({ length: 10 }, () => shops).flat();
    await Promise.all(
      rounds.map(async ({ id, scope }) => {
        const seen = await db.single(scope, (tx) => tx.select({ id: products.id }).from(products));
        expect(seen).toEqual([{ id }]);
      }),
    );
  });

  it('traces each statement, and fails the span of the one that failed', async () => {
    const { scope } = await aProduct();
    const tracing = createTracing({
      tracing: { url: 'http://collector.invalid', headers: {}, serviceName: 'ragline', ratio: 1 },
      mode: 'local',
    });
    if (tracing === undefined) throw new Error('tracing is off');
    const { spans } = openSpans(tracing, { ...newTrace(), own: { name: 'GET', kind: 'server' } }, () => {});
    let roundTrips = 0;
    const count = () => {
      roundTrips += 1;
    };
    const db = new Database(testConfig().database, new RoundTrips(count), spans);
    opened.push(db);
    await db.single(scope, (tx) => tx.select().from(products));
    expect(roundTrips).toBe(2);
    await db.single(scope, (tx) => tx.execute(sql`SELECT 1 / 0`)).catch(() => undefined);
    spans.own.end();
    const ended = tracing.buffer.take().batches.flat();
    const errorOf = (name: string) =>
      ended.filter((span) => span.name.startsWith(name)).map(({ attributes }) => attributes['error.type']);
    expect(errorOf('SELECT')).toEqual([undefined, '22012']);
    expect(errorOf('transaction')).toEqual([undefined, '22012']);
  });

  it('refuses a statement after the last one', async () => {
    const { scope } = await aProduct();
    const { db } = open();
    const twice = db.single(scope, async (tx) => {
      await tx.select().from(products);
      return await tx.select().from(products);
    });
    await expect(twice).rejects.toThrow('a statement came after the last one');
  });
});
