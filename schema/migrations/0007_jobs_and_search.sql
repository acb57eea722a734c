-- Work that outlives its request. A job's row is also its lock: whoever moves it on holds it for that transaction.
CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  user_id uuid NOT NULL,
  -- The roles under which it was asked for: it runs, and is audited, with these.
  user_roles text[] NOT NULL,
  kind text NOT NULL CHECK (kind IN ('import_products')),
  status text NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  done integer NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND total),
  total integer NOT NULL CHECK (total >= 0),
  result jsonb,
  error text,
  -- Tries since it last moved on. A crash counts too: it is written before the work begins.
  attempts integer NOT NULL DEFAULT 0,
  request_id text NOT NULL,
  traceparent text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  updated_at timestamptz NOT NULL
);
CREATE INDEX idx_jobs_tenant_newest ON jobs (tenant_id, id DESC);
-- For the sweep, which looks across tenants for jobs whose message was lost.
CREATE INDEX idx_jobs_unfinished ON jobs (updated_at) WHERE status IN ('queued', 'running');
SELECT protect_tenant_table('jobs');
CREATE POLICY system_sweep ON jobs FOR SELECT TO ragline_system USING (true);
GRANT SELECT (id, tenant_id, status, updated_at) ON jobs TO ragline_system;

-- The lines of an import that are still to be done: a row goes in the transaction that has done it.
CREATE TABLE import_chunks (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  seq integer NOT NULL,
  -- The number of its first line in the file, from 1.
  first_line integer NOT NULL,
  -- As they came: a byte that is no UTF-8, or a NUL, is the fault of its own line alone.
  lines bytea NOT NULL,
  PRIMARY KEY (tenant_id, job_id, seq)
);
SELECT protect_tenant_table('import_chunks');

-- The letters of a text without their accents, for searching: "Tiramisù" as "Tiramisu". Plain ASCII, which most
-- texts are, is handed through.
CREATE FUNCTION without_accents(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(value) = char_length(value) THEN value
    ELSE regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g') END;
