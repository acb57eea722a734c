-- What a search reads of all of a tenant's products at once: of each chunk its product, its id and its hash, without the
-- texts beside them. Partial, so that no look-up by id or by hash can be answered from it: without statistics the planner
-- takes a tenant's share of it for one row, and would read all of that for each.
CREATE INDEX idx_chunks_of_products ON chunks (tenant_id, product_id) INCLUDE (id, content_hash) WHERE product_id IS NOT NULL;

-- A vector of more than some 900 dimensions would be kept apart from its row, and fetched from there for each comparison,
-- which takes several times as long as comparing it. Rows that are there stay as they are until they are written anew.
ALTER TABLE embeddings ALTER COLUMN embedding SET STORAGE PLAIN;

-- A tenant that is large enough for an index is searched in other ways than a small one, by plans that the planner finds
-- with statistics alone. A database that gathers none by itself, or has not yet, gathers them now.
CREATE OR REPLACE FUNCTION build_vector_index(model text, dimensions integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF current_tenant_id() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'no tenant is set';
  END IF;
  -- First: two that built their indexes side by side and then asked for this lock would wait for each other for ever.
  ANALYZE products, documents, chunks, chunk_terms, embeddings;
  EXECUTE format(
    'CREATE INDEX IF NOT EXISTS %I ON embeddings USING hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops) WITH (m = 32, ef_construction = 200) WHERE tenant_id = %L::uuid AND model = %L AND dimensions = %s',
    vector_index_name(model, dimensions), dimensions, current_tenant_id(), model, dimensions
  );
END
$$;
-- Replacing a function takes its settings away, and this one runs as its owner.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION build_vector_index(text, integer) SET search_path = %I, pg_temp', current_schema());
END
$$;
