-- Every table with a tenant_id gets the same policy, so that a new one cannot differ by accident.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I TO ragline_app USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())',
      tenant_table
    );
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ragline_app', tenant_table);
  END LOOP;
END
$$;

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON tenants TO ragline_app
  USING (id = current_tenant_id()) WITH CHECK (id = current_tenant_id());
GRANT SELECT, INSERT, UPDATE ON tenants TO ragline_app;

-- Login knows a slug, not yet a tenant; the sweeps look for tenants with work left behind.
CREATE POLICY system_lookup ON tenants FOR SELECT TO ragline_system USING (true);
GRANT SELECT (id, slug) ON tenants TO ragline_system;
CREATE POLICY system_sweep ON outbox FOR SELECT TO ragline_system USING (true);
GRANT SELECT (tenant_id, processed_at, created_at) ON outbox TO ragline_system;
CREATE POLICY system_sweep ON chunks FOR SELECT TO ragline_system USING (true);
GRANT SELECT (tenant_id, embedding) ON chunks TO ragline_system;
