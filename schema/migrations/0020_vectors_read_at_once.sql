-- What a search reads of all of a tenant's products at once: of each chunk its product, its id and its hash, without the
-- texts beside them. Partial, so that no look-up by id or by hash can be answered from it: without statistics the planner
-- takes a tenant's share of it for one row, and would read all of that for each.
CREATE INDEX idx_chunks_of_products ON chunks (tenant_id, product_id) INCLUDE (id, content_hash) WHERE product_id IS NOT NULL;

-- A vector of more than some 900 dimensions would be kept apart from its row, and fetched from there for each comparison,
-- which takes several times as long as comparing it. Rows that are there stay as they are until they are written anew.
ALTER TABLE embeddings ALTER COLUMN embedding SET STORAGE PLAIN;
