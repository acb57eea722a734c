-- What has served its time is dropped by the sweep, across tenants: each policy lets it see and drop that and nothing
-- else, by the database's own clock.

-- A key is worth 24 hours; an hour more, since the Workers' clocks are others.
CREATE POLICY system_expired ON idempotency_keys FOR SELECT TO ragline_system
  USING (created_at < now() - interval '25 hours');
CREATE POLICY system_prune ON idempotency_keys FOR DELETE TO ragline_system
  USING (created_at < now() - interval '25 hours');
GRANT SELECT (created_at), DELETE ON idempotency_keys TO ragline_system;

-- A quote that expired can still be renewed for a month; one that became an order stays with it.
CREATE INDEX idx_quotes_unused ON quotes (expires_at) WHERE order_id IS NULL;
CREATE POLICY system_expired ON quotes FOR SELECT TO ragline_system
  USING (order_id IS NULL AND expires_at < now() - interval '30 days');
CREATE POLICY system_prune ON quotes FOR DELETE TO ragline_system
  USING (order_id IS NULL AND expires_at < now() - interval '30 days');
GRANT SELECT (order_id, expires_at), DELETE ON quotes TO ragline_system;

-- A token that was used tells, when it comes back, that it was stolen: also for a month after it has expired.
CREATE INDEX idx_refresh_tokens_expired ON refresh_tokens (expires_at);
CREATE POLICY system_expired ON refresh_tokens FOR SELECT TO ragline_system
  USING (expires_at < now() - interval '30 days');
CREATE POLICY system_prune ON refresh_tokens FOR DELETE TO ragline_system
  USING (expires_at < now() - interval '30 days');
GRANT SELECT (expires_at), DELETE ON refresh_tokens TO ragline_system;
