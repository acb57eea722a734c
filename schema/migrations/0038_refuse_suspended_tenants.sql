-- Also refuses whoever acts in a tenant that the operator has suspended, without the seconds that an isolate remembers it
-- for. Not the jobs that were asked for before: they would fail for good, and their tenant may be resumed.
CREATE OR REPLACE PROCEDURE require_actor(kind text, actor uuid, session uuid, held text[]) LANGUAGE plpgsql AS $$
BEGIN
  IF kind <> 'account' THEN
    PERFORM FROM tenants t WHERE t.id = current_tenant_id() AND t.suspended_at IS NOT NULL;
    IF FOUND THEN RAISE EXCEPTION 'the tenant is suspended' USING ERRCODE = 'RL004'; END IF;
  END IF;
  CASE kind
    WHEN 'person' THEN
      PERFORM FROM users u JOIN sessions s ON s.user_id = u.id
        WHERE u.id = actor AND s.id = session AND u.is_active AND s.ended_at IS NULL
          AND u.roles <@ held AND u.roles @> held;
      IF FOUND THEN RETURN; END IF;
      RAISE EXCEPTION 'the session has ended' USING ERRCODE = 'RL001';
    WHEN 'guest' THEN
      PERFORM FROM users u WHERE u.id = actor;
      IF NOT FOUND THEN RETURN; END IF;
      RAISE EXCEPTION 'the guest has registered' USING ERRCODE = 'RL002';
    WHEN 'api_key', 'account' THEN
      PERFORM FROM api_keys k JOIN users u ON u.id = k.created_by
        WHERE k.id = actor AND u.is_active AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
          AND u.roles <@ held AND u.roles @> held;
      IF FOUND THEN RETURN; END IF;
      IF kind = 'account' THEN
        PERFORM FROM users u WHERE u.id = actor AND u.is_active AND u.roles <@ held AND u.roles @> held;
        IF FOUND THEN RETURN; END IF;
      END IF;
      RAISE EXCEPTION 'the key or account has ended' USING ERRCODE = 'RL003';
  END CASE;
END
$$;
