-- What an order reads and writes, as functions: PostgreSQL keeps the plans of a function's statements in each backend, where it
-- plans a client's statement each time. They decide nothing, and run with the rights of their caller.

-- The promotions of a customer: the active ones without a code, and all that have one of these codes. The limit must not
-- cut off named ones.
CREATE FUNCTION offered_promotions(customer uuid, is_guest boolean, codes text[], at_most integer) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object(
      'times_used_by_customer', coalesce(u.times_used, 0), 'is_customer_guest', is_guest)), '[]')
    FROM (
      SELECT * FROM promotions WHERE tenant_id = current_tenant_id() AND deleted_at IS NULL
        AND (code IS NULL AND is_active OR code = ANY (codes))
      ORDER BY code IS NULL, priority, id LIMIT at_most
    ) AS p
    LEFT JOIN promotion_uses AS u
      ON u.tenant_id = current_tenant_id() AND u.promotion_id = p.id AND u.user_id = customer
  );
END
$$;

-- Takes stock of products that the transaction has locked.
CREATE FUNCTION take_stock(product_ids uuid[], quantities integer[], at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE products AS p SET stock = p.stock - w.quantity, version = p.version + 1, updated_at = at
    FROM unnest(product_ids, quantities) AS w (product_id, quantity)
    WHERE p.tenant_id = current_tenant_id() AND p.id = w.product_id;
END
$$;

-- Counts a use of each promotion that is active and within its limits. Returns how many it counted.
CREATE FUNCTION count_promotion_uses(customer uuid, promotion_ids uuid[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  counted integer;
BEGIN
  IF cardinality(promotion_ids) = 0 THEN RETURN 0; END IF;
  WITH locked AS (
    SELECT id FROM promotions WHERE tenant_id = current_tenant_id() AND id = ANY (promotion_ids)
    ORDER BY id FOR NO KEY UPDATE
  ), used AS (
    UPDATE promotions AS p SET times_used = p.times_used + 1 FROM locked
    WHERE p.tenant_id = current_tenant_id() AND p.id = locked.id AND p.is_active AND p.deleted_at IS NULL
      AND (p.usage_limit IS NULL OR p.times_used < p.usage_limit)
    RETURNING p.id, p.per_customer_limit
  ), used_by_customer AS (
    INSERT INTO promotion_uses AS u (tenant_id, promotion_id, user_id, times_used)
    SELECT current_tenant_id(), id, customer, 1 FROM used
    ON CONFLICT (tenant_id, promotion_id, user_id) DO UPDATE SET times_used = u.times_used + 1
    WHERE u.times_used < coalesce((SELECT per_customer_limit FROM used WHERE id = u.promotion_id), 2147483647)
    RETURNING u.promotion_id
  )
  SELECT count(*) INTO counted FROM used_by_customer;
  RETURN counted;
END
$$;

-- Writes a new order with its lines, event, audit entry and first step, each as an object of its columns, and marks its
-- quote as used.
CREATE FUNCTION write_order(written jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders (id, tenant_id, number, user_id, status, currency, subtotal_minor, discount_minor, total_minor, promotions,
      fulfilment, note, refusals, warnings, idempotency_key, expires_at, address_hash, version, created_at, updated_at)
    SELECT id, tenant_id, number, user_id, status, currency, subtotal_minor, discount_minor, total_minor, promotions,
      fulfilment, note, refusals, warnings, idempotency_key, expires_at, address_hash, version, created_at, updated_at
    FROM jsonb_populate_record(NULL::orders, written -> 'order');
  INSERT INTO order_items (id, tenant_id, order_id, position, product_id, sku, name, quantity, unit_price_minor,
      discount_minor, total_minor, options)
    SELECT id, tenant_id, order_id, position, product_id, sku, name, quantity, unit_price_minor, discount_minor, total_minor,
      options
    FROM jsonb_populate_recordset(NULL::order_items, written -> 'items');
  INSERT INTO outbox (event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data, request_id,
      traceparent, created_at)
    SELECT event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data, request_id, traceparent,
      created_at
    FROM jsonb_populate_record(NULL::outbox, written -> 'event');
  INSERT INTO audit_log (id, tenant_id, actor_id, actor_roles, action, resource_type, resource_id, details, request_id,
      traceparent, created_at)
    SELECT id, tenant_id, actor_id, actor_roles, action, resource_type, resource_id, details, request_id, traceparent,
      created_at
    FROM jsonb_populate_record(NULL::audit_log, written -> 'entry');
  INSERT INTO order_history (id, tenant_id, order_id, from_status, to_status, reason, actor_id, actor_role, created_at)
    SELECT id, tenant_id, order_id, from_status, to_status, reason, actor_id, actor_role, created_at
    FROM jsonb_populate_record(NULL::order_history, written -> 'step');
  IF written ->> 'quote_id' IS NOT NULL THEN
    UPDATE quotes SET order_id = (written -> 'order' ->> 'id')::uuid
      WHERE tenant_id = current_tenant_id() AND id = (written ->> 'quote_id')::uuid;
  END IF;
END
$$;
