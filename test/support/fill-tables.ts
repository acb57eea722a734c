import type pg from 'pg';

/**
 * Inserts a row of the tenant into every table that its registration left empty, bypassing the API and row-level
 * security.
 */
export async function fillEveryTable(client: pg.Client, tenantId: string): Promise<void> {
  const id = () => `'${crypto.randomUUID()}'`;
  const [product, order, user, promotion, job, endpoint, sent] = [id(), id(), id(), id(), id(), id(), id()];
  const t = `'${tenantId}'`;
  const statements = [
    `INSERT INTO products (id, tenant_id, sku, name, price_minor, currency) VALUES (${product}, ${t}, 'S', 'N', 1, 'EUR')`,
    `INSERT INTO promotions (id, tenant_id, code, name, kind, value, currency) VALUES (${promotion}, ${t}, 'C', 'N', 'fixed', 1, 'EUR')`,
    `INSERT INTO promotion_uses (tenant_id, promotion_id, user_id, times_used) VALUES (${t}, ${promotion}, ${user}, 1)`,
    `INSERT INTO orders (id, tenant_id, number, user_id, status, currency, subtotal_minor, discount_minor, total_minor, fulfilment)
     VALUES (${order}, ${t}, 1, ${user}, 'pending', 'EUR', 1, 0, 1, '{}')`,
    `INSERT INTO order_items (id, tenant_id, order_id, position, product_id, sku, name, quantity, unit_price_minor, discount_minor, total_minor)
     VALUES (${id()}, ${t}, ${order}, 0, ${product}, 'S', 'N', 1, 1, 0, 1)`,
    `INSERT INTO order_history (id, tenant_id, order_id, to_status, actor_id, actor_role, created_at)
     VALUES (${id()}, ${t}, ${order}, 'pending', ${user}, 'owner', now())`,
    `INSERT INTO order_counters (tenant_id, last_number) VALUES (${t}, 1)`,
    `INSERT INTO help_requests (id, tenant_id, user_id, kind, reason, claim, created_at, updated_at)
     VALUES (${id()}, ${t}, ${user}, 'human', 'R', 'c', now(), now())`,
    `INSERT INTO quotes (id, tenant_id, user_id, pricing, expires_at) VALUES (${id()}, ${t}, ${user}, '{}', now())`,
    // Processed, so that no hub picks it up.
    `INSERT INTO outbox (event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data, request_id, traceparent, created_at, processed_at)
     VALUES (${id()}, ${t}, 'orders', 'order_created', 'order', 'x', ${user}, '{}', 'r', 't', now(), now())`,
    `INSERT INTO invitations (tenant_id, code_hash, expires_at) VALUES (${t}, ${id()}, now())`,
    `INSERT INTO revocations (id, tenant_id, owners, created_at) VALUES (${id()}, ${t}, '{}', now())`,
    `INSERT INTO event_heads (tenant_id, sequence) VALUES (${t}, 1)`,
    `INSERT INTO idempotency_keys (tenant_id, principal_id, route, key_hash, fingerprint) VALUES (${t}, ${user}, 'r', 'k', 'f')`,
    `INSERT INTO conversations (tenant_id, id, user_id) VALUES (${t}, 'c', ${user})`,
    `INSERT INTO messages (tenant_id, conversation_id, id, position, role, parts) VALUES (${t}, 'c', 'm', 0, 'user', '[]')`,
    `INSERT INTO chat_settings (tenant_id, updated_at) VALUES (${t}, now())`,
    `INSERT INTO order_settings (tenant_id, updated_at) VALUES (${t}, now())`,
    `INSERT INTO chat_usage (tenant_id, month, model) VALUES (${t}, '2026-11-01', 'm')`,
    `INSERT INTO chat_turns (tenant_id, id, begun_at) VALUES (${t}, ${id()}, now())`,
    `INSERT INTO guest_spend (tenant_id, subject, day, updated_at) VALUES (${t}, 'all', current_date, now())`,
    // Fills the inverted index and the vocabulary by its triggers.
    `INSERT INTO chunks (id, tenant_id, product_id, title, content) VALUES (${id()}, ${t}, ${product}, 'Name', 'N')`,
    `INSERT INTO documents (id, tenant_id, source_id, title, format, visibility, text, content_hash, status, job_id, created_at, updated_at)
     VALUES (${id()}, ${t}, 's', 'T', 'text', 'public', 'N', 'h', 'ready', ${id()}, now(), now())`,
    `INSERT INTO embeddings (tenant_id, model, content_hash, dimensions, embedding, created_at) VALUES (${t}, 'm', '\\x00', 2, '[1,2]', now())`,
    `INSERT INTO search_indexes (tenant_id, model, dimensions, updated_at) VALUES (${t}, 'm', 2, now())`,
    `INSERT INTO search_statistics (tenant_id, kind, chunks, average_length) VALUES (${t}, 'product', 1, 1)`,
    // Fills the synonyms that searches look up by its trigger.
    `INSERT INTO search_settings (tenant_id, language, synonyms, updated_at) VALUES (${t}, 'en', '[{"term":"a","synonyms":["b"],"one_way":false}]', now())`,
    `INSERT INTO search_misses (tenant_id, query_hash, seekers, searches, searched_at, expires_at) VALUES (${t}, 'h', '{}', 1, now(), now())`,
    `INSERT INTO common_terms (tenant_id, kind, term, share) VALUES (${t}, 'product', 'n', 1)`,
    `INSERT INTO jobs (id, tenant_id, user_id, user_roles, kind, status, total, request_id, traceparent, created_at, updated_at)
     VALUES (${job}, ${t}, ${user}, '{owner}', 'import_products', 'cancelled', 1, 'r', 't', now(), now())`,
    `INSERT INTO import_chunks (tenant_id, job_id, seq, first_line, lines) VALUES (${t}, ${job}, 0, 1, '{}')`,
    `INSERT INTO dead_letters (id, tenant_id, queue, message_id, payload, error, attempts) VALUES (${id()}, ${t}, 'q', 'm', '{}', 'e', 1)`,
    `INSERT INTO api_keys (id, tenant_id, name, key_hash, hint, scopes, created_by) VALUES (${id()}, ${t}, 'n', 'h', 'hint', '{order:read}', ${user})`,
    // Disabled, so that the sweep does not look at it; sealed with no key, which that leaves as it is.
    `INSERT INTO webhook_endpoints (id, tenant_id, url, event_types, sealed_secret, sealed_with, disabled_at, disabled_reason, created_by, created_at, updated_at)
     VALUES (${endpoint}, ${t}, 'https://x.test', '{}', 's', 'none', now(), 'manual', ${user}, now(), now())`,
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_type, subject, traceparent, body, event_time, status, created_at, completed_at)
     VALUES (${sent}, ${t}, ${endpoint}, ${id()}, 'order_created', 's', 't', '{}', now(), 'delivered', now(), now())`,
    `INSERT INTO webhook_attempts (id, tenant_id, delivery_id, outcome, url, request_headers, duration_ms, started_at)
     VALUES (${id()}, ${t}, ${sent}, 'delivered', 'https://x.test', '{}', 1, now())`,
  ];
  for (const statement of statements) {
    // The owner of the tables is bound by forced row-level security as well: only the app's role has a policy.
    await client.query(
      `BEGIN; SELECT set_config('role', 'ragline_app', true), set_config('app.tenant_id', ${t}, true); ${statement}; COMMIT`,
    );
  }
}
