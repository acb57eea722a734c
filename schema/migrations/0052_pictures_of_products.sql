-- The file of the product's picture and its alternative text: {"file": "<sha-256>.webp", "alt": "…"}. Null: none.
ALTER TABLE products ADD COLUMN image jsonb;
