import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { newTenant } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';

/** Columns that the relay fills in. */
const OF_RELAY = ['outbox.position', 'outbox.processed_at', 'outbox.sequence'];

describe('the function that writes an order', () => {
  it('names every column of the tables that it writes: one that a migration adds must not be lost', async () => {
    const { tenantId } = await newTenant();
    const [written] = await inTenantDatabase<{ source: string }>(
      tenantId,
      sql`SELECT prosrc AS source FROM pg_proc WHERE proname = 'write_order'`,
    );
    const columns = await inTenantDatabase<{ table: string; name: string }>(
      tenantId,
      sql`SELECT c.relname AS table, a.attname AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relname IN ('orders', 'order_items', 'outbox', 'audit_log', 'order_history')
          AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`,
    );
    const named = new Map(
      [...(written?.source ?? '').matchAll(/INSERT INTO (\w+) \(([^)]+)\)/g)].map(([, table = '', list = '']) => [
        table,
        list.split(',').map((name) => name.trim()),
      ]),
    );
    expect(columns.length).toBeGreaterThan(50);
    const missing = columns.filter(({ table, name }) => named.get(table)?.includes(name) !== true);
    expect(missing.map(({ table, name }) => `${table}.${name}`).toSorted()).toEqual(OF_RELAY);
  });
});
