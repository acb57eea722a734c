-- Since when no Worker could open an endpoint's secret; null: the last one that tried could.
ALTER TABLE webhook_endpoints ADD COLUMN unreadable_since timestamptz;
