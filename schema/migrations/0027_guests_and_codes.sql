-- A limit of uses for each customer needs customers: a guest is one token, and asks for another at no cost. Such a
-- promotion is for accounts alone, unless the tenant lets guests use it.
ALTER TABLE promotions ADD COLUMN guests_allowed boolean NOT NULL DEFAULT false;
