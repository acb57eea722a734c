-- Revocations whose open channels are still to be closed: written in the transaction that takes a right away, dropped by
-- the tenant's hub once every socket, stream and running answer of its owners has ended.
CREATE TABLE revocations (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  -- Sessions, guests and API keys, by their ids.
  owners uuid[] NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX idx_revocations_tenant ON revocations (tenant_id, id);
SELECT protect_tenant_table('revocations');

-- The sweep looks for those whose hub was not told.
CREATE POLICY system_sweep ON revocations FOR SELECT TO ragline_system USING (true);
GRANT SELECT (tenant_id, created_at) ON revocations TO ragline_system;
