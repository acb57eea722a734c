-- A quote may be for a change: then it replaces the lines of that order, as the order was at that version, and
-- cannot become an order of its own.
ALTER TABLE quotes
  ADD COLUMN replaces_order_id uuid REFERENCES orders (id) ON DELETE CASCADE,
  ADD COLUMN replaces_version integer,
  ADD CONSTRAINT quotes_replaces_whole CHECK ((replaces_order_id IS NULL) = (replaces_version IS NULL));
