-- The words of a text without their accents, and apart where only a hyphen, a slash or an underscore joins them: the
-- parser would take "and/or" for a file, and "gluten-free" for three words.
CREATE FUNCTION search_words(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN translate(without_accents(value), '-‐‑/_', '     ');

-- As before, with such words apart.
CREATE OR REPLACE FUNCTION search_vector(title text, content text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (
    SELECT CASE WHEN v.stems <> '' THEN v.stems
      ELSE setweight(to_tsvector('simple', search_words(title)), 'A') || to_tsvector('simple', search_words(content)) END
    FROM (
      SELECT setweight(to_tsvector('english', search_words(title)), 'A') || to_tsvector('english', search_words(content))
      OFFSET 0
    ) AS v (stems)
  );

-- What is there already. The owner of the tables writes it: forced row-level security would show it nothing.
ALTER TABLE chunks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE chunk_terms NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vocabulary NO FORCE ROW LEVEL SECURITY;
TRUNCATE chunk_terms, vocabulary;
WITH terms AS MATERIALIZED (
  SELECT c.tenant_id, c.kind, t.term, c.id, t.weight, c.length FROM chunks c, search_terms(c.title, c.content) t
), words AS (
  INSERT INTO vocabulary SELECT DISTINCT tenant_id, term FROM terms WHERE position(' ' IN term) = 0
)
INSERT INTO chunk_terms SELECT * FROM terms ORDER BY 1, 2, 3, 4;
ALTER TABLE chunks FORCE ROW LEVEL SECURITY;
ALTER TABLE chunk_terms FORCE ROW LEVEL SECURITY;
ALTER TABLE vocabulary FORCE ROW LEVEL SECURITY;
