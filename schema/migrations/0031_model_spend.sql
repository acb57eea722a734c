-- What models may cost: the operator's month over all tenants, the tenant's month within it, and of that a share for
-- guests. A turn holds its part when it is opened and is settled when it ends. Embeddings are charged by an estimate
-- before the call and corrected after it.

ALTER TABLE chat_turns
  -- The guest that speaks; null for who has signed in.
  ADD COLUMN guest_id uuid,
  -- A keyed hash: the address itself is stored nowhere.
  ADD COLUMN address_hash text,
  -- The month of the operator's that holds this turn; null when none does.
  ADD COLUMN operator_month date;
ALTER TABLE chat_usage ADD COLUMN embeddings boolean NOT NULL DEFAULT false;

-- What guests used in a day (UTC): all of them (`all`), each (`guest:…`) and each address (`address:…`, a keyed hash).
CREATE TABLE guest_spend (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  subject text NOT NULL,
  day date NOT NULL,
  tokens bigint NOT NULL DEFAULT 0,
  cost_micros bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject, day)
);
SELECT protect_tenant_table('guest_spend');
CREATE INDEX idx_guest_spend_updated ON guest_spend (updated_at);
CREATE POLICY system_expired ON guest_spend FOR SELECT TO ragline_system
  USING (updated_at < now() - CASE subject WHEN 'all' THEN interval '40 days' ELSE interval '2 days' END);
CREATE POLICY system_prune ON guest_spend FOR DELETE TO ragline_system
  USING (updated_at < now() - CASE subject WHEN 'all' THEN interval '40 days' ELSE interval '2 days' END);
GRANT SELECT (subject, updated_at), DELETE ON guest_spend TO ragline_system;

-- What is used and held of the operator's month, over all tenants. No tenant may read it. In sixteen rows, so that turns
-- of different tenants seldom wait for each other: each sees its own row under a lock and the others as committed.
CREATE TABLE operator_spend (
  month date NOT NULL,
  shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 15),
  tokens bigint NOT NULL DEFAULT 0,
  cost_micros bigint NOT NULL DEFAULT 0,
  guest_tokens bigint NOT NULL DEFAULT 0,
  guest_cost_micros bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (month, shard)
);
GRANT SELECT, UPDATE (tokens, cost_micros, guest_tokens, guest_cost_micros), DELETE ON operator_spend TO ragline_system;

CREATE FUNCTION operator_shard(tenant uuid) RETURNS smallint LANGUAGE sql IMMUTABLE
  RETURN (get_byte(uuid_send(tenant), 15) & 15)::smallint;

-- The share of an amount, rounded down; the amount itself when no share is set.
CREATE FUNCTION share_of(amount numeric, share numeric) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN floor(amount * coalesce(share, 1))::bigint;

-- How many tokens an amount of money buys; null is without end.
CREATE FUNCTION tokens_for(cost numeric, price numeric) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN cost <= 0 THEN 0 WHEN price > 0 THEN floor(cost / price) END::bigint;

