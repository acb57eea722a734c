-- A request that knows a tenant by its slug alone, such as a login, enters it with BEGIN: as ragline_system, before the
-- transaction takes the role ragline_app. Without such a tenant, the transaction sees no tenant's rows.
CREATE PROCEDURE enter_tenant(wanted text) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.tenant_id', coalesce((SELECT t.id::text FROM tenants t WHERE t.slug = wanted), ''), true);
END
$$;
