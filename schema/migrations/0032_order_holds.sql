-- What a tenant has chosen for its orders. A tenant without a row has chosen nothing. Null: no limit, or held for good.
CREATE TABLE order_settings (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  guest_hold_minutes integer CHECK (guest_hold_minutes > 0),
  customer_hold_minutes integer CHECK (customer_hold_minutes > 0),
  guest_max_open_orders integer CHECK (guest_max_open_orders > 0),
  guest_max_open_units integer CHECK (guest_max_open_units > 0),
  guest_max_lines integer CHECK (guest_max_lines > 0),
  address_max_open_orders integer CHECK (address_max_open_orders > 0),
  address_max_open_units integer CHECK (address_max_open_units > 0),
  updated_at timestamptz NOT NULL
);
SELECT protect_tenant_table('order_settings');

-- When an order that nobody confirms gives its stock back, and a keyed hash of the address that a guest ordered from.
ALTER TABLE orders ADD COLUMN expires_at timestamptz, ADD COLUMN address_hash text;
CREATE INDEX idx_orders_expiring ON orders (expires_at) WHERE status = 'pending' AND expires_at IS NOT NULL;
CREATE INDEX idx_orders_pending_address ON orders (tenant_id, address_hash)
  WHERE status = 'pending' AND address_hash IS NOT NULL;

-- The sweep finds what is due, of every tenant.
CREATE POLICY system_sweep ON orders FOR SELECT TO ragline_system USING (status = 'pending' AND expires_at IS NOT NULL);
GRANT SELECT (id, tenant_id, status, expires_at) ON orders TO ragline_system;
