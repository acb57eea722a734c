import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as audit from '../../../schema/tables/audit.ts';
import * as catalog from '../../../schema/tables/catalog.ts';
import * as chat from '../../../schema/tables/chat.ts';
import * as conversations from '../../../schema/tables/conversations.ts';
import * as delivery from '../../../schema/tables/delivery.ts';
import * as helpRequests from '../../../schema/tables/help-requests.ts';
import * as jobs from '../../../schema/tables/jobs.ts';
import * as orders from '../../../schema/tables/orders.ts';
import * as search from '../../../schema/tables/search.ts';
import * as tenants from '../../../schema/tables/tenants.ts';
import * as webhooks from '../../../schema/tables/webhooks.ts';
import { Database } from '../../../workers/platform/database.ts';
import { fillEveryTable } from '../../support/fill-tables.ts';
import { registerTenant, type TestTenant } from '../../support/tenant.ts';

/**
 * Read from the catalogue, so that tables of later migrations are included.
 */
const TENANT_TABLES = `
  SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
    has_table_privilege('ragline_app', c.oid, 'UPDATE') AS "canUpdate",
    has_table_privilege('ragline_app', c.oid, 'DELETE') AS "canDelete"
  FROM pg_class c
  WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname NOT IN ('ragline_migrations', 'ragline_schema')
    AND c.relname <> ALL ($1)
  ORDER BY c.relname`;

/** Figures over all tenants. Functions alone reach them. */
const OPERATOR_TABLES = ['operator_spend'];

let client: pg.Client;
let mine: TestTenant;
let theirs: TestTenant;
let tables: Array<{ name: string; enabled: boolean; forced: boolean; canUpdate: boolean; canDelete: boolean }>;

/** Rows that a statement touches, as the app's role and under a tenant (or none); everything is rolled back. */
async function touched(tenantId: string, statement: string, role = 'ragline_app'): Promise<number> {
  await client.query(
    `BEGIN; SELECT set_config('role', '${role}', true), set_config('app.tenant_id', '${tenantId}', true)`,
  );
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.query('ROLLBACK');
  }
}

const tenantColumn = (table: string): string => (table === 'tenants' ? 'id' : 'tenant_id');

beforeAll(async () => {
  client = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
  // It outlives its socket by a moment in workerd, and says so.
  client.on('error', () => undefined);
  await client.connect();
  [mine, theirs] = [await registerTenant(), await registerTenant()];
  for (const tenant of [mine, theirs]) await fillEveryTable(client, tenant.tenantId);
  tables = (await client.query(TENANT_TABLES, [OPERATOR_TABLES])).rows;
});
afterAll(() => client.end().catch(() => undefined));

