-- Documents beside products, an inverted index that row-level security lets be used, vectors of any dimension.

-- What a shop wants known: policies, opening hours, answers to questions.
CREATE TABLE documents (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  -- The owner's own name for it: posting under the same one replaces. Without one, the hash of what was posted.
  source_id text NOT NULL,
  title text NOT NULL,
  format text NOT NULL CHECK (format IN ('markdown', 'html', 'text')),
  visibility text NOT NULL CHECK (visibility IN ('public', 'staff')),
  -- Cleaned: what is cut into chunks, and what their spans count in.
  text text NOT NULL,
  -- SHA-256 of format and content as they were posted.
  content_hash text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'ready')),
  chunk_count integer NOT NULL DEFAULT 0,
  job_id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  indexed_at timestamptz
);
CREATE UNIQUE INDEX idx_documents_source ON documents (tenant_id, source_id);
CREATE INDEX idx_documents_tenant_newest ON documents (tenant_id, id DESC);
SELECT protect_tenant_table('documents');

ALTER TABLE jobs
  DROP CONSTRAINT jobs_kind_check,
  ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('import_products', 'ingest_document', 'reindex')),
  -- What it is about, such as the document; null when it is about the tenant as a whole.
  ADD COLUMN subject_id uuid;

-- A vector for each text, by model: chunks with the same text share it, and a text that comes back is not embedded
-- anew. Two models lie side by side while a tenant moves from one to the other. No fixed dimension; one model has one.
CREATE TABLE embeddings (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  model text NOT NULL,
  content_hash bytea NOT NULL,
  dimensions integer NOT NULL CHECK (dimensions BETWEEN 1 AND 2000),
  embedding halfvec NOT NULL CHECK (vector_dims(embedding) = dimensions),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, model, content_hash)
);

-- Which model's vectors a tenant is searched by: the last one whose vectors were complete.
CREATE TABLE search_indexes (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  model text NOT NULL,
  dimensions integer NOT NULL,
  updated_at timestamptz NOT NULL
);

-- How many chunks of a kind there are and how long they are, for weighing words. Refreshed by the indexer, and a
-- little stale in between, which costs nothing.
CREATE TABLE search_statistics (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  kind text NOT NULL,
  chunks integer NOT NULL,
  average_length real NOT NULL,
  PRIMARY KEY (tenant_id, kind)
);

-- The inverted index. Under row-level security an index serves leakproof operators alone: `=` on text is one, `@@` is
-- not. A term is a stem, or two that stand side by side with a space between.
CREATE TABLE chunk_terms (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  kind text COLLATE "C" NOT NULL,
  term text COLLATE "C" NOT NULL,
  chunk_id uuid NOT NULL,
  -- How often it is there; in a title it counts more.
  weight real NOT NULL,
  -- The chunk's.
  length integer NOT NULL,
  PRIMARY KEY (tenant_id, kind, term, chunk_id) INCLUDE (weight, length)
);

-- Every stem that a tenant's texts ever had: what a misspelt word is compared with.
CREATE TABLE vocabulary (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  term text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, term)
);

