-- The account that last set what an endpoint sends and where, and the API key that it used, if any. Events are sent
-- while both may read them. NULL, in rows of releases that do not know it: an owner of the tenant.
ALTER TABLE webhook_endpoints
  ADD COLUMN authorised_by uuid,
  ADD COLUMN authorised_by_key uuid;

ALTER TABLE webhook_endpoints
  DROP CONSTRAINT webhook_endpoints_disabled_reason_check,
  ADD CONSTRAINT webhook_endpoints_disabled_reason_check
    CHECK (disabled_reason IN ('manual', 'failing', 'gone', 'secret_unreadable', 'permission_lost'));
