-- What a search reads of all of a tenant's products at once. Of each chunk that is its product, its id and its hash: with
-- them in the index the texts beside them are not read.
DROP INDEX idx_chunks_product;
CREATE UNIQUE INDEX idx_chunks_product ON chunks (tenant_id, product_id) INCLUDE (id, content_hash);

-- A vector of more than some 900 dimensions would be kept apart from its row, and fetched from there for each comparison,
-- which takes several times as long as comparing it. Rows that are there stay as they are until they are written anew.
ALTER TABLE embeddings ALTER COLUMN embedding SET STORAGE PLAIN;
