-- Words by Unicode: one fold on both sides of every comparison, stems by the tenant's language, and pairs of characters
-- where a script puts no spaces between words.

-- What a tenant's texts are searched by. Without a row: English, and the synonyms that come with the product.
CREATE TABLE search_settings (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  -- ISO 639-1.
  language text NOT NULL DEFAULT 'en',
  updated_at timestamptz NOT NULL
);
SELECT protect_tenant_table('search_settings');

CREATE FUNCTION search_language(tenant uuid) RETURNS text
  LANGUAGE sql STABLE
  RETURN coalesce((SELECT s.language FROM search_settings s WHERE s.tenant_id = tenant), 'en');

-- Case, accents and compatibility forms folded; the marks of kana and of Indic scripts are letters and stay.
-- The same as `fold` in contracts/fold.ts, character by character.
CREATE FUNCTION fold_text(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(value) = char_length(value) THEN lower(value COLLATE "C")
    ELSE normalize(
      replace(replace(replace(replace(translate(
        regexp_replace(
          lower(normalize(value, NFKD) COLLATE "und-x-icu"),
          '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]',
          '', 'g'
        ) COLLATE "C",
        'øđðłıħŋς', 'oddlihnσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
      NFKC)
    END;

-- A folded text with its words apart: between characters of scripts without spaces (Han, kana, Hangul, Thai, Lao,
-- Burmese, Khmer) each two that stand side by side are a word.
CREATE FUNCTION spaced_words(folded text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(folded) = char_length(folded) THEN folded
    WHEN folded !~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' THEN folded
    ELSE (
      SELECT string_agg(
        CASE WHEN p.piece[1] ~ '^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff].'
          THEN (SELECT string_agg(substr(p.piece[1], i, 2), ' ' ORDER BY i) FROM generate_series(1, char_length(p.piece[1]) - 1) AS i)
          ELSE p.piece[1] END, ' ' ORDER BY p.at)
      FROM regexp_matches(
        folded,
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+',
        'g'
      ) WITH ORDINALITY AS p (piece, at)
    ) END;

-- A word's stem in a language; null for a word that says nothing. Where PostgreSQL has no stemmer the word is its own.
CREATE FUNCTION word_stem(language text, word text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left((CASE language
    WHEN 'en' THEN ts_lexize('pg_catalog.english_stem', word)
    WHEN 'de' THEN ts_lexize('pg_catalog.german_stem', word)
    WHEN 'fr' THEN ts_lexize('pg_catalog.french_stem', word)
    WHEN 'it' THEN ts_lexize('pg_catalog.italian_stem', word)
    WHEN 'es' THEN ts_lexize('pg_catalog.spanish_stem', word)
    WHEN 'nl' THEN ts_lexize('pg_catalog.dutch_stem', word)
    WHEN 'pt' THEN ts_lexize('pg_catalog.portuguese_stem', word)
    WHEN 'tr' THEN ts_lexize('pg_catalog.turkish_stem', word)
    WHEN 'ar' THEN ts_lexize('pg_catalog.arabic_stem', word)
    WHEN 'da' THEN ts_lexize('pg_catalog.danish_stem', word)
    WHEN 'el' THEN ts_lexize('pg_catalog.greek_stem', word)
    WHEN 'fi' THEN ts_lexize('pg_catalog.finnish_stem', word)
    WHEN 'hi' THEN ts_lexize('pg_catalog.hindi_stem', word)
    WHEN 'hu' THEN ts_lexize('pg_catalog.hungarian_stem', word)
    WHEN 'id' THEN ts_lexize('pg_catalog.indonesian_stem', word)
    WHEN 'no' THEN ts_lexize('pg_catalog.norwegian_stem', word)
    WHEN 'ro' THEN ts_lexize('pg_catalog.romanian_stem', word)
    WHEN 'ru' THEN ts_lexize('pg_catalog.russian_stem', word)
    WHEN 'sv' THEN ts_lexize('pg_catalog.swedish_stem', word)
    WHEN 'ta' THEN ts_lexize('pg_catalog.tamil_stem', word)
    ELSE ARRAY[word] END)[1], 64);

-- The terms of a text, with their weights: stems, each two that stand side by side, and of an indexed text each Han
-- character, so that one alone can be searched for. Where words that say nothing are all there is, they are kept.
CREATE FUNCTION search_terms(language text, title text, content text, is_query boolean) RETURNS TABLE (term text, weight real)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 50
  BEGIN ATOMIC
    WITH words AS MATERIALIZED (
      SELECT left(w.word, 64) AS word, word_stem(language, w.word) AS stem, part.weight, part.start + w.position AS position
      FROM (VALUES (title, 3, 0), (content, 1, 100000000)) AS part (body, weight, start),
        regexp_split_to_table(
          spaced_words(fold_text(part.body)),
          '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u055a-\u055f\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u206f\u20a0-\u20cf\u2100-\u2bff\u3000-\u3004\u3008-\u3020\u30a0\u30fb\ufe00-\ufe6f\uff00-\uff0f\U0001f000-\U0001faff]+'
        ) WITH ORDINALITY AS w (word, position)
      WHERE w.word <> ''
    ),
    kept AS MATERIALIZED (
      SELECT word, stem, weight, position FROM words WHERE stem IS NOT NULL
      UNION ALL
      SELECT word, word, weight, position FROM words WHERE NOT EXISTS (SELECT FROM words w WHERE w.stem IS NOT NULL)
    )
    SELECT t.term, sum(t.weight)::real FROM (
      SELECT stem AS term, weight FROM kept
      UNION ALL
      SELECT a.stem || ' ' || b.stem, least(a.weight, b.weight) FROM kept a JOIN kept b ON b.position = a.position + 1
      UNION ALL
      SELECT c.single, k.weight FROM kept k CROSS JOIN LATERAL (
        SELECT left(k.word, 1) AS single UNION SELECT right(k.word, 1)
      ) AS c
      WHERE NOT is_query AND octet_length(k.word) = 6 AND char_length(k.word) = 2 AND c.single ~ '[\u3400-\u9fff]'
    ) AS t GROUP BY t.term;
  END;

-- The language by whose stems a chunk is in the index. Chunks of another than the tenant's are indexed again
-- (workers/rag/search-statistics.ts).
ALTER TABLE chunks ADD COLUMN language text NOT NULL DEFAULT 'en';
CREATE OR REPLACE FUNCTION hash_chunk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.content_hash := sha256(convert_to(embedded_text(NEW.title, NEW.content), 'UTF8'));
  IF TG_OP = 'INSERT' THEN
    NEW.language := search_language(NEW.tenant_id);
  ELSIF NEW.content_hash <> OLD.content_hash THEN
    NEW.embedded_with := NULL;
    NEW.language := search_language(NEW.tenant_id);
  END IF;
  RETURN NEW;
END
$$;

-- Compiling these statements takes several times as long as running them.
CREATE OR REPLACE FUNCTION index_chunks() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NOT EXISTS (SELECT FROM removed o JOIN written n USING (id) WHERE (o.title, o.content, o.language) <> (n.title, n.content, n.language)) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    -- Nobody else writes these: who changes a chunk holds its row.
    DELETE FROM chunk_terms WHERE ctid = ANY (ARRAY(
      SELECT x.entry FROM removed c CROSS JOIN LATERAL search_terms(c.language, c.title, c.content, false) t CROSS JOIN LATERAL (
        SELECT o.ctid AS entry FROM chunk_terms o
        WHERE o.tenant_id = c.tenant_id AND o.kind = c.kind AND o.term = t.term AND o.chunk_id = c.id OFFSET 0
      ) x
    ));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    WITH terms AS MATERIALIZED (
      SELECT c.tenant_id, c.kind, t.term, c.id, t.weight, c.length
      FROM written c, search_terms(c.language, c.title, c.content, false) t
    ), words AS (
      -- In one order everywhere, so that two writers of new words wait for each other and never deadlock. A word of two
      -- letters is like too many others to be meant by a misspelt one.
      INSERT INTO vocabulary (tenant_id, term)
      SELECT DISTINCT tenant_id, term FROM terms WHERE position(' ' IN term) = 0 AND char_length(term) > 2 ORDER BY 1, 2
      ON CONFLICT DO NOTHING
    )
    INSERT INTO chunk_terms (tenant_id, kind, term, chunk_id, weight, length)
    SELECT * FROM terms ORDER BY 1, 2, 3, 4;
  END IF;
  RETURN NULL;
END
$$;

-- What is there already. The owner of the tables writes it: forced row-level security would show it nothing.
ALTER TABLE chunks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE chunk_terms NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vocabulary NO FORCE ROW LEVEL SECURITY;
TRUNCATE chunk_terms, vocabulary;
WITH terms AS MATERIALIZED (
  SELECT c.tenant_id, c.kind, t.term, c.id, t.weight, c.length
  FROM chunks c, search_terms(c.language, c.title, c.content, false) t
), words AS (
  INSERT INTO vocabulary
  SELECT DISTINCT tenant_id, term FROM terms WHERE position(' ' IN term) = 0 AND char_length(term) > 2
)
INSERT INTO chunk_terms SELECT * FROM terms ORDER BY 1, 2, 3, 4;
ALTER TABLE chunks FORCE ROW LEVEL SECURITY;
ALTER TABLE chunk_terms FORCE ROW LEVEL SECURITY;
ALTER TABLE vocabulary FORCE ROW LEVEL SECURITY;

-- As in 0021, with the terms of the tenant's language.
CREATE OR REPLACE FUNCTION analyse_query(tenant uuid, of_kinds text[], query text, others text, widest integer) RETURNS jsonb
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
  language text := search_language(tenant);
BEGIN
  RETURN (
    WITH typed AS MATERIALIZED (SELECT t.term, t.weight AS count FROM search_terms(language, '', query, true) t),
    looked_up AS (
      SELECT y.term, y.count, true AS is_typed FROM typed y
      UNION ALL
      SELECT t.term, 1, false FROM search_terms(language, '', others, true) t
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

-- Names in the order of the alphabet (CLDR root), whatever their case and accents, instead of by their bytes.
CREATE INDEX idx_products_tenant_name_sorted ON products (tenant_id, (name COLLATE "und-x-icu"), id) WHERE deleted_at IS NULL;
DROP INDEX idx_products_tenant_name;
