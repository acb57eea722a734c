-- The refresh token that this one was issued for. A token may be used twice within seconds, by two tabs or after a lost
-- answer, but no longer once the session has gone on from its successors. Null at a login, and in rows of the release
-- before.
ALTER TABLE refresh_tokens ADD COLUMN replaces uuid;
