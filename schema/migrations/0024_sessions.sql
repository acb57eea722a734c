-- One row for each login, kept until it has long ended. Its id is the family of the refresh tokens that came from it,
-- and the `sid` of its access tokens.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Which kind of client logged in, such as `Firefox on Linux`; null where it did not say.
  client text,
  -- When a password was last given: a refresh does not renew it.
  authenticated_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_reason text,
  created_at timestamptz NOT NULL,
  CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
);
CREATE INDEX idx_sessions_user ON sessions (tenant_id, user_id, id DESC) WHERE ended_at IS NULL;
SELECT protect_tenant_table('sessions');

-- The logins that are open now go on. The owner of the tables reads them: forced row-level security would show none.
ALTER TABLE refresh_tokens NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY;
INSERT INTO sessions (id, tenant_id, user_id, authenticated_at, last_used_at, created_at)
  SELECT family_id, tenant_id, user_id, min(created_at), max(created_at), min(created_at)
  FROM refresh_tokens
  GROUP BY family_id, tenant_id, user_id
  HAVING bool_or(revoked_at IS NULL AND used_at IS NULL AND expires_at > now());
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
ALTER TABLE refresh_tokens FORCE ROW LEVEL SECURITY;

-- A session ends with its last refresh token at the latest, 30 days after its last use; its row stays for a month more.
CREATE INDEX idx_sessions_last_used ON sessions (last_used_at);
CREATE POLICY system_expired ON sessions FOR SELECT TO ragline_system
  USING (last_used_at < now() - interval '60 days');
CREATE POLICY system_prune ON sessions FOR DELETE TO ragline_system
  USING (last_used_at < now() - interval '60 days');
GRANT SELECT (last_used_at), DELETE ON sessions TO ragline_system;
