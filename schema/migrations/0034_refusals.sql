-- What a quote was made for: the allergens and diets that were refused, and the conflicts that its customer was told of.
-- An order keeps those that its quote had.
ALTER TABLE quotes
  ADD COLUMN refusals jsonb NOT NULL DEFAULT '{"exclude_allergens": [], "diets": []}',
  ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]';
ALTER TABLE orders ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]';

-- What an account's owner never wants to be served, by their own choice. Null: nothing is kept.
ALTER TABLE users ADD COLUMN dietary_profile jsonb;
