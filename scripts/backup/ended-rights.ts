import type pg from 'pg';

interface Right {
  /** The kind of right, for the report. */
  kind: 'API keys' | 'sessions' | 'accounts' | 'webhook endpoints' | 'tenants';
  /** Reads the rows of the database before the restore, as one JSON array. */
  read: string;
  /** Sets the restored rows to the state of those of $1, and returns the ids of the changed rows. */
  apply: string;
}

const RIGHTS: readonly Right[] = [
  {
    kind: 'API keys',
    read: 'SELECT id, revoked_at FROM api_keys WHERE revoked_at IS NOT NULL',
    apply: `UPDATE api_keys AS k SET revoked_at = o.revoked_at
      FROM jsonb_to_recordset($1) AS o (id uuid, revoked_at timestamptz)
      WHERE k.id = o.id AND k.revoked_at IS NULL RETURNING k.id`,
  },
  {
    kind: 'sessions',
    read: 'SELECT id, ended_at, ended_reason FROM sessions WHERE ended_at IS NOT NULL',
    apply: `UPDATE sessions AS s SET ended_at = o.ended_at, ended_reason = o.ended_reason
      FROM jsonb_to_recordset($1) AS o (id uuid, ended_at timestamptz, ended_reason text)
      WHERE s.id = o.id AND s.ended_at IS NULL RETURNING s.id`,
  },
  {
    kind: 'accounts',
    read: 'SELECT id, version, is_active, roles, password_hash FROM users',
    apply: `UPDATE users AS u
      SET version = o.version, is_active = o.is_active, roles = o.roles, password_hash = o.password_hash
      FROM jsonb_to_recordset($1) AS o (id uuid, version integer, is_active boolean, roles text[], password_hash text)
      WHERE u.id = o.id AND o.version > u.version RETURNING u.id`,
  },
  {
    kind: 'webhook endpoints',
    read: 'SELECT id, disabled_at, disabled_reason, deleted_at FROM webhook_endpoints WHERE coalesce(disabled_at, deleted_at) IS NOT NULL',
    apply: `UPDATE webhook_endpoints AS w SET disabled_at = coalesce(w.disabled_at, o.disabled_at),
        disabled_reason = coalesce(w.disabled_reason, o.disabled_reason), deleted_at = coalesce(w.deleted_at, o.deleted_at),
        sealed_secret = CASE WHEN o.deleted_at IS NULL THEN w.sealed_secret ELSE '' END,
        sealed_previous_secret = CASE WHEN o.deleted_at IS NULL THEN w.sealed_previous_secret END
      FROM jsonb_to_recordset($1) AS o (id uuid, disabled_at timestamptz, disabled_reason text, deleted_at timestamptz)
      WHERE w.id = o.id AND ((w.disabled_at IS NULL AND o.disabled_at IS NOT NULL)
        OR (w.deleted_at IS NULL AND o.deleted_at IS NOT NULL)) RETURNING w.id`,
  },
  {
    kind: 'tenants',
    read: 'SELECT id, suspended_at FROM tenants WHERE suspended_at IS NOT NULL',
    apply: `UPDATE tenants AS t SET suspended_at = o.suspended_at
      FROM jsonb_to_recordset($1) AS o (id uuid, suspended_at timestamptz)
      WHERE t.id = o.id AND t.suspended_at IS NULL RETURNING t.id`,
  },
];

/**
 * Ends the rights again that ended after the backup: API keys, sessions, webhook endpoints, tenants, and the roles,
 * state and password of accounts. @returns The ids of the changed rows, by kind.
 */
export async function endRightsAgain(before: pg.Client, restored: pg.Client): Promise<Map<Right['kind'], string[]>> {
  const changed = new Map<Right['kind'], string[]>();
  for (const { kind, read, apply } of RIGHTS) {
    const { rows } = await before.query<{ all: string | null }>(`SELECT jsonb_agg(r)::text AS all FROM (${read}) AS r`);
    const { rows: ended } = await restored.query<{ id: string }>(apply, [rows[0]?.all ?? '[]']);
    if (ended.length > 0)
      changed.set(
        kind,
        ended.map(({ id }) => id),
      );
  }
  return changed;
}
