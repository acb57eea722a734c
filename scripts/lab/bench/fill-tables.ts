import { createHash } from 'node:crypto';
import pg from 'pg';

/** The number of rows of each kind in a stage's database. */
export interface Fill {
  tenants: number;
  /** Products, and orders of two lines, of each tenant. */
  products: number;
  orders: number;
}

/** A UUID of version 7 in SQL: of a time in milliseconds, made unique by a text. RFC 9562, section 5.7. */
const uuidV7 = (ms: string, text: string): string =>
  `(lpad(to_hex((${ms})::bigint), 12, '0') || '7' || substr(md5(${text}), 1, 3) || '8' || substr(md5(${text}), 4, 15))::uuid`;

/** Orders are spread over a year that ended an hour before now: each is older than what the bench places. */
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Fills the tables as if shops had traded for a year, straight in SQL as the database's owner: for each order its
 * lines, its first step, its event (delivered) and its idempotency key.
 * @returns The ids of the tenants, and of the products of the first.
 */
export async function fillTables(ownerUrl: string, fill: Fill): Promise<{ tenantIds: string[]; productIds: string[] }> {
  const seed = createHash('md5').update(JSON.stringify(fill)).digest('hex');
  const nowMs = Date.now();
  const at = `${nowMs} - 3600000 - ${YEAR_MS} + ${YEAR_MS} * (n::float / ${Math.max(1, fill.orders)})`;
  const orderId = uuidV7(at, `t.id || '${seed} order' || n`);
  const productId = (n: string) =>
    uuidV7(`${nowMs} - ${YEAR_MS} - ${fill.products} + ${n}`, `t.id || '${seed} product' || ${n}`);
  const userId = `md5(t.id || (n % 1000)::text)::uuid`;
  const of = (count: number) => `FROM filled AS t CROSS JOIN generate_series(1, ${count}) AS n`;
  const client = new pg.Client({ connectionString: ownerUrl });
  // In workerd a socket may close before `pg` has said goodbye.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`CREATE TEMPORARY TABLE filled AS
      SELECT ${uuidV7(`${nowMs} - ${YEAR_MS} - 1`, `'${seed}' || n`)} AS id FROM generate_series(1, ${fill.tenants}) AS n`);
    const statements = [
      `INSERT INTO tenants (id, slug, name) SELECT id, 'g-' || right(id::text, 12), 'Bench' FROM filled`,
      `INSERT INTO products (id, tenant_id, sku, name, category, dietary, allergens, price_minor, currency, is_active, option_groups, metadata)
       SELECT ${productId('n')}, t.id, 'BENCH-' || n - 1, 'Fresh bread ' || n, 'shelf ' || n % 40, '{}', '{}', 100 + n % 900, 'EUR', true, '[]', '{}'
       ${of(fill.products)}`,
      `INSERT INTO orders (id, tenant_id, number, user_id, status, currency, subtotal_minor, discount_minor, total_minor, promotions, fulfilment, created_at, updated_at)
       SELECT ${orderId}, t.id, n, ${userId}, CASE WHEN n % 1000 = 0 THEN 'pending' ELSE 'completed' END, 'EUR', 200, 0, 200, '[]', '{"kind":"pickup"}',
         to_timestamp((${at}) / 1000), to_timestamp((${at}) / 1000)
       ${of(fill.orders)}`,
      `INSERT INTO order_items (id, tenant_id, order_id, position, product_id, sku, name, quantity, unit_price_minor, discount_minor, total_minor, options)
       SELECT gen_random_uuid(), t.id, ${orderId}, line, ${productId('line')}, 'BENCH-' || line - 1, 'Fresh bread', 1, 100, 0, 100, '[]'
       ${of(fill.orders)} CROSS JOIN generate_series(1, 2) AS line`,
      `INSERT INTO order_history (id, tenant_id, order_id, to_status, actor_id, actor_role, created_at)
       SELECT gen_random_uuid(), t.id, ${orderId}, 'pending', ${userId}, 'customer', to_timestamp((${at}) / 1000) ${of(fill.orders)}`,
      `INSERT INTO outbox (event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data, request_id, traceparent, created_at, processed_at)
       SELECT gen_random_uuid(), t.id, 'orders', 'order_created', 'order', (${orderId})::text, ${userId}, '{}', 'filled', '', to_timestamp((${at}) / 1000), now()
       ${of(fill.orders)}`,
      `INSERT INTO idempotency_keys (tenant_id, principal_id, route, key_hash, fingerprint, response, created_at)
       SELECT t.id, ${userId}, 'POST /v1/orders', md5(n::text) || md5(n::text), 'f', '{}', now() ${of(fill.orders)}`,
      `INSERT INTO order_counters (tenant_id, last_number) SELECT id, ${fill.orders} FROM filled`,
      'ANALYZE',
    ];
    for (const statement of statements) await client.query(statement);
    const { rows: tenants } = await client.query<{ id: string }>('SELECT id FROM filled ORDER BY id');
    const { rows: products } = await client.query<{ id: string }>(
      `SELECT id FROM products WHERE tenant_id = $1 ORDER BY id LIMIT 50`,
      [tenants[0]?.id],
    );
    return { tenantIds: tenants.map(({ id }) => id), productIds: products.map(({ id }) => id) };
  } finally {
    await client.end();
  }
}
