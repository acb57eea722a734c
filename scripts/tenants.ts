import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { requireUncommonPassword } from '../workers/domain/auth/password-policy.ts';
import { newId } from '../workers/platform/ids.ts';
import { hashPassword } from '../workers/platform/passwords.ts';
import { runCommand } from './run-command.ts';

const USAGE =
  'suspend SLUG, resume SLUG, invite [DAYS], or password SLUG EMAIL with the new password on stdin; --dry-run says what the first and the last would end';
const DEFAULT_DAYS = 7;
const MAX_DAYS = 90;
/** The actor of what the operator does: the nil UUID, RFC 9562, section 5.9. */
const OPERATOR = '00000000-0000-0000-0000-000000000000';

/** Suspends a tenant, or resumes it. Answers false when it was so before. Rejects when no tenant has this slug. */
export async function setSuspended(connectionString: string, slug: string, isSuspended: boolean): Promise<boolean> {
  return await connected(connectionString, async (client) => {
    const tenantId = await findTenantId(client, slug);
    return await inRole(client, 'ragline_app', tenantId, async () => {
      const { rowCount } = await client.query(
        `UPDATE tenants SET suspended_at = CASE WHEN $2 THEN now() END
         WHERE id = $1 AND (suspended_at IS NULL) = $2`,
        [tenantId, isSuspended],
      );
      if (rowCount === 0) return false;
      if (isSuspended) await endAllChannels(client, tenantId);
      const action = isSuspended ? 'tenant.suspended' : 'tenant.resumed';
      await audit(client, { tenantId, action, resourceType: 'tenant', resourceId: tenantId });
      return true;
    });
  });
}

/**
 * Counts the sessions and API keys that `setSuspended` would close, or with an `email` those that `setPassword` would.
 * Rejects as they do.
 */
export async function countOpen(
  connectionString: string,
  { slug, email }: { slug: string; email?: string },
): Promise<{ sessions: number; apiKeys: number }> {
  return await connected(connectionString, async (client) => {
    const tenantId = await findTenantId(client, slug);
    return await inRole(client, 'ragline_app', tenantId, async () => {
      const userId = email === undefined ? undefined : await findUserId(client, { tenantId, slug, email });
      const { rows } = await client.query<{ sessions: number; apiKeys: number }>(
        `SELECT (SELECT count(*)::int FROM sessions
                 WHERE tenant_id = $1 AND ended_at IS NULL AND ($2::uuid IS NULL OR user_id = $2)) AS sessions,
                (SELECT count(*)::int FROM api_keys
                 WHERE tenant_id = $1 AND revoked_at IS NULL AND $2::uuid IS NULL) AS "apiKeys"`,
        [tenantId, userId ?? null],
      );
      return rows[0] ?? { sessions: 0, apiKeys: 0 };
    });
  });
}

/**
 * Records revocations for every session and API key, and for guests who used the chat in the last hour. The tenant's
 * hub closes their channels within a minute.
 */
async function endAllChannels(client: pg.Client, tenantId: string): Promise<void> {
  await client.query(
    `INSERT INTO revocations (id, tenant_id, owners, created_at)
     SELECT gen_random_uuid(), $1, array_agg(id), now()
     FROM (
       SELECT id, row_number() OVER () / 500 AS batch FROM (
         SELECT id FROM sessions WHERE tenant_id = $1 AND ended_at IS NULL
         UNION SELECT id FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL
         UNION SELECT user_id FROM conversations WHERE tenant_id = $1 AND updated_at > now() - interval '1 hour'
       ) AS owners
     ) AS batches
     GROUP BY batch`,
    [tenantId],
  );
}

/**
 * Sets the password of an account, for an owner who cannot log in, and ends all of its sessions. Rejects when the tenant
 * or the account does not exist, or the password is too easy to guess.
 */
