-- Promotions that apply by themselves (no code), buy-x-get-y, eligibility, stacking, limits by customer.
ALTER TABLE promotions
  ALTER COLUMN code DROP NOT NULL,
  ADD COLUMN buy_quantity integer CHECK (buy_quantity > 0),
  ADD COLUMN get_quantity integer CHECK (get_quantity > 0),
  ADD COLUMN max_sets integer CHECK (max_sets > 0),
  ADD COLUMN eligible_skus text[] NOT NULL DEFAULT '{}',
  ADD COLUMN eligible_categories text[] NOT NULL DEFAULT '{}',
  ADD COLUMN stacking text NOT NULL DEFAULT 'combinable' CHECK (stacking IN ('exclusive', 'combinable')),
  ADD COLUMN priority integer NOT NULL DEFAULT 0,
  ADD COLUMN per_customer_limit integer CHECK (per_customer_limit > 0),
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN deleted_at timestamptz;

-- The checks on the kind had names of the database's own choice: found by what they say.
DO $$
DECLARE
  found text;
BEGIN
  FOR found IN
    SELECT conname FROM pg_constraint
    WHERE conrelid = 'promotions'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%percentage%'
  LOOP
    EXECUTE format('ALTER TABLE promotions DROP CONSTRAINT %I', found);
  END LOOP;
END
$$;
ALTER TABLE promotions
  ADD CONSTRAINT promotions_kind CHECK (kind IN ('percentage', 'fixed', 'buy_x_get_y')),
  -- Basis points for a percentage and for what is got, minor units for a fixed amount.
  ADD CONSTRAINT promotions_value CHECK (value > 0 AND (kind = 'fixed' OR value <= 10000)),
  ADD CONSTRAINT promotions_quantities CHECK (
    (kind = 'buy_x_get_y') = (buy_quantity IS NOT NULL AND get_quantity IS NOT NULL)
    AND (kind = 'buy_x_get_y' OR (buy_quantity IS NULL AND get_quantity IS NULL AND max_sets IS NULL))
  ),
  -- Not of rows that are there: nothing kept an older one from ending before it began.
  ADD CONSTRAINT promotions_window CHECK (starts_at IS NULL OR ends_at IS NULL OR starts_at < ends_at) NOT VALID;

-- A deleted promotion frees its code.
DROP INDEX idx_promotions_tenant_code;
CREATE UNIQUE INDEX idx_promotions_tenant_code ON promotions (tenant_id, code)
  WHERE code IS NOT NULL AND deleted_at IS NULL;
-- Read with the products of every order: must be short.
CREATE INDEX idx_promotions_automatic ON promotions (tenant_id)
  WHERE code IS NULL AND is_active AND deleted_at IS NULL;

-- How often a customer used a promotion; the limit by customer is held by the statement that counts up.
CREATE TABLE promotion_uses (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  promotion_id uuid NOT NULL REFERENCES promotions (id) ON DELETE CASCADE,
  user_id uuid NOT NULL,
  times_used integer NOT NULL CHECK (times_used >= 0),
  PRIMARY KEY (tenant_id, promotion_id, user_id)
);
SELECT protect_tenant_table('promotion_uses');

-- An order's steps, for ever: written in the transaction of the step, never changed, never pruned.
CREATE TABLE order_history (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  from_status text,
  to_status text NOT NULL,
  reason text,
  actor_id uuid NOT NULL,
  actor_role text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX idx_order_history_order ON order_history (tenant_id, order_id, id);
-- Orders from before: what the audit log knows of them.
INSERT INTO order_history (id, tenant_id, order_id, from_status, to_status, actor_id, actor_role, created_at)
  SELECT a.id, a.tenant_id, o.id, a.details ->> 'from', coalesce(a.details ->> 'to', 'pending'), a.actor_id,
    a.actor_roles[1], a.created_at
  FROM audit_log a JOIN orders o ON o.tenant_id = a.tenant_id AND o.id::text = a.resource_id
  WHERE a.resource_type = 'order' AND a.action IN ('order.created', 'order.updated', 'order.cancelled');
SELECT protect_tenant_table('order_history', 'SELECT, INSERT');
