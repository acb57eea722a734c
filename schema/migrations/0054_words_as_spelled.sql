-- A misspelt word is compared with words as they are spelled, and no longer with stems: “kibbe” and “kibbeh” are alike, and
-- their stems are not.

-- The sound of a word without its vowels, which people mistake first.
CREATE FUNCTION consonants(word text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(translate(replace(word, 'ph', 'f'), 'cqzvaeiouyhw', 'kksf'), '(.)\1+', '\1', 'g');

-- The words of a text, folded, with their stems and places. One of two letters is like too many others to be meant by a
-- misspelt one.
CREATE FUNCTION spelled_words(language text, body text) RETURNS TABLE (word text, term text, "position" bigint)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 50
  BEGIN ATOMIC
    SELECT left(w.word, 64), word_stem(language, w.word), w.position
    FROM regexp_split_to_table(
      spaced_words(fold_text(body)),
      '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u055a-\u055f\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u206f\u20a0-\u20cf\u2100-\u2bff\u3000-\u3004\u3008-\u3020\u30a0\u30fb\ufe00-\ufe6f\uff00-\uff0f\U0001f000-\U0001faff]+'
    ) WITH ORDINALITY AS w (word, position)
    WHERE char_length(w.word) > 2 AND word_stem(language, w.word) IS NOT NULL;
  END;

-- Each word that a tenant's texts ever had, with its stem.
TRUNCATE vocabulary;
ALTER TABLE vocabulary
  DROP CONSTRAINT vocabulary_pkey,
  ADD COLUMN word text COLLATE "C" NOT NULL,
  ADD COLUMN sounds text COLLATE "C" NOT NULL GENERATED ALWAYS AS (consonants(word)) STORED,
  ADD PRIMARY KEY (tenant_id, word, term);
CREATE INDEX idx_vocabulary_sounds ON vocabulary (tenant_id, sounds);

-- As in 0026, with the words as they are spelled.
CREATE OR REPLACE FUNCTION index_chunks() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NOT EXISTS (SELECT FROM removed o JOIN written n USING (id) WHERE (o.title, o.content, o.language) <> (n.title, n.content, n.language)) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    -- A transaction that changes a chunk holds its row, so no other writes these.
    DELETE FROM chunk_terms WHERE ctid = ANY (ARRAY(
      SELECT x.entry FROM removed c CROSS JOIN LATERAL search_terms(c.language, c.title, c.content, false) t CROSS JOIN LATERAL (
        SELECT o.ctid AS entry FROM chunk_terms o
        WHERE o.tenant_id = c.tenant_id AND o.kind = c.kind AND o.term = t.term AND o.chunk_id = c.id OFFSET 0
      ) x
    ));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    -- In one order everywhere, so that two writers of new words wait for each other and never deadlock.
    INSERT INTO vocabulary (tenant_id, word, term)
    SELECT DISTINCT c.tenant_id, w.word, w.term FROM written c, spelled_words(c.language, c.title || ' ' || c.content) w ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING;
    INSERT INTO chunk_terms (tenant_id, kind, term, chunk_id, weight, length)
    SELECT c.tenant_id, c.kind, t.term, c.id, t.weight, c.length
    FROM written c, search_terms(c.language, c.title, c.content, false) t ORDER BY 1, 2, 3, 4;
  END IF;
  RETURN NULL;
END
$$;

-- What is there already. The owner of the tables writes it: forced row-level security would show it nothing.
ALTER TABLE chunks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vocabulary NO FORCE ROW LEVEL SECURITY;
INSERT INTO vocabulary (tenant_id, word, term)
SELECT DISTINCT c.tenant_id, w.word, w.term FROM chunks c, spelled_words(c.language, c.title || ' ' || c.content) w;
ALTER TABLE chunks FORCE ROW LEVEL SECURITY;
ALTER TABLE vocabulary FORCE ROW LEVEL SECURITY;

-- As in 0045, with words as they are spelled. `unknown` has the release before's fields too.
CREATE OR REPLACE FUNCTION analyse_query(tenant uuid, of_kinds text[], query text, widest integer) RETURNS jsonb
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
    asked AS MATERIALIZED (
      SELECT s.word, consonants(s.word) AS sounds, s.position, y.term, y.chunks > 0 AS is_known
      FROM spelled_words(language, query) s JOIN terms y ON y.term = s.term AND y.is_typed
      WHERE (SELECT count(*) FROM typed) <= widest
    ),
    -- Words that are in no text, and pairs of adjacent words that are adjacent in no text.
    missing AS MATERIALIZED (
      SELECT a.word, a.sounds, a.term FROM asked a WHERE NOT a.is_known AND char_length(a.word) >= 4
    ),
    pairs AS MATERIALIZED (
      SELECT a.word || b.word AS word, a.sounds || b.sounds AS sounds, y.term
      FROM asked a JOIN asked b ON b.position = a.position + 1 JOIN terms y ON y.term = a.term || ' ' || b.term AND y.chunks = 0
    ),
    meant AS (
      SELECT m.term AS typed, m.word, v.word AS spelling, v.term, 'letters' AS likeness FROM missing m CROSS JOIN LATERAL (
        SELECT w.word, w.term, similarity(m.word, w.word) AS similarity
        FROM vocabulary w WHERE w.tenant_id = tenant ORDER BY similarity DESC, w.word LIMIT 8
      ) v WHERE v.similarity >= 0.25
      UNION
      -- The same consonants: “homous” for “hummus”, “cheese cake” for “cheesecake”.
      SELECT m.term, m.word, w.word, w.term, 'sound' FROM (SELECT * FROM missing UNION ALL SELECT * FROM pairs) m CROSS JOIN LATERAL (
        SELECT w.word, w.term FROM vocabulary w WHERE w.tenant_id = tenant AND w.sounds = m.sounds LIMIT 8
      ) w WHERE char_length(m.sounds) >= 3
      UNION
      -- “Babaganoush” for “baba ghanoush”.
      SELECT m.term, m.word, a.word || b.word, a.term || ' ' || b.term, 'sound'
      FROM missing m CROSS JOIN LATERAL generate_series(1, char_length(m.sounds) - 1) AS cut
        CROSS JOIN LATERAL (SELECT w.word, w.term FROM vocabulary w WHERE w.tenant_id = tenant AND w.sounds = left(m.sounds, cut) LIMIT 8) a
        CROSS JOIN LATERAL (SELECT w.word, w.term FROM vocabulary w WHERE w.tenant_id = tenant AND w.sounds = substr(m.sounds, cut + 1) LIMIT 8) b
        CROSS JOIN LATERAL (
          SELECT FROM chunk_terms o WHERE o.tenant_id = tenant AND o.kind = ANY (of_kinds) AND o.term = a.term || ' ' || b.term LIMIT 1
        ) o
      UNION
      -- Languages that join words: “Kürbis” for “Kürbissuppe”.
      SELECT a.term, a.word, w.word, w.term, 'compound' FROM asked a CROSS JOIN LATERAL (
        SELECT w.word, w.term FROM vocabulary w
        WHERE w.tenant_id = tenant AND w.word > a.word AND w.word < a.word || '~' AND char_length(w.word) >= char_length(a.word) + 3 LIMIT 8
      ) w WHERE language IN ('de', 'nl', 'da', 'sv', 'no') AND char_length(a.word) >= 4
      UNION
      -- “Kirschgrütze” for “Grütze”.
      SELECT m.term, m.word, w.word, w.term, 'compound'
      FROM missing m CROSS JOIN LATERAL generate_series(4, char_length(m.word) - 3) AS begun CROSS JOIN LATERAL (
        SELECT w.word, w.term FROM vocabulary w WHERE w.tenant_id = tenant AND w.word = substr(m.word, begun) LIMIT 1
      ) w WHERE language IN ('de', 'nl', 'da', 'sv', 'no')
    )
    SELECT jsonb_build_object(
      'terms', (SELECT coalesce(jsonb_agg(t), '[]') FROM terms t WHERE t.chunks > 0),
      'unknown', (SELECT coalesce(jsonb_agg(jsonb_build_object('typed', m.typed, 'word', m.word, 'spelling', m.spelling, 'likeness', m.likeness, 'term', m.term, 'chunks', (
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