describe('every table', () => {
  it('has row-level security, forced also on its owner', () => {
    expect(tables.length).toBeGreaterThanOrEqual(16);
    expect(tables.filter(({ enabled, forced }) => !(enabled && forced))).toEqual([]);
  });

  it('has rows of both tenants', async () => {
    for (const { name } of tables) {
      expect([name, await touched(mine.tenantId, `SELECT 1 FROM ${name}`)]).not.toEqual([name, 0]);
      expect([name, await touched(theirs.tenantId, `SELECT 1 FROM ${name}`)]).not.toEqual([name, 0]);
    }
  });

  it('shows, changes and deletes no row of another tenant', async () => {
    for (const { name, canUpdate, canDelete } of tables) {
      const column = tenantColumn(name);
      const isTheirs = `${column} = '${theirs.tenantId}'`;
      expect([name, await touched(mine.tenantId, `SELECT 1 FROM ${name} WHERE ${isTheirs}`)]).toEqual([name, 0]);
      const update = `UPDATE ${name} SET ${column} = ${column} WHERE ${isTheirs}`;
      if (canUpdate) expect([name, await touched(mine.tenantId, update)]).toEqual([name, 0]);
      else await expect(touched(mine.tenantId, update), name).rejects.toThrow('permission denied');
      const remove = `DELETE FROM ${name} WHERE ${isTheirs}`;
      if (canDelete) expect([name, await touched(mine.tenantId, remove)]).toEqual([name, 0]);
      else await expect(touched(mine.tenantId, remove), name).rejects.toThrow('permission denied');
    }
  });

  it('writes no row into another tenant', async () => {
    for (const { name, canUpdate } of tables) {
      const column = tenantColumn(name);
      const move = touched(mine.tenantId, `UPDATE ${name} SET ${column} = '${theirs.tenantId}'`);
      await expect(move, name).rejects.toThrow(canUpdate ? /row-level security/ : 'permission denied');
      const columns: string[] = (
        await client.query(
          `SELECT column_name FROM information_schema.columns
           WHERE table_schema = current_schema() AND table_name = '${name}' AND is_generated = 'NEVER' AND is_identity = 'NO'`,
        )
      ).rows.map((row) => row.column_name);
      const values = columns.map((each) => (each === column ? `'${theirs.tenantId}'::uuid` : each));
      const insert = touched(mine.tenantId, `INSERT INTO ${name} (${columns}) SELECT ${values} FROM ${name} LIMIT 1`);
      await expect(insert, name).rejects.toThrow(/row-level security/);
    }
  });

  it('shows and accepts no row without a tenant', async () => {
    for (const { name, canUpdate, canDelete } of tables) {
      const column = tenantColumn(name);
      expect([name, await touched('', `SELECT 1 FROM ${name}`)]).toEqual([name, 0]);
      if (canUpdate) expect([name, await touched('', `UPDATE ${name} SET ${column} = ${column}`)]).toEqual([name, 0]);
      if (canDelete) expect([name, await touched('', `DELETE FROM ${name}`)]).toEqual([name, 0]);
    }
    const insert = touched('', `INSERT INTO tenants (id, slug, name) VALUES (gen_random_uuid(), 'nobody', 'x')`);
    await expect(insert).rejects.toThrow(/row-level security/);
  });

  it('lets the app change and delete its rows, except the audit log and tenants', () => {
    const without = (right: 'canUpdate' | 'canDelete') =>
      tables.filter((table) => !table[right]).map(({ name }) => name);
    expect(without('canUpdate')).toEqual(['audit_log', 'order_history']);
    expect(without('canDelete')).toEqual(['audit_log', 'order_history', 'tenants']);
  });
});

describe('a table over all tenants', () => {
  it('cannot be read by any tenant', async () => {
    for (const name of OPERATOR_TABLES) {
      for (const statement of [`SELECT 1 FROM ${name}`, `UPDATE ${name} SET tokens = 0`, `DELETE FROM ${name}`]) {
        await expect(touched(mine.tenantId, statement), statement).rejects.toThrow('permission denied');
      }
    }
  });
});

describe('the system role', () => {
  it('reads the few columns it needs and nothing else', async () => {
    const system = (statement: string) => touched('', statement, 'ragline_system');
    expect(await system('SELECT id, slug FROM tenants')).toBeGreaterThanOrEqual(2);
    expect(await system('SELECT tenant_id FROM outbox WHERE processed_at IS NULL')).toBeGreaterThanOrEqual(0);
    for (const { name } of tables) {
      await expect(system(`SELECT * FROM ${name}`), name).rejects.toThrow('permission denied');
      await expect(system(`UPDATE ${name} SET ${tenantColumn(name)} = ${tenantColumn(name)}`), name).rejects.toThrow(
        'permission denied',
      );
    }
  });
});