-- Takes up to `asked` tokens of the operator's month, or all or nothing with `whole`. Returns how many were taken; 0
-- when the month is used up, and -1 when the guests' share of it is.
CREATE FUNCTION take_operator_spend(
  of_month date, asked bigint, price numeric, whole boolean, is_guest boolean, token_limit bigint, cost_limit bigint,
  guest_share numeric
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  own smallint := operator_shard(current_tenant_id());
  used operator_spend;
  remaining bigint;
  guests_remaining bigint;
BEGIN
  IF own IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'no tenant is set';
  END IF;
  PERFORM FROM operator_spend o WHERE o.month = of_month AND o.shard = own FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO operator_spend AS o (month, shard) VALUES (of_month, own)
    ON CONFLICT (month, shard) DO UPDATE SET tokens = o.tokens;
  END IF;
  SELECT of_month, own, sum(o.tokens), sum(o.cost_micros), sum(o.guest_tokens), sum(o.guest_cost_micros) INTO used
  FROM operator_spend o WHERE o.month = of_month;
  remaining := least(token_limit - used.tokens, tokens_for(cost_limit - used.cost_micros, price), asked);
  IF is_guest THEN
    guests_remaining := least(
      share_of(token_limit, guest_share) - used.guest_tokens,
      tokens_for(share_of(cost_limit, guest_share) - used.guest_cost_micros, price));
  END IF;
  IF remaining <= 0 OR (whole AND remaining < asked) THEN RETURN 0; END IF;
  remaining := least(remaining, guests_remaining);
  IF remaining <= 0 OR (whole AND remaining < asked) THEN RETURN -1; END IF;
  UPDATE operator_spend o SET
    tokens = o.tokens + remaining, cost_micros = o.cost_micros + ceil(remaining * price),
    guest_tokens = o.guest_tokens + CASE WHEN is_guest THEN remaining ELSE 0 END,
    guest_cost_micros = o.guest_cost_micros + CASE WHEN is_guest THEN ceil(remaining * price) ELSE 0 END
  WHERE o.month = of_month AND o.shard = own;
  RETURN remaining;
END
$$;

-- Corrects what was taken by what was used in the end.
CREATE FUNCTION correct_operator_spend(of_month date, more_tokens bigint, more_cost bigint, is_guest boolean)
RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE operator_spend o SET
    tokens = greatest(0, o.tokens + more_tokens), cost_micros = greatest(0, o.cost_micros + more_cost),
    guest_tokens = greatest(0, o.guest_tokens + CASE WHEN is_guest THEN more_tokens ELSE 0 END),
    guest_cost_micros = greatest(0, o.guest_cost_micros + CASE WHEN is_guest THEN more_cost ELSE 0 END)
  WHERE o.month = of_month AND o.shard = operator_shard(current_tenant_id())
$$;

-- Whether the operator's month is used up, for everybody or for guests. All that a tenant may know of it.
CREATE FUNCTION operator_spent(of_month date, is_guest boolean, token_limit bigint, cost_limit bigint, guest_share numeric)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT coalesce(
    sum(o.tokens) >= token_limit OR sum(o.cost_micros) >= cost_limit
    OR is_guest AND (sum(o.guest_tokens) >= share_of(token_limit, guest_share)
      OR sum(o.guest_cost_micros) >= share_of(cost_limit, guest_share)), false)
  FROM operator_spend o WHERE o.month = of_month
$$;

DO $$
DECLARE
  definer text;
BEGIN
  FOREACH definer IN ARRAY ARRAY[
    'take_operator_spend(date, bigint, numeric, boolean, boolean, bigint, bigint, numeric)',
    'correct_operator_spend(date, bigint, bigint, boolean)',
    'operator_spent(date, boolean, bigint, bigint, numeric)'
  ] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', definer, current_schema());
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', definer);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO ragline_app', definer);
  END LOOP;
END
$$;

-- Takes up to `asked` tokens of what the tenant, its guests and the operator have left, or all or nothing with `whole`.
-- `spend` has the limits of the configuration and, for a guest, who asks. Whoever calls it books what it returns in the
-- same transaction: `granted` (null: nothing is limited), or `refused_by`.
CREATE FUNCTION take_spend(tenant uuid, at timestamptz, asked bigint, price numeric, whole boolean, spend jsonb)
RETURNS jsonb LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  of_month date := date_trunc('month', at AT TIME ZONE 'UTC')::date;
  today date := (at AT TIME ZONE 'UTC')::date;
  guest uuid := (spend ->> 'guest')::uuid;
  address text := spend ->> 'address';
  guest_share numeric := (spend ->> 'guest_share')::numeric;
  day_share numeric := (spend ->> 'guest_day_share')::numeric;
  operator_tokens bigint := (spend ->> 'operator_tokens')::bigint;
  operator_cost bigint := (spend ->> 'operator_cost')::bigint;
  token_limit bigint;
  cost_limit bigint;
  used record;
  held record;
  guests record;
  least_name text := 'tenant_month';
  least_tokens bigint;
  granted bigint;
  taken bigint;
