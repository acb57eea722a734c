-- The tenant's own synonyms: `{ term, synonyms, one_way }` each.
ALTER TABLE search_settings
  ADD COLUMN synonyms jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN synonyms_updated_at timestamptz;

-- The same as searches look them up: who asks for all of `needs`, of which `term` is one, means `synonym` too.
CREATE TABLE search_synonyms (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  term text NOT NULL,
  needs text[] NOT NULL,
  synonym text NOT NULL,
  PRIMARY KEY (tenant_id, term, needs, synonym)
);
SELECT protect_tenant_table('search_synonyms');

-- What stands for a phrase in the index: of one word its stem, of several the pairs that stand side by side.
CREATE FUNCTION phrase_terms(language text, phrase text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (
    SELECT coalesce(array_agg(t.term ORDER BY t.term) FILTER (WHERE position(' ' IN t.term) > 0), array_agg(t.term ORDER BY t.term))
    FROM search_terms(language, '', phrase, true) t
  );

-- Stems depend on the language, so a change of either writes the table again.
CREATE FUNCTION write_search_synonyms() RETURNS trigger LANGUAGE plpgsql SET jit = off AS $$
BEGIN
  DELETE FROM search_synonyms WHERE tenant_id = NEW.tenant_id;
  WITH words AS MATERIALIZED (
    SELECT r.rule, w.phrase, w.phrase = r.value ->> 'term' AS is_term, (r.value ->> 'one_way')::boolean AS one_way,
      phrase_terms(NEW.language, w.phrase) AS terms
    FROM jsonb_array_elements(NEW.synonyms) WITH ORDINALITY AS r (value, rule)
      CROSS JOIN LATERAL (
        SELECT r.value ->> 'term' AS phrase UNION SELECT jsonb_array_elements_text(r.value -> 'synonyms')
      ) AS w
  )
  INSERT INTO search_synonyms (tenant_id, term, needs, synonym)
  SELECT DISTINCT NEW.tenant_id, asked.terms[1], asked.terms, meant.term
  FROM words asked JOIN words other ON other.rule = asked.rule AND other.phrase <> asked.phrase
    CROSS JOIN LATERAL unnest(other.terms) AS meant (term)
  WHERE (asked.is_term OR NOT asked.one_way) AND asked.terms IS NOT NULL AND meant.term <> ALL (asked.terms);
  RETURN NULL;
END
$$;
CREATE TRIGGER write_search_synonyms AFTER INSERT OR UPDATE OF language, synonyms ON search_settings
  FOR EACH ROW EXECUTE FUNCTION write_search_synonyms();

-- As in 0026, with the tenant's synonyms. The one with five parameters is what the release before calls.
CREATE FUNCTION analyse_query(tenant uuid, of_kinds text[], query text, widest integer) RETURNS jsonb
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
  language text := search_language(tenant);
BEGIN
  RETURN (
    WITH typed AS MATERIALIZED (SELECT t.term, t.weight AS count FROM search_terms(language, '', query, true) t),
    looked_up AS (
      SELECT y.term, y.count, true AS is_typed FROM typed y
      UNION ALL
      SELECT DISTINCT s.synonym, 1::real, false FROM typed y JOIN search_synonyms s ON s.tenant_id = tenant AND s.term = y.term
      WHERE (SELECT count(*) FROM typed) <= widest AND s.needs <@ (SELECT array_agg(t.term) FROM typed t)
        AND s.synonym NOT IN (SELECT t.term FROM typed t)
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
