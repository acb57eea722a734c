-- Refuses a transaction whose actor may not act any more, as its first statement: it travels with BEGIN and costs no
-- round trip. A procedure returns no rows, and a connection plans what is in it once.
--   person   the account is active, holds these very roles, and the session is alive
--   guest    has not registered: the account with this id would be somebody who knows nothing of this token
--   api_key  the key is alive, and its account is active and holds these very roles
--   account  whoever asked for a job that runs later: the account or the key alone, without a session
CREATE PROCEDURE require_actor(kind text, actor uuid, session uuid, held text[]) LANGUAGE plpgsql AS $$
BEGIN
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
