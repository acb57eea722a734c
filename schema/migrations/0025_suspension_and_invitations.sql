-- A tenant that the operator has suspended: its requests are refused, and nothing is sent for it, until it is resumed.
ALTER TABLE tenants ADD COLUMN suspended_at timestamptz;
GRANT SELECT (suspended_at) ON tenants TO ragline_system;

-- An invitation to register a tenant: the id that the tenant will have, and a hash of the code that names it. The
-- registration that uses it deletes it.
CREATE TABLE invitations (
  tenant_id uuid PRIMARY KEY,
  code_hash text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
SELECT protect_tenant_table('invitations');
-- Whoever registers knows the code, not the tenant.
CREATE POLICY system_lookup ON invitations FOR SELECT TO ragline_system USING (true);
CREATE POLICY system_prune ON invitations FOR DELETE TO ragline_system USING (expires_at < now() - interval '1 hour');
GRANT SELECT (tenant_id, code_hash, expires_at), DELETE ON invitations TO ragline_system;
