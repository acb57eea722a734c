-- What a tenant has chosen for its chat. A tenant without a row has chosen nothing.
CREATE TABLE chat_settings (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  -- A model of the configuration; one that it no longer allows counts as none.
  model text,
  -- Hosts that an answer may link to and show images from.
  link_hosts text[] NOT NULL DEFAULT '{}',
  moderation boolean NOT NULL DEFAULT false,
  -- Null: only the limit of the configuration holds. Costs are in millionths of a US dollar.
  monthly_tokens bigint CHECK (monthly_tokens >= 0),
  monthly_cost_micros bigint CHECK (monthly_cost_micros >= 0),
  updated_at timestamptz NOT NULL
);
SELECT protect_tenant_table('chat_settings');

-- What the chat of a tenant used in a calendar month (UTC), by the model that answered.
CREATE TABLE chat_usage (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  model text NOT NULL,
  turns integer NOT NULL DEFAULT 0,
  input_tokens bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  cost_micros bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, month, model)
);
SELECT protect_tenant_table('chat_usage');

-- Turns that are running, and what of the month's budget each holds until it is counted. A row goes in the transaction
-- that counts its turn, so that none is counted twice.
CREATE TABLE chat_turns (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id uuid NOT NULL,
  held_tokens bigint NOT NULL DEFAULT 0,
  held_cost_micros bigint NOT NULL DEFAULT 0,
  begun_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT protect_tenant_table('chat_turns');