BEGIN
  SELECT least((spend ->> 'tenant_tokens')::bigint, min(s.monthly_tokens)),
    least((spend ->> 'tenant_cost')::bigint, min(s.monthly_cost_micros)) INTO token_limit, cost_limit
  FROM chat_settings s WHERE s.tenant_id = tenant;
  IF coalesce(token_limit, cost_limit, operator_tokens, operator_cost) IS NULL AND guest IS NULL THEN
    RETURN jsonb_build_object('granted', NULL, 'operator', false);
  END IF;
  -- Those that ask at once are told apart by a lock; each statement behind it sees what those before have booked.
  PERFORM pg_advisory_xact_lock(hashtextextended('chat-budget ' || tenant, 0));
  SELECT coalesce(sum(u.input_tokens + u.output_tokens), 0) AS tokens, coalesce(sum(u.cost_micros), 0) AS cost INTO used
  FROM chat_usage u WHERE u.tenant_id = tenant AND u.month = of_month;
  SELECT coalesce(sum(t.held_tokens), 0) AS tokens, coalesce(sum(t.held_cost_micros), 0) AS cost,
    coalesce(sum(t.held_tokens) FILTER (WHERE t.guest_id IS NOT NULL), 0) AS guests_tokens,
    coalesce(sum(t.held_cost_micros) FILTER (WHERE t.guest_id IS NOT NULL), 0) AS guests_cost,
    coalesce(sum(t.held_tokens) FILTER (WHERE t.guest_id = guest), 0) AS guest_tokens,
    coalesce(sum(t.held_tokens) FILTER (WHERE t.address_hash = address), 0) AS address_tokens INTO held
  FROM chat_turns t WHERE t.tenant_id = tenant AND t.begun_at > at - interval '1 hour';
  least_tokens := least(token_limit - used.tokens - held.tokens, tokens_for(cost_limit - used.cost - held.cost, price));
  IF guest IS NOT NULL THEN
    SELECT coalesce(sum(g.tokens) FILTER (WHERE g.subject = 'all'), 0) AS month_tokens,
      coalesce(sum(g.cost_micros) FILTER (WHERE g.subject = 'all'), 0) AS month_cost,
      coalesce(sum(g.tokens) FILTER (WHERE g.subject = 'all' AND g.day = today), 0) AS day_tokens,
      coalesce(sum(g.cost_micros) FILTER (WHERE g.subject = 'all' AND g.day = today), 0) AS day_cost,
      coalesce(sum(g.tokens) FILTER (WHERE g.subject = 'guest:' || guest), 0) AS guest_tokens,
      coalesce(sum(g.tokens) FILTER (WHERE g.subject = 'address:' || address), 0) AS address_tokens INTO guests
    FROM guest_spend g
    WHERE g.tenant_id = tenant AND (g.subject = 'all' AND g.day >= of_month
      OR g.subject IN ('guest:' || guest, 'address:' || address) AND g.day = today);
    SELECT l.name, l.tokens INTO least_name, least_tokens FROM (VALUES
      (least_name, least_tokens),
      ('guests_month', least(share_of(token_limit, guest_share) - guests.month_tokens - held.guests_tokens,
        tokens_for(share_of(cost_limit, guest_share) - guests.month_cost - held.guests_cost, price))),
      ('guests_day', least(share_of(token_limit, day_share) - guests.day_tokens - held.guests_tokens,
        tokens_for(share_of(cost_limit, day_share) - guests.day_cost - held.guests_cost, price))),
      ('address_day', (spend ->> 'address_day_tokens')::bigint - guests.address_tokens - held.address_tokens),
      ('guest_day', (spend ->> 'guest_day_tokens')::bigint - guests.guest_tokens - held.guest_tokens)
    ) l (name, tokens) WHERE l.tokens IS NOT NULL ORDER BY l.tokens LIMIT 1;
  END IF;
  granted := least(asked, least_tokens);
  IF granted <= 0 OR (whole AND granted < asked) THEN
    RETURN jsonb_build_object('refused_by', least_name);
  END IF;
  IF coalesce(operator_tokens, operator_cost) IS NOT NULL THEN
    taken := take_operator_spend(
      of_month, granted, price, whole, guest IS NOT NULL, operator_tokens, operator_cost, guest_share);
    IF taken <= 0 THEN
      RETURN jsonb_build_object('refused_by', CASE taken WHEN 0 THEN 'operator_month' ELSE 'operator_guests' END);
    END IF;
  END IF;
  RETURN jsonb_build_object('granted', coalesce(taken, granted), 'operator', taken IS NOT NULL);
