-- A finished job is of use to who watched it, for a month.
CREATE INDEX idx_jobs_finished ON jobs (updated_at) WHERE status NOT IN ('queued', 'running');
CREATE POLICY system_prune ON jobs FOR DELETE TO ragline_system
  USING (status NOT IN ('queued', 'running') AND updated_at < now() - interval '30 days');
GRANT DELETE ON jobs TO ragline_system;

-- A conversation of an account that nobody has continued for more than a year. Its orders stay.
CREATE INDEX idx_conversations_updated ON conversations (updated_at);
CREATE POLICY system_expired_of_accounts ON conversations FOR SELECT TO ragline_system
  USING (updated_at < now() - interval '400 days');
CREATE POLICY system_prune_of_accounts ON conversations FOR DELETE TO ragline_system
  USING (updated_at < now() - interval '400 days');
