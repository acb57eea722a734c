-- A transaction that passed require_actor may wait, for a row lock say, while its actor's rights are taken away. So it is
-- checked again as it commits, one after the other with those that take rights: they hold the tenant's lock exclusively,
-- all others hold it shared, and each takes it as the very last it does. None waits for anything else behind it, so that
-- no deadlock comes of it, and it is never held while a client thinks.
CREATE FUNCTION lock_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('rights ' || current_tenant_id(), 0));
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER lock_rights AFTER INSERT ON revocations DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION lock_rights();
CREATE CONSTRAINT TRIGGER lock_rights AFTER UPDATE OF suspended_at ON tenants DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION lock_rights();

-- Rights that this very transaction has taken from its own actor are still the actor's until it has committed: the row
-- that says so is of its own making (xmin), and was alive when it was written.
CREATE OR REPLACE PROCEDURE require_actor(kind text, actor uuid, session uuid, held text[]) LANGUAGE plpgsql AS $$
DECLARE
  own xid := pg_current_xact_id_if_assigned()::xid;
BEGIN
  IF kind <> 'account' THEN
    PERFORM FROM tenants t WHERE t.id = current_tenant_id() AND t.suspended_at IS NOT NULL;
    IF FOUND THEN RAISE EXCEPTION 'the tenant is suspended' USING ERRCODE = 'RL004'; END IF;
  END IF;
  CASE kind
    WHEN 'person' THEN
      PERFORM FROM users u JOIN sessions s ON s.user_id = u.id
        WHERE u.id = actor AND s.id = session AND (s.ended_at IS NULL OR s.xmin = own)
          AND (u.is_active AND u.roles <@ held AND u.roles @> held OR u.xmin = own);
      IF FOUND THEN RETURN; END IF;
      RAISE EXCEPTION 'the session has ended' USING ERRCODE = 'RL001';
    WHEN 'guest' THEN
      PERFORM FROM users u WHERE u.id = actor;
      IF NOT FOUND THEN RETURN; END IF;
      RAISE EXCEPTION 'the guest has registered' USING ERRCODE = 'RL002';
    WHEN 'api_key', 'account' THEN
      PERFORM FROM api_keys k JOIN users u ON u.id = k.created_by
        WHERE k.id = actor AND (k.revoked_at IS NULL OR k.xmin = own) AND (k.expires_at IS NULL OR k.expires_at > now())
          AND (u.is_active AND u.roles <@ held AND u.roles @> held OR u.xmin = own);
      IF FOUND THEN RETURN; END IF;
      IF kind = 'account' THEN
        PERFORM FROM users u WHERE u.id = actor AND u.is_active AND u.roles <@ held AND u.roles @> held;
        IF FOUND THEN RETURN; END IF;
      END IF;
      RAISE EXCEPTION 'the key or account has ended' USING ERRCODE = 'RL003';
  END CASE;
END
$$;

-- Sent with COMMIT. A transaction that wrote nothing has nothing to undo.
CREATE PROCEDURE confirm_actor(kind text, actor uuid, session uuid, held text[]) LANGUAGE plpgsql AS $$
BEGIN
  IF pg_current_xact_id_if_assigned() IS NULL THEN RETURN; END IF;
  -- Takes the lock exclusively in a transaction that takes rights: shared before exclusive, two would wait for each other.
  SET CONSTRAINTS ALL IMMEDIATE;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('rights ' || current_tenant_id(), 0));
  CALL require_actor(kind, actor, session, held);
END
$$;
