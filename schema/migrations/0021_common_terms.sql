-- Terms that stand in many of a tenant's chunks, and in which share of them: counting their entries in the inverted index
-- for each search took longer than all else about a query. Refreshed by the indexer (workers/rag/search-statistics.ts).
CREATE TABLE common_terms (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  kind text COLLATE "C" NOT NULL,
  term text COLLATE "C" NOT NULL,
  share real NOT NULL CHECK (share > 0),
  PRIMARY KEY (tenant_id, kind, term)
);
SELECT protect_tenant_table('common_terms');

-- How many chunks there were when the common terms were last counted, and when that was.
ALTER TABLE search_statistics
  ADD COLUMN counted_chunks integer,
  ADD COLUMN counted_at timestamptz;

-- What a tenant's texts say about a query (workers/rag/query-terms.ts). A function, because planning this takes longer
-- than running it: its plan is kept by the connection, also behind a pool that hands connections around. What is best for
-- one query is near enough to the best for the next, which PostgreSQL would not assume by itself. Runs as its caller, so
-- under row-level security.
--   query: what was typed. others: other words for what is in it. widest: of a query with more terms none is widened.
-- Answers {terms: [{term, count, chunks, is_typed}], unknown: [{typed, term, chunks}], kinds: [{kind, chunks,
-- average_length}], model}; `chunks` is in how many of the tenant's chunks of these kinds a term is, for one that is
-- common in a kind about in how many of that kind.
CREATE FUNCTION analyse_query(tenant uuid, of_kinds text[], query text, others text, widest integer) RETURNS jsonb
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (
    WITH typed AS MATERIALIZED (SELECT t.term, t.weight AS count FROM search_terms('', query) t),
    looked_up AS (
      SELECT y.term, y.count, true AS is_typed FROM typed y
      UNION ALL
      SELECT t.term, 1, false FROM search_terms('', others) t
      WHERE position(' ' IN t.term) = 0 AND t.term NOT IN (SELECT y.term FROM typed y)
    ),
    terms AS MATERIALIZED (
      SELECT l.term, l.count, coalesce(
        (SELECT greatest(sum(m.share * s.chunks), 1) FROM common_terms m
          JOIN search_statistics s ON s.tenant_id = m.tenant_id AND s.kind = m.kind
          WHERE m.tenant_id = tenant AND m.kind = ANY (of_kinds) AND m.term = l.term HAVING count(*) > 0),
        (SELECT count(*) FROM chunk_terms o WHERE o.tenant_id = tenant AND o.kind = ANY (of_kinds) AND o.term = l.term)
      ) AS chunks, l.is_typed
      FROM looked_up l
    ),
    -- For a word that nobody wrote, those that are spelled in some way like it. A shorter one is like too many others.
    meant AS (
      SELECT y.term AS typed, v.term FROM terms y CROSS JOIN LATERAL (
        SELECT w.term, similarity(y.term, w.term) AS similarity
        FROM vocabulary w WHERE w.tenant_id = tenant ORDER BY similarity DESC, w.term LIMIT 8
      ) v
      WHERE y.is_typed AND y.chunks = 0 AND position(' ' IN y.term) = 0 AND length(y.term) >= 4
        AND (SELECT count(*) FROM typed) <= widest AND v.similarity >= 0.25
    )
    SELECT jsonb_build_object(
      'terms', (SELECT coalesce(jsonb_agg(t), '[]') FROM terms t WHERE t.chunks > 0),
      'unknown', (SELECT coalesce(jsonb_agg(jsonb_build_object('typed', m.typed, 'term', m.term, 'chunks', (
        SELECT count(*) FROM chunk_terms o WHERE o.tenant_id = tenant AND o.kind = ANY (of_kinds) AND o.term = m.term
      ))), '[]') FROM meant m),
      'kinds', (SELECT jsonb_agg(jsonb_build_object('kind', k.kind, 'chunks', coalesce(s.chunks, live.chunks),
          'average_length', coalesce(s.average_length, live.average_length)))
        FROM unnest(of_kinds) AS k (kind)
        LEFT JOIN search_statistics s ON s.tenant_id = tenant AND s.kind = k.kind
        LEFT JOIN LATERAL (
          -- Before the indexer has counted for the first time.
          SELECT count(*) AS chunks, coalesce(avg(c.length), 1) AS average_length FROM chunks c
          WHERE s.kind IS NULL AND c.tenant_id = tenant AND c.kind = k.kind
        ) live ON true),
      'model', (SELECT i.model FROM search_indexes i WHERE i.tenant_id = tenant)
    )
  );
END
$$;