-- Stems with their positions; titles weigh A. Words without accents. Where stop words are all there is, they are kept,
-- so that the shortest text can be found. Chunk and query go the same way.
CREATE FUNCTION search_vector(title text, content text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (
    SELECT CASE WHEN v.stems <> '' THEN v.stems
      ELSE setweight(to_tsvector('simple', without_accents(title)), 'A') || to_tsvector('simple', without_accents(content)) END
    FROM (
      SELECT setweight(to_tsvector('english', without_accents(title)), 'A') || to_tsvector('english', without_accents(content))
      OFFSET 0
    ) AS v (stems)
  );

-- The terms of a text, with their weights. A stem is cut to what an index entry may hold.
CREATE FUNCTION search_terms(title text, content text) RETURNS TABLE (term text, weight real)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 50
  BEGIN ATOMIC
    WITH words AS MATERIALIZED (
      SELECT left(u.lexeme, 64) AS stem, o.position, CASE u.weights[o.at] WHEN 'A' THEN 3 ELSE 1 END AS weight
      FROM unnest(search_vector(title, content)) AS u, unnest(u.positions) WITH ORDINALITY AS o (position, at)
    )
    SELECT stem, sum(weight)::real FROM words GROUP BY stem
    UNION ALL
    SELECT a.stem || ' ' || b.stem, sum(least(a.weight, b.weight))::real
    FROM words a JOIN words b ON b.position = a.position + 1 GROUP BY 1;
  END;

-- A chunk belongs to a product or to a document; its text is a title and what stands under it.
ALTER TABLE chunks
  ALTER COLUMN product_id DROP NOT NULL,
  ADD COLUMN document_id uuid REFERENCES documents (id) ON DELETE CASCADE,
  ADD CONSTRAINT chunks_one_owner CHECK (num_nonnulls(product_id, document_id) = 1),
  ADD COLUMN kind text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (CASE WHEN product_id IS NULL THEN 'document' ELSE 'product' END) STORED,
  -- Its place within a document, from 0, and where it stands in the document's text (UTF-16 units).
  ADD COLUMN position integer NOT NULL DEFAULT 0,
  ADD COLUMN span_start integer,
  ADD COLUMN span_end integer,
  -- The headings above it within a document.
  ADD COLUMN heading text,
  ADD COLUMN title text NOT NULL DEFAULT '',
  -- SHA-256 of what is embedded, kept by a trigger.
  ADD COLUMN content_hash bytea,
  -- The model that has a vector of this text, or none by its own refusal; null: still to be embedded.
  ADD COLUMN embedded_with text;

-- The owner of the tables moves what is there: forced row-level security would show it nothing.
ALTER TABLE chunks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE products NO FORCE ROW LEVEL SECURITY;
UPDATE chunks c SET title = p.name, content = substr(c.content, length(p.name) + 2) FROM products p WHERE p.id = c.product_id;

CREATE FUNCTION embedded_text(title text, content text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN concat_ws(E'\n', nullif(title, ''), nullif(content, ''));

UPDATE chunks SET content_hash = sha256(convert_to(embedded_text(title, content), 'UTF8')), embedded_with = embedding_model;
INSERT INTO embeddings (tenant_id, model, content_hash, dimensions, embedding, created_at)
  SELECT tenant_id, embedding_model, content_hash, vector_dims(embedding), embedding, updated_at
  FROM chunks WHERE embedding IS NOT NULL ON CONFLICT DO NOTHING;

ALTER TABLE chunks
  DROP COLUMN tsv,
  DROP COLUMN embedding,
  DROP COLUMN embedding_model,
  ALTER COLUMN title DROP DEFAULT,
  ALTER COLUMN content_hash SET DEFAULT '',
  ALTER COLUMN content_hash SET NOT NULL,
  ADD COLUMN length integer NOT NULL GENERATED ALWAYS AS (char_length(title) + char_length(content)) STORED;
CREATE INDEX idx_chunks_document ON chunks (tenant_id, document_id, position) WHERE document_id IS NOT NULL;
CREATE INDEX idx_chunks_content ON chunks (tenant_id, content_hash);
CREATE INDEX idx_chunks_pending ON chunks (tenant_id) WHERE embedded_with IS NULL;
GRANT SELECT (tenant_id, embedded_with) ON chunks TO ragline_system;

-- Whoever writes a chunk, its hash is right, and a text that has changed is to be embedded.
CREATE FUNCTION hash_chunk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.content_hash := sha256(convert_to(embedded_text(NEW.title, NEW.content), 'UTF8'));
  IF TG_OP = 'UPDATE' AND NEW.content_hash <> OLD.content_hash THEN
    NEW.embedded_with := NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER hash_chunk BEFORE INSERT OR UPDATE ON chunks FOR EACH ROW EXECUTE FUNCTION hash_chunk();

-- Keeps the inverted index in step, in the transaction of the chunks, once a statement whatever its number of rows.
CREATE FUNCTION index_chunks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NOT EXISTS (SELECT FROM removed o JOIN written n USING (id) WHERE (o.title, o.content) <> (n.title, n.content)) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM chunk_terms x USING removed c, search_terms(c.title, c.content) t
    WHERE x.tenant_id = c.tenant_id AND x.kind = c.kind AND x.term = t.term AND x.chunk_id = c.id;
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
CREATE TRIGGER index_inserted AFTER INSERT ON chunks
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION index_chunks();
CREATE TRIGGER index_updated AFTER UPDATE ON chunks
  REFERENCING OLD TABLE AS removed NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION index_chunks();
CREATE TRIGGER index_deleted AFTER DELETE ON chunks
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION index_chunks();

-- What is there already.
WITH terms AS MATERIALIZED (
  SELECT c.tenant_id, c.kind, t.term, c.id, t.weight, c.length FROM chunks c, search_terms(c.title, c.content) t
), words AS (
  INSERT INTO vocabulary SELECT DISTINCT tenant_id, term FROM terms WHERE position(' ' IN term) = 0
)
INSERT INTO chunk_terms SELECT * FROM terms ORDER BY 1, 2, 3, 4;
ALTER TABLE chunks FORCE ROW LEVEL SECURITY;
ALTER TABLE products FORCE ROW LEVEL SECURITY;

SELECT protect_tenant_table('embeddings');
SELECT protect_tenant_table('search_indexes');
SELECT protect_tenant_table('search_statistics');
SELECT protect_tenant_table('chunk_terms');
SELECT protect_tenant_table('vocabulary');

-- An HNSW index over one tenant's vectors of one model, for a tenant with many: shared with others, a search would
-- wade through theirs. The app's role may build and drop these and no other index.
CREATE FUNCTION vector_index_name(model text, dimensions integer) RETURNS text
  LANGUAGE sql STABLE
  RETURN 'vectors_' || md5(concat_ws('/', current_tenant_id(), dimensions, model));

CREATE FUNCTION build_vector_index(model text, dimensions integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF current_tenant_id() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'no tenant is set';
  END IF;
  EXECUTE format(
    'CREATE INDEX IF NOT EXISTS %I ON embeddings USING hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops) WITH (m = 24, ef_construction = 128) WHERE tenant_id = %L::uuid AND model = %L AND dimensions = %s',
    vector_index_name(model, dimensions), dimensions, current_tenant_id(), model, dimensions
  );
END
$$;
CREATE FUNCTION drop_vector_index(model text, dimensions integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  EXECUTE format('DROP INDEX IF EXISTS %I', vector_index_name(model, dimensions));
END
$$;
DO $$
DECLARE
  function_name text;
BEGIN
  FOREACH function_name IN ARRAY ARRAY['build_vector_index', 'drop_vector_index'] LOOP
    -- They run as their owner, so they must not look for tables where a caller could put some.
    EXECUTE format('ALTER FUNCTION %I(text, integer) SET search_path = %I, pg_temp', function_name, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I(text, integer) FROM PUBLIC', function_name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I(text, integer) TO ragline_app', function_name);
  END LOOP;
END
$$;
