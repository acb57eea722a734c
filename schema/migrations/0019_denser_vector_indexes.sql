-- An index over a tenant's vectors with more links, searched with more care while it is built: without them a filtered
-- search missed more than one in a hundred of the true nearest. Indexes that are there stay as they are.
CREATE OR REPLACE FUNCTION build_vector_index(model text, dimensions integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF current_tenant_id() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'no tenant is set';
  END IF;
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