describe('the rights of the roles', () => {
  it('let the system read these columns and no others, and neither role past the policies', async () => {
    const { rows: columns } = await client.query(
      `SELECT table_name || '.' || column_name || ' ' || privilege_type AS line
       FROM information_schema.column_privileges
       WHERE grantee = 'ragline_system' AND table_schema = current_schema() ORDER BY 1`,
    );
    expect(columns.map(({ line }) => line)).toEqual([
      ...['begun_at', 'guest_id', 'held_cost_micros', 'held_tokens', 'operator_month', 'tenant_id'].map(
        (column) => `chat_turns.${column} SELECT`,
      ),
      'chunks.embedded_with SELECT',
      'chunks.tenant_id SELECT',
      'conversations.of_guest SELECT',
      'conversations.updated_at SELECT',
      'conversations.user_id SELECT',
      'dead_letters.id SELECT',
      'dead_letters.mirrored_at SELECT',
      'dead_letters.replayed_at SELECT',
      'dead_letters.status SELECT',
      'dead_letters.tenant_id SELECT',
      'dead_letters.updated_at SELECT',
      'guest_spend.subject SELECT',
      'guest_spend.updated_at SELECT',
      'help_requests.updated_at SELECT',
      'idempotency_keys.created_at SELECT',
      'invitations.code_hash SELECT',
      'invitations.expires_at SELECT',
      'invitations.tenant_id SELECT',
      'jobs.id SELECT',
      'jobs.status SELECT',
      'jobs.tenant_id SELECT',
      'jobs.updated_at SELECT',
      'operator_spend.cost_micros SELECT',
      'operator_spend.cost_micros UPDATE',
      'operator_spend.guest_cost_micros SELECT',
      'operator_spend.guest_cost_micros UPDATE',
      'operator_spend.guest_tokens SELECT',
      'operator_spend.guest_tokens UPDATE',
      'operator_spend.month SELECT',
      'operator_spend.shard SELECT',
      'operator_spend.tokens SELECT',
      'operator_spend.tokens UPDATE',
      'orders.expires_at SELECT',
      'orders.id SELECT',
      'orders.status SELECT',
      'orders.tenant_id SELECT',
      'outbox.created_at SELECT',
      'outbox.position SELECT',
      'outbox.processed_at SELECT',
      'outbox.tenant_id SELECT',
      'quotes.expires_at SELECT',
      'quotes.of_guest SELECT',
      'quotes.order_id SELECT',
      'refresh_tokens.expires_at SELECT',
      'revocations.created_at SELECT',
      'revocations.tenant_id SELECT',
      'search_misses.expires_at SELECT',
      'sessions.last_used_at SELECT',
      'tenants.id SELECT',
      'tenants.slug SELECT',
      'tenants.suspended_at SELECT',
      'users.id SELECT',
      'webhook_deliveries.created_at SELECT',
      'webhook_deliveries.endpoint_id SELECT',
      'webhook_deliveries.next_attempt_at SELECT',
      'webhook_deliveries.position SELECT',
      'webhook_deliveries.tenant_id SELECT',
      'webhook_endpoints.deleted_at SELECT',
      'webhook_endpoints.disabled_at SELECT',
      'webhook_endpoints.id SELECT',
      'webhook_endpoints.sealed_with SELECT',
      'webhook_endpoints.tenant_id SELECT',
    ]);
    const { rows: roles } = await client.query(
      `SELECT rolname FROM pg_roles WHERE rolname IN ('ragline_app', 'ragline_system')
       AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)`,
    );
    expect(roles).toEqual([]);
  });
});

describe('a transaction of the product', () => {
  it('sets its role, its tenant and its time limit', async () => {
    const database = new Database({ kind: 'hyperdrive', connectionString: env.HYPERDRIVE.connectionString });
    const state = sql`SELECT current_user::text AS role, current_setting('statement_timeout') AS timeout`;
    const inTenant = await database.transaction({ systemWorkIn: mine.tenantId }, async (tx) => ({
      state: (await tx.execute(state)).rows,
      // No condition on the tenant: only row-level security keeps the other one out.
      tenants: (await tx.execute(sql`SELECT id FROM tenants`)).rows,
    }));
    const inSystem = await database.transaction('system', async (tx) => (await tx.execute(state)).rows);
    await database.close();
    expect(inTenant.state).toEqual([{ role: 'ragline_app', timeout: '15s' }]);
    expect(inTenant.tenants).toEqual([{ id: mine.tenantId }]);
    expect(inSystem).toEqual([{ role: 'ragline_system', timeout: '15s' }]);
  });
});

describe('the Drizzle tables', () => {
  it('have the columns of the migrated database, and it has no others', async () => {
    const modules = [
      audit,
      catalog,
      chat,
      conversations,
      delivery,
      helpRequests,
      jobs,
      orders,
      search,
      tenants,
      webhooks,
    ];
    const declared = modules
      .flatMap((module) => Object.values(module))
      .filter((value) => value instanceof PgTable)
      .flatMap((table) => {
        const { name, columns } = getTableConfig(table);
        return columns.map((column) => `${name}.${column.name} ${column.notNull ? 'NOT NULL' : 'NULL'}`);
      });
    const { rows } = await client.query(
      `SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE ' NULL' END AS line
       FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT IN ('ragline_migrations', 'ragline_schema')`,
    );
    expect(declared.toSorted()).toEqual(rows.map(({ line }) => line).toSorted());
  });

  it('come with the brief’s four indexes', async () => {
    const { rows } = await client.query(`SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()`);
    const names = rows.map(({ indexname }) => indexname);
    expect(names).toEqual(
      expect.arrayContaining([
        'idx_users_tenant_email',
        'idx_products_tenant_sku',
        'idx_orders_tenant_idempotency',
        'idx_outbox_unprocessed',
      ]),
    );
  });
});
