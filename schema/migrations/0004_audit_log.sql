-- What later migrations call for a new table, so that none can forget a part of it.
CREATE FUNCTION protect_tenant_table(table_name text, rights text DEFAULT 'SELECT, INSERT, UPDATE, DELETE') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format(
    'CREATE POLICY tenant_isolation ON %I TO ragline_app USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())',
    table_name
  );
  EXECUTE format('GRANT %s ON %I TO ragline_app', rights, table_name);
END
$$;

-- Who did what, for ever: the app may add to it and read it, and has no right to change or delete a row.
CREATE TABLE audit_log (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  actor_id uuid NOT NULL,
  actor_roles text[] NOT NULL,
  action text NOT NULL,
  resource_type text NOT NULL,
  resource_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  request_id text NOT NULL,
  traceparent text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX idx_audit_log_newest ON audit_log (tenant_id, id DESC);
CREATE INDEX idx_audit_log_resource ON audit_log (tenant_id, resource_type, resource_id, id DESC);
SELECT protect_tenant_table('audit_log', 'SELECT, INSERT');
