-- What a chunk had in the inverted index is looked up by key, entry by entry. As a join the planner took it, in a session
-- or a database that had no statistics of the index yet, for one of few rows: it compared each entry of the tenant with
-- each changed chunk, and a change of some thousand products at once was cancelled for the time it took.
CREATE OR REPLACE FUNCTION index_chunks() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NOT EXISTS (SELECT FROM removed o JOIN written n USING (id) WHERE (o.title, o.content) <> (n.title, n.content)) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    -- Nobody else writes these: who changes a chunk holds its row.
    DELETE FROM chunk_terms WHERE ctid = ANY (ARRAY(
      SELECT x.entry FROM removed c CROSS JOIN LATERAL search_terms(c.title, c.content) t CROSS JOIN LATERAL (
        SELECT o.ctid AS entry FROM chunk_terms o
        WHERE o.tenant_id = c.tenant_id AND o.kind = c.kind AND o.term = t.term AND o.chunk_id = c.id OFFSET 0
      ) x
    ));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    WITH terms AS MATERIALIZED (
      SELECT c.tenant_id, c.kind, t.term, c.id, t.weight, c.length FROM written c, search_terms(c.title, c.content) t
    ), words AS (
      -- In one order everywhere, so that two writers of new words wait for each other and never deadlock.
      INSERT INTO vocabulary (tenant_id, term)
      SELECT DISTINCT tenant_id, term FROM terms WHERE position(' ' IN term) = 0 ORDER BY 1, 2
      ON CONFLICT DO NOTHING
    )
    INSERT INTO chunk_terms (tenant_id, kind, term, chunk_id, weight, length)
    SELECT * FROM terms ORDER BY 1, 2, 3, 4;
  END IF;
  RETURN NULL;
END
$$;
