-- What the person of a conversation must not get, or does not eat. Null: nothing was said or set in it yet.
ALTER TABLE conversations ADD COLUMN restrictions jsonb;
