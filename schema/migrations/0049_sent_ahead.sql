-- A transaction sends its statements without waiting for answers, so what must hold is decided here: a statement that
-- fails undoes those behind it, COMMIT included.

-- Takes an idempotency key in the transaction of the work, or one that has expired. Waits for a running transaction that
-- holds the key.
CREATE PROCEDURE claim_idempotency_key(principal uuid, route text, key_hash text, fingerprint text, at timestamptz, expired_before timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO idempotency_keys AS k (tenant_id, principal_id, route, key_hash, fingerprint, created_at)
    VALUES (current_tenant_id(), principal, claim_idempotency_key.route, claim_idempotency_key.key_hash,
      claim_idempotency_key.fingerprint, at)
    ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE
      SET fingerprint = excluded.fingerprint, response = NULL, created_at = excluded.created_at
      WHERE k.created_at < expired_before;
  IF NOT FOUND THEN RAISE EXCEPTION 'the idempotency key is taken' USING ERRCODE = 'RL005'; END IF;
END
$$;

-- Refuses a transaction whose reads are outdated, as a stricter isolation level would: it is run again.
CREATE FUNCTION require_unchanged(holds boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE EXCEPTION 'data that the transaction read has changed' USING ERRCODE = 'serialization_failure';
  END IF;
END
$$;
