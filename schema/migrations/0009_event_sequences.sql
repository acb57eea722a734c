-- The number that the hub gave a delivered event. Null until then.
ALTER TABLE outbox ADD COLUMN sequence bigint;

-- The newest of these for each tenant, which outlives its outbox rows: a hub that lost its storage goes on from here.
CREATE TABLE event_heads (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  sequence bigint NOT NULL CHECK (sequence >= 1)
);
SELECT protect_tenant_table('event_heads');

-- The sweep drops delivered rows once the hub's log no longer promises them; the policy lets it drop no other.
CREATE INDEX idx_outbox_delivered ON outbox (processed_at) WHERE processed_at IS NOT NULL;
CREATE POLICY system_prune ON outbox FOR DELETE TO ragline_system
  USING (processed_at < now() - interval '24 hours');
GRANT SELECT (position), DELETE ON outbox TO ragline_system;
