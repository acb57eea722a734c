-- Where events leave to: a shop's own servers.
CREATE TABLE webhook_endpoints (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  url text NOT NULL,
  description text,
  -- Empty: all types.
  event_types text[] NOT NULL,
  -- AES-GCM under a key derived from the signing key with this id; never the secret itself.
  sealed_secret text NOT NULL,
  sealed_previous_secret text,
  sealed_with text NOT NULL,
  previous_secret_expires_at timestamptz,
  disabled_at timestamptz,
  disabled_reason text CHECK (disabled_reason IN ('manual', 'failing', 'gone', 'secret_unreadable')),
  -- The first failed attempt since the last success, and the last one: a long pause begins the count anew.
  failing_since timestamptz,
  last_failed_at timestamptz,
  created_by uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Gone for its tenant at once; the sweep removes its log and then the row, in bounded batches.
  deleted_at timestamptz,
  CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)),
  CHECK ((sealed_previous_secret IS NULL) = (previous_secret_expires_at IS NULL))
);
CREATE INDEX idx_webhook_endpoints_tenant_newest ON webhook_endpoints (tenant_id, id DESC);
SELECT protect_tenant_table('webhook_endpoints');

-- One event on its way to one endpoint. Its endpoint's row lock orders all that changes who is first of a subject.
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  endpoint_id uuid NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
  -- The order in which events are sent, within an endpoint and subject.
  position bigint GENERATED ALWAYS AS IDENTITY,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  subject text NOT NULL,
  traceparent text NOT NULL,
  -- What is sent and signed, byte for byte the same in every attempt.
  body text NOT NULL,
  event_time timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Null while it waits behind an earlier one of its subject, and once it has ended. While it is leased, when the
  -- lease ends: an attempt that died with its runtime is made again then.
  next_attempt_at timestamptz,
  lease_id uuid,
  created_at timestamptz NOT NULL,
  completed_at timestamptz,
  CHECK ((status = 'pending') = (completed_at IS NULL)),
  CHECK (status = 'pending' OR (next_attempt_at IS NULL AND lease_id IS NULL))
);
CREATE UNIQUE INDEX idx_webhook_deliveries_event ON webhook_deliveries (tenant_id, endpoint_id, event_id);
-- What is due, which the claim walks from its beginning; waiting rows are not in it.
CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (tenant_id, endpoint_id, next_attempt_at, position)
  WHERE next_attempt_at IS NOT NULL;
CREATE INDEX idx_webhook_deliveries_leased ON webhook_deliveries (tenant_id, endpoint_id) WHERE lease_id IS NOT NULL;
-- Who is first of a subject.
CREATE INDEX idx_webhook_deliveries_subject ON webhook_deliveries (tenant_id, endpoint_id, subject, position)
  WHERE status = 'pending';
-- The log, whole and by status; its far end is what the sweep prunes.
CREATE INDEX idx_webhook_deliveries_newest ON webhook_deliveries (tenant_id, endpoint_id, position DESC);
CREATE INDEX idx_webhook_deliveries_status ON webhook_deliveries (tenant_id, endpoint_id, status, position DESC);
SELECT protect_tenant_table('webhook_deliveries');

CREATE TABLE webhook_attempts (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  delivery_id uuid NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  outcome text NOT NULL CHECK (outcome IN ('delivered', 'refused', 'timeout', 'unreachable', 'blocked')),
  url text NOT NULL,
  request_headers jsonb NOT NULL,
  response_status integer,
  response_headers jsonb,
  response_body text,
  error text,
  duration_ms integer NOT NULL CHECK (duration_ms >= 0),
  started_at timestamptz NOT NULL
);
CREATE INDEX idx_webhook_attempts_delivery ON webhook_attempts (delivery_id, id DESC);
SELECT protect_tenant_table('webhook_attempts');

-- The sweep looks across tenants for deliveries that a lost message left behind, for logs to prune, and for secrets
-- under a signing key that is about to go.
CREATE POLICY system_sweep ON webhook_endpoints FOR SELECT TO ragline_system USING (true);
GRANT SELECT (id, tenant_id, sealed_with, disabled_at, deleted_at) ON webhook_endpoints TO ragline_system;
CREATE POLICY system_sweep ON webhook_deliveries FOR SELECT TO ragline_system USING (true);
GRANT SELECT (tenant_id, endpoint_id, position, next_attempt_at, created_at) ON webhook_deliveries TO ragline_system;
