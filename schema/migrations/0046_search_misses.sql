-- What searches found nothing for, without whom: the words of a search are written down once so many people have
-- searched for the same that they say nothing of one. Until then hashes alone are kept (workers/domain/search/record-miss.ts).
CREATE TABLE search_misses (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  query_hash text NOT NULL,
  -- Null until enough people have searched for it.
  query text,
  -- Hashes of people and query, each once; none once there were enough.
  seekers text[] NOT NULL,
  searches integer NOT NULL,
  searched_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, query_hash)
);
SELECT protect_tenant_table('search_misses');

CREATE INDEX idx_search_misses_expired ON search_misses (expires_at);
CREATE POLICY system_expired ON search_misses FOR SELECT TO ragline_system USING (expires_at < now());
CREATE POLICY system_prune ON search_misses FOR DELETE TO ragline_system USING (expires_at < now());
GRANT SELECT (expires_at), DELETE ON search_misses TO ragline_system;
