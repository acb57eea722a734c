-- What a shop of many orders asks for: those in one state, and those of a time that is long past. By the index of the
-- newest alone both would read every order on their way.
CREATE INDEX idx_orders_tenant_status ON orders (tenant_id, status, id DESC);
CREATE INDEX idx_orders_tenant_created ON orders (tenant_id, created_at);
-- The products of a category, newest first.
CREATE INDEX idx_products_tenant_category ON products (tenant_id, category, id DESC) WHERE deleted_at IS NULL;