export async function setPassword(
  connectionString: string,
  { slug, email, password }: { slug: string; email: string; password: string },
): Promise<void> {
  requireUncommonPassword(password, [slug, email]);
  const passwordHash = await hashPassword(password);
  await connected(connectionString, async (client) => {
    const tenantId = await findTenantId(client, slug);
    await inRole(client, 'ragline_app', tenantId, async () => {
      const userId = await findUserId(client, { tenantId, slug, email });
      await client.query(
        'UPDATE users SET password_hash = $3, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2',
        [tenantId, userId, passwordHash],
      );
      await client.query(
        `UPDATE refresh_tokens SET revoked_at = now()
         WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL`,
        [tenantId, userId],
      );
      await client.query(
        `WITH ended AS (
           UPDATE sessions SET ended_at = now(), ended_reason = 'password_changed'
           WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL RETURNING id
         )
         INSERT INTO revocations (id, tenant_id, owners, created_at)
         SELECT gen_random_uuid(), $1, array_agg(id), now() FROM ended HAVING count(*) > 0`,
        [tenantId, userId],
      );
      await audit(client, { tenantId, action: 'user.password_set', resourceType: 'user', resourceId: userId });
    });
  });
}

/** Creates an invitation to register one tenant. @returns Its code, of which the database stores only a hash. */
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

async function findTenantId(client: pg.Client, slug: string): Promise<string> {
  const { rows } = await inRole(client, 'ragline_system', '', () =>
    client.query<{ id: string }>('SELECT id FROM tenants WHERE slug = $1', [slug]),
  );
  const [tenant] = rows;
  if (tenant === undefined) throw new Error(`there is no tenant with the slug "${slug}".`);
  return tenant.id;
}

async function findUserId(
  client: pg.Client,
  { tenantId, slug, email }: { tenantId: string; slug: string; email: string },
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM users WHERE tenant_id = $1 AND lower(email) = lower($2)',
    [tenantId, email.trim()],
  );
  const [user] = rows;
  if (user === undefined) throw new Error(`the tenant "${slug}" has no account with this e-mail.`);
  return user.id;
}

async function audit(
  client: pg.Client,
  entry: { tenantId: string; action: string; resourceType: string; resourceId: string },
): Promise<void> {
  await client.query(
    `INSERT INTO audit_log (id, tenant_id, actor_id, actor_roles, action, resource_type, resource_id, details,
       request_id, traceparent, created_at)
     VALUES ($1, $2, $3, '{}', $4, $5, $6, '{}', 'operator', '', now())`,
    [newId(), entry.tenantId, OPERATOR, entry.action, entry.resourceType, entry.resourceId],
  );
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

/**
 * Runs one transaction under a role of the product, because row-level security also applies to the owner of the tables.
 */
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
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false } },
    });
    const isDryRun = values['dry-run'];
    const [command, argument, email, ...more] = positionals;
    const rest = command === 'password' ? more : [email, ...more].filter((word) => word !== undefined);
    if (rest.length > 0) throw new Error(`too many arguments. Say ${USAGE}.`);
    if (isDryRun && command !== 'suspend' && command !== 'password') {
      throw new Error('--dry-run goes with suspend and password: the others end nothing.');
    }
    if ((command === 'suspend' || command === 'resume') && argument !== undefined) {
      if (isDryRun) {
        const { sessions, apiKeys } = await countOpen(connectionString, { slug: argument });
        return log(
          `would refuse all requests of ${argument} and close its channels: ${sessions} open sessions, ${apiKeys} API keys. \`resume\` undoes it.`,
        );
      }
      const isSuspended = command === 'suspend';
      const isChanged = await setSuspended(connectionString, argument, isSuspended);
      const state = isSuspended ? 'suspended' : 'not suspended';
      return log(`${argument} is ${state}${isChanged ? '' : ', as it was before'}.`);
    }
    if (command === 'password' && argument !== undefined && email !== undefined) {
      if (isDryRun) {
        const { sessions } = await countOpen(connectionString, { slug: argument, email });
        return log(`would set the password of ${email} and end ${sessions} sessions.`);
      }
      const password = readFileSync(0, 'utf8').replace(/\r?\n$/, '');
      await setPassword(connectionString, { slug: argument, email, password });
      return log(`${email} has the new password. All sessions of the account have ended.`);
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
