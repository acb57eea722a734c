-- Accounts that can be changed and switched off, and keys for servers.
ALTER TABLE users
  ADD COLUMN is_active boolean NOT NULL DEFAULT true,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX idx_users_tenant_newest ON users (tenant_id, id DESC);
CREATE INDEX idx_refresh_tokens_user ON refresh_tokens (tenant_id, user_id) WHERE revoked_at IS NULL;

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  name text NOT NULL,
  -- SHA-256 of a secret of 256 random bits: a slow hash is for what people choose.
  key_hash text NOT NULL,
  -- The last characters of the secret, to tell keys apart.
  hint text NOT NULL,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  -- The account the key acts for: it may never do more than that account may.
  created_by uuid NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_api_keys_hash ON api_keys (tenant_id, key_hash);
CREATE INDEX idx_api_keys_tenant_newest ON api_keys (tenant_id, id DESC);
SELECT protect_tenant_table('api_keys');
