-- Two roles without login. Every transaction takes one of them on, so row-level security binds even where the
-- connecting user is a superuser (the embedded database) or owns the tables.
--   ragline_app     one tenant at a time, named by app.tenant_id
--   ragline_system  the few columns that are needed before a tenant is known, or to find work across tenants
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['ragline_app', 'ragline_system'] LOOP
    -- Roles belong to the whole cluster: another database of it may have made them, or be making them now.
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    EXECUTE format('GRANT %I TO CURRENT_USER', role_name);
  END LOOP;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO ragline_app, ragline_system', current_schema());
END
$$;

-- The tenant of the running transaction; null when none is set, and after a transaction the setting reads as ''.
CREATE FUNCTION current_tenant_id() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;
