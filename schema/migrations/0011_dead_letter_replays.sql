-- Dead letters can be replayed: a row stays the same one through all of its failures.
ALTER TABLE dead_letters
  -- replaying: it is on its queue again, and neither success nor failure has come back yet.
  ADD COLUMN status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'replaying', 'resolved')),
  -- Each time it was given up, oldest first: [{ at, error, attempts, delivery }].
  ADD COLUMN history jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN replays integer NOT NULL DEFAULT 0,
  ADD COLUMN traceparent text,
  ADD COLUMN replayed_at timestamptz,
  ADD COLUMN resolved_at timestamptz,
  -- When its newest failure was copied to the Redis stream; null: not yet.
  ADD COLUMN mirrored_at timestamptz,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

-- Row-level security is forced on the owner as well, who has no tenant here.
ALTER TABLE dead_letters NO FORCE ROW LEVEL SECURITY;
UPDATE dead_letters SET
  error = coalesce(error, format('gave up after %s attempts; the error was not recorded', attempts)),
  updated_at = created_at;
UPDATE dead_letters SET history = jsonb_build_array(jsonb_build_object(
  'at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'error', error, 'attempts', attempts, 'delivery', message_id));
ALTER TABLE dead_letters FORCE ROW LEVEL SECURITY;
ALTER TABLE dead_letters ALTER COLUMN error SET NOT NULL;

CREATE INDEX idx_dead_letters_newest ON dead_letters (tenant_id, id DESC);
CREATE INDEX idx_dead_letters_open ON dead_letters (tenant_id, id) WHERE status = 'open';
-- For the sweep, which looks across tenants for what is old, what a replay lost, and what Redis has not seen.
CREATE INDEX idx_dead_letters_age ON dead_letters (updated_at);
CREATE INDEX idx_dead_letters_replaying ON dead_letters (replayed_at) WHERE status = 'replaying';
CREATE INDEX idx_dead_letters_unmirrored ON dead_letters (updated_at) WHERE mirrored_at IS NULL;
CREATE POLICY system_sweep ON dead_letters FOR SELECT TO ragline_system USING (true);
GRANT SELECT (id, tenant_id, status, updated_at, replayed_at, mirrored_at) ON dead_letters TO ragline_system;