END
$$;

-- Counts what was used; less than nothing takes back what was counted too much.
CREATE FUNCTION count_spend(
  tenant uuid, at timestamptz, of_model text, turns integer, input bigint, output bigint, cost bigint, embeddings boolean,
  guest uuid, address text
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF guest IS NOT NULL THEN
    INSERT INTO guest_spend AS g (tenant_id, subject, day, tokens, cost_micros, updated_at)
    SELECT tenant, s.subject, (at AT TIME ZONE 'UTC')::date, input + output, cost, at
    FROM (VALUES ('address:' || address), ('all'), ('guest:' || guest)) AS s (subject)
    WHERE s.subject IS NOT NULL ORDER BY s.subject
    ON CONFLICT (tenant_id, subject, day) DO UPDATE SET
      tokens = greatest(0, g.tokens + excluded.tokens), cost_micros = greatest(0, g.cost_micros + excluded.cost_micros),
      updated_at = excluded.updated_at;
  END IF;
  INSERT INTO chat_usage AS u
    (tenant_id, month, model, turns, input_tokens, output_tokens, cost_micros, embeddings)
  VALUES (tenant, date_trunc('month', at AT TIME ZONE 'UTC')::date, of_model, count_spend.turns, input, output, cost,
    count_spend.embeddings)
  ON CONFLICT (tenant_id, month, model) DO UPDATE SET
    turns = u.turns + excluded.turns, input_tokens = greatest(0, u.input_tokens + excluded.input_tokens),
    output_tokens = u.output_tokens + excluded.output_tokens,
    cost_micros = greatest(0, u.cost_micros + excluded.cost_micros);
END
$$;

-- Charges an estimate of what an embedding will use, or refuses it: as `take_spend`.
CREATE FUNCTION charge_embedding(
  tenant uuid, at timestamptz, of_model text, asked bigint, price numeric, spend jsonb
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  answer jsonb := take_spend(tenant, at, asked, price, true, spend);
BEGIN
  IF answer ->> 'refused_by' IS NULL THEN
    PERFORM count_spend(tenant, at, of_model, 0, asked, 0, ceil(asked * price)::bigint, true,
      (spend ->> 'guest')::uuid, spend ->> 'address');
  END IF;
  RETURN answer;
END
$$;

CREATE FUNCTION correct_embedding(
  tenant uuid, at timestamptz, of_model text, more_tokens bigint, more_cost bigint, is_operators boolean, spend jsonb
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF is_operators THEN
    PERFORM correct_operator_spend(date_trunc('month', at AT TIME ZONE 'UTC')::date, more_tokens, more_cost,
      spend ->> 'guest' IS NOT NULL);
  END IF;
  PERFORM count_spend(tenant, at, of_model, 0, more_tokens, 0, more_cost, true,
    (spend ->> 'guest')::uuid, spend ->> 'address');
END
$$;

-- Counts what a turn used, in the month and on the day on which it began, and gives back what it held. A turn that was
-- counted already is left at that. `of_model` is null when no model saw it. Turns that were lost a day ago go with it.
CREATE FUNCTION settle_turn(
  tenant uuid, turn uuid, at timestamptz, of_model text, input bigint, output bigint, cost bigint
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  ended chat_turns;
  is_used boolean;
BEGIN
  FOR ended IN
    DELETE FROM chat_turns t WHERE t.tenant_id = tenant AND (t.id = turn OR t.begun_at < at - interval '24 hours')
    RETURNING t.*
  LOOP
    is_used := ended.id = turn AND of_model IS NOT NULL;
    IF ended.operator_month IS NOT NULL THEN
      PERFORM correct_operator_spend(ended.operator_month,
        CASE WHEN is_used THEN input + output ELSE 0 END - ended.held_tokens,
        CASE WHEN is_used THEN cost ELSE 0 END - ended.held_cost_micros, ended.guest_id IS NOT NULL);
    END IF;
    IF is_used THEN
      PERFORM count_spend(tenant, ended.begun_at, of_model, 1, input, output, cost, false,
        ended.guest_id, ended.address_hash);
    END IF;
  END LOOP;
END
$$;

-- As before, and takes the turn's part of the budget in the same round trip: up to `held` tokens at `price`, or
-- `refused_by` says which limit stands in the way. The part is taken last, since its locks are shared most widely.
CREATE FUNCTION open_turn(
  tenant uuid, turn uuid, conversation text, speaker uuid, may_begin boolean, title text, remembered integer,
  at timestamptz, held bigint, price numeric, spend jsonb
) RETURNS jsonb LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  opened_version integer;
  is_new boolean;
  said jsonb;
  taken jsonb := '{}';
BEGIN
  IF NOT may_begin THEN
    UPDATE conversations c SET updated_at = at, version = c.version + 1
    WHERE c.tenant_id = tenant AND c.id = conversation AND c.user_id = speaker
    RETURNING c.version, false INTO opened_version, is_new;
  ELSE
    INSERT INTO conversations AS c (tenant_id, id, user_id, title, created_at, updated_at)
    VALUES (tenant, conversation, speaker, open_turn.title, at, at)
    ON CONFLICT (tenant_id, id) DO UPDATE SET updated_at = at, version = c.version + 1 WHERE c.user_id = speaker
    RETURNING c.version, c.xmax = 0 INTO opened_version, is_new;
  END IF;
  IF is_new THEN
    said := '[]';
  ELSIF opened_version IS DISTINCT FROM remembered + 1 THEN
    SELECT coalesce(jsonb_agg(jsonb_build_object('position', m.position, 'message',
      jsonb_build_object('id', m.id, 'role', m.role, 'parts', m.parts)
        || CASE WHEN m.metadata IS NULL THEN '{}' ELSE jsonb_build_object('metadata', m.metadata) END
    ) ORDER BY m.position), '[]') INTO said
    FROM messages m WHERE m.tenant_id = tenant AND m.conversation_id = conversation;
  END IF;
  IF opened_version IS NOT NULL THEN
    taken := take_spend(tenant, at, held, price, false, spend);
    INSERT INTO chat_turns
      (tenant_id, id, begun_at, held_tokens, held_cost_micros, guest_id, address_hash, operator_month)
    VALUES (tenant, turn, at, coalesce((taken ->> 'granted')::bigint, 0),
      coalesce(ceil((taken ->> 'granted')::bigint * price), 0), (spend ->> 'guest')::uuid, spend ->> 'address',
      CASE WHEN (taken ->> 'operator')::boolean THEN date_trunc('month', at AT TIME ZONE 'UTC')::date END);
  END IF;
  RETURN (
    SELECT jsonb_build_object(
      'model', s.model, 'link_hosts', s.link_hosts, 'moderation', s.moderation,
      'granted', taken -> 'granted', 'refused_by', taken ->> 'refused_by', 'version', opened_version, 'said', said)
    FROM (SELECT 1) one LEFT JOIN chat_settings s ON s.tenant_id = tenant);
END
$$;

-- Turns that were lost with their session hold a part of the operator's month until the sweep takes them away.
CREATE INDEX idx_chat_turns_begun ON chat_turns (begun_at);
CREATE POLICY system_lost ON chat_turns FOR SELECT TO ragline_system USING (begun_at < now() - interval '24 hours');
CREATE POLICY system_prune ON chat_turns FOR DELETE TO ragline_system USING (begun_at < now() - interval '24 hours');
GRANT SELECT (tenant_id, begun_at, held_tokens, held_cost_micros, guest_id, operator_month), DELETE
  ON chat_turns TO ragline_system;
