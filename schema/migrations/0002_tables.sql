CREATE TABLE tenants (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  email text NOT NULL,
  full_name text,
  password_hash text NOT NULL,
  roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['owner', 'admin', 'staff', 'customer']),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_users_tenant_email ON users (tenant_id, lower(email));

CREATE TABLE refresh_tokens (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  family_id uuid NOT NULL,
  token_hash text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_refresh_tokens_hash ON refresh_tokens (tenant_id, token_hash);
CREATE INDEX idx_refresh_tokens_family ON refresh_tokens (tenant_id, family_id);

CREATE TABLE products (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  sku text NOT NULL,
  name text NOT NULL,
  description text,
  category text,
  dietary text[] NOT NULL DEFAULT '{}',
  allergens text[] NOT NULL DEFAULT '{}',
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  currency char(3) NOT NULL,
  stock integer CHECK (stock >= 0),
  is_active boolean NOT NULL DEFAULT true,
  option_groups jsonb NOT NULL DEFAULT '[]',
  metadata jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
-- A deleted product frees its sku.
CREATE UNIQUE INDEX idx_products_tenant_sku ON products (tenant_id, sku) WHERE deleted_at IS NULL;
CREATE INDEX idx_products_tenant_name ON products (tenant_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX idx_products_tenant_price ON products (tenant_id, price_minor, id) WHERE deleted_at IS NULL;
CREATE INDEX idx_products_tenant_newest ON products (tenant_id, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE promotions (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  code text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('percentage', 'fixed')),
  value bigint NOT NULL CHECK (value > 0 AND (kind <> 'percentage' OR value <= 10000)),
  currency char(3) NOT NULL,
  minimum_subtotal bigint NOT NULL DEFAULT 0 CHECK (minimum_subtotal >= 0),
  max_discount bigint CHECK (max_discount > 0),
  usage_limit integer CHECK (usage_limit > 0),
  times_used integer NOT NULL DEFAULT 0 CHECK (times_used >= 0 AND (usage_limit IS NULL OR times_used <= usage_limit)),
  starts_at timestamptz,
  ends_at timestamptz,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_promotions_tenant_code ON promotions (tenant_id, code);

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  number bigint NOT NULL,
  user_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'preparing', 'ready', 'completed', 'cancelled')),
  currency char(3) NOT NULL,
  subtotal_minor bigint NOT NULL CHECK (subtotal_minor >= 0),
  discount_minor bigint NOT NULL CHECK (discount_minor >= 0),
  total_minor bigint NOT NULL CHECK (total_minor = subtotal_minor - discount_minor AND total_minor >= 0),
  promotions jsonb NOT NULL DEFAULT '[]',
  fulfilment jsonb NOT NULL,
  note text,
  -- The idempotency key (its hash) that made the order: a second line of defence behind idempotency_keys.
  idempotency_key text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_orders_tenant_number ON orders (tenant_id, number);
CREATE UNIQUE INDEX idx_orders_tenant_idempotency ON orders (tenant_id, user_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX idx_orders_tenant_newest ON orders (tenant_id, id DESC);
CREATE INDEX idx_orders_tenant_user ON orders (tenant_id, user_id, id DESC);

CREATE TABLE order_items (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  position integer NOT NULL,
  product_id uuid NOT NULL REFERENCES products (id),
  sku text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0),
  discount_minor bigint NOT NULL CHECK (discount_minor >= 0),
  total_minor bigint NOT NULL CHECK (total_minor = quantity * unit_price_minor - discount_minor AND total_minor >= 0),
  options jsonb NOT NULL DEFAULT '[]'
);
CREATE UNIQUE INDEX idx_order_items_order ON order_items (tenant_id, order_id, position);

-- The last number given out; its row lock makes a tenant's order numbers gap-free.
CREATE TABLE order_counters (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  last_number bigint NOT NULL DEFAULT 0
);

CREATE TABLE quotes (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  user_id uuid NOT NULL,
  pricing jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  order_id uuid REFERENCES orders (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_quotes_tenant_user ON quotes (tenant_id, user_id, id DESC);

CREATE TABLE outbox (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL UNIQUE,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  topic text NOT NULL,
  type text NOT NULL,
  aggregate_type text NOT NULL,
  aggregate_id text NOT NULL,
  audience_user_id uuid NOT NULL,
  data jsonb NOT NULL,
  request_id text NOT NULL,
  traceparent text NOT NULL,
  created_at timestamptz NOT NULL,
  processed_at timestamptz
);
CREATE INDEX idx_outbox_unprocessed ON outbox (tenant_id, position) WHERE processed_at IS NULL;
-- For the sweep, which looks across tenants for rows that were left behind.
CREATE INDEX idx_outbox_left_behind ON outbox (created_at) WHERE processed_at IS NULL;

CREATE TABLE idempotency_keys (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  principal_id uuid NOT NULL,
  route text NOT NULL,
  key_hash text NOT NULL,
  fingerprint text NOT NULL,
  -- Null only inside the transaction that is doing the work.
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, principal_id, route, key_hash)
);
CREATE INDEX idx_idempotency_keys_age ON idempotency_keys (created_at);

-- A conversation's id is its client's choice, unique within the tenant.
CREATE TABLE conversations (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id text NOT NULL,
  user_id uuid NOT NULL,
  title text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX idx_conversations_tenant_user ON conversations (tenant_id, user_id, updated_at DESC, id DESC);

CREATE TABLE messages (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  conversation_id text NOT NULL,
  id text NOT NULL,
  position integer NOT NULL,
  role text NOT NULL CHECK (role IN ('user', 'assistant')),
  parts jsonb NOT NULL,
  metadata jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX idx_messages_position ON messages (tenant_id, conversation_id, position);

-- What retrieval searches: a product is one chunk. The text is there at once, its embedding as soon as the jobs
-- Queue has made it.
CREATE TABLE chunks (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  content text NOT NULL,
  tsv tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english', content)) STORED,
  embedding halfvec(512),
  embedding_model text,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_chunks_product ON chunks (tenant_id, product_id);
CREATE INDEX idx_chunks_pending ON chunks (tenant_id) WHERE embedding IS NULL;

CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  queue text NOT NULL,
  message_id text NOT NULL,
  payload jsonb NOT NULL,
  error text,
  attempts integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_dead_letters_message ON dead_letters (tenant_id, queue, message_id);
