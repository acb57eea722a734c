-- The keys that a key descends from, the one that a person created first and its maker last: it ends with any of them.
-- A key that was rolled takes its secret before as well, until previous_expires_at.
ALTER TABLE api_keys
  ADD COLUMN ancestor_ids uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN previous_key_hash text,
  ADD COLUMN previous_expires_at timestamptz,
  ADD CHECK ((previous_key_hash IS NULL) = (previous_expires_at IS NULL));
CREATE INDEX idx_api_keys_previous_hash ON api_keys (tenant_id, previous_key_hash) WHERE previous_key_hash IS NOT NULL;
