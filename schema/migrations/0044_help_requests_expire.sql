-- What a person asked of the staff goes 90 days after its last change, answered or not.
CREATE INDEX idx_help_requests_updated ON help_requests (updated_at);
CREATE POLICY system_expired ON help_requests FOR SELECT TO ragline_system
  USING (updated_at < now() - interval '90 days');
CREATE POLICY system_prune ON help_requests FOR DELETE TO ragline_system
  USING (updated_at < now() - interval '90 days');
GRANT SELECT (updated_at), DELETE ON help_requests TO ragline_system;
