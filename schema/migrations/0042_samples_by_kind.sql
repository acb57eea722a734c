-- Searches compare a query with a sample of a tenant's chunks of each kind: the first by the hash of their text.
CREATE INDEX idx_chunks_sample ON chunks (tenant_id, kind, content_hash);
