-- What a person asks of the staff: a return, an exchange, a refund, a complaint, or to speak with somebody.
CREATE TABLE help_requests (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  user_id uuid NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  order_id uuid,
  order_number bigint,
  items jsonb NOT NULL DEFAULT '[]',
  status text NOT NULL DEFAULT 'open',
  answer text,
  -- The same wish, said once more while it waits, is the same request.
  claim text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX help_requests_claim ON help_requests (tenant_id, user_id, claim)
  WHERE status IN ('open', 'in_progress');
CREATE INDEX help_requests_by_user ON help_requests (tenant_id, user_id, id);
CREATE INDEX help_requests_by_status ON help_requests (tenant_id, status, id);
SELECT protect_tenant_table('help_requests');
