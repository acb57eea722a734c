import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { newId } from '../workers/platform/ids.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'suspend SLUG, resume SLUG, or invite [DAYS]';
const DEFAULT_DAYS = 7;
const MAX_DAYS = 90;
/** The actor of what the operator does: the nil UUID, RFC 9562, section 5.9. */
const OPERATOR = '00000000-0000-0000-0000-000000000000';

/** Suspends a tenant, or resumes it. Answers false when it was so before. Rejects when no tenant has this slug. */
export async function setSuspended(connectionString: string, slug: string, isSuspended: boolean): Promise<boolean> {
  return await connected(connectionString, async (client) => {
    const { rows } = await inRole(client, 'ragline_system', '', () =>
      client.query<{ id: string }>('SELECT id FROM tenants WHERE slug = $1', [slug]),
    );
    const [tenant] = rows;
    if (tenant === undefined) throw new Error(`there is no tenant with the slug "${slug}".`);
    return await inRole(client, 'ragline_app', tenant.id, async () => {
      const { rowCount } = await client.query(
        `UPDATE tenants SET suspended_at = CASE WHEN $2 THEN now() END
         WHERE id = $1 AND (suspended_at IS NULL) = $2`,
        [tenant.id, isSuspended],
      );
      if (rowCount === 0) return false;
      await client.query(
        `INSERT INTO audit_log (id, tenant_id, actor_id, actor_roles, action, resource_type, resource_id, details,
           request_id, traceparent, created_at)
         VALUES ($1, $2, $3, '{}', $4, 'tenant', $2::uuid::text, '{}', 'operator', '', now())`,
        [newId(), tenant.id, OPERATOR, isSuspended ? 'tenant.suspended' : 'tenant.resumed'],
      );
      return true;
    });
  });
}

/** Makes an invitation to register one tenant, and answers its code, of which the database keeps a hash alone. */
export async function invite(connectionString: string, days: number): Promise<string> {
  const code = `inv_${randomBytes(24).toString('base64url')}`;
  const tenantId = newId();
  await connected(connectionString, (client) =>
    inRole(client, 'ragline_app', tenantId, () =>
      client.query(
        "INSERT INTO invitations (tenant_id, code_hash, expires_at) VALUES ($1, $2, now() + $3 * interval '1 day')",
        [tenantId, createHash('sha256').update(code).digest('hex'), days],
      ),
    ),
  );
  return code;
}

async function connected<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One transaction under a role of the product, since row-level security binds the owner of the tables as well. */
async function inRole<T>(
  client: pg.Client,
  role: 'ragline_app' | 'ragline_system',
  tenantId: string,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query("SELECT set_config('role', $1, true), set_config('app.tenant_id', $2, true)", [role, tenantId]);
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

if (import.meta.main) {
  await runCommand('tenants', async ({ connectionString, log }) => {
    const [command, argument, ...rest] = process.argv.slice(2);
    if (rest.length > 0) throw new Error(`too many arguments. Say ${USAGE}.`);
    if ((command === 'suspend' || command === 'resume') && argument !== undefined) {
      const isSuspended = command === 'suspend';
      const isChanged = await setSuspended(connectionString, argument, isSuspended);
      const state = isSuspended ? 'suspended' : 'not suspended';
      return log(`${argument} is ${state}${isChanged ? '' : ', as it was before'}.`);
    }
    if (command === 'invite') {
      const days = Number(argument ?? DEFAULT_DAYS);
      if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
        throw new Error(`DAYS must be a whole number from 1 to ${MAX_DAYS}.`);
      }
      return log(
        `${await invite(connectionString, days)} registers one tenant within ${days} days. It is shown only once.`,
      );
    }
    throw new Error(`say ${USAGE}.`);
  });
}
