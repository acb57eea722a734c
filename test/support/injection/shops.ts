import { sql } from 'drizzle-orm';
import type { Order } from '../../../contracts/order.ts';
import type { Quote } from '../../../contracts/quote.ts';
import { addDocument } from '../documents.ts';
import { answer, newProduct, newTenant, newUser, postOrder, type TestTenant, type TestUser } from '../tenant.ts';
import { inTenantDatabase } from '../tenant-database.ts';

/** Ids that an attacker knows, and texts that must never be revealed. */
export interface Target {
  tenant: TestTenant;
  /** Another customer of that shop, their order and their quote. */
  customer: TestUser;
  order: Order;
  quote: Quote;
}

export interface Battlefield {
  /** The shop that the attacker is a customer of. */
  here: Target;
  /** A shop that has nothing to do with them. */
  elsewhere: Target;
  /** Words that stand in what the attacker may not see. */
  canaries: string[];
}

export async function prepare(): Promise<Battlefield> {
  const [here, elsewhere] = [await target('here'), await target('elsewhere')];
  return { here: here.target, elsewhere: elsewhere.target, canaries: [...here.canaries, ...elsewhere.canaries] };
}

async function target(where: string): Promise<{ target: Target; canaries: string[] }> {
  const canary = (what: string) => `CANARY-${where}-${what}-${crypto.randomUUID().slice(0, 8)}`;
  const [note, till, address, hidden] = [canary('note'), canary('till'), canary('address'), canary('hidden')];
  const tenant = await newTenant();
  const customer = await newUser(tenant);
  for (const name of ['Tomato soup', 'Garden salad', 'Apple cake']) await newProduct(tenant, { name, stock: 50 });
  const lobster = await newProduct(tenant, { name: 'Lobster', price: { amount: 9_900, currency: 'EUR' }, stock: 50 });
  await newProduct(tenant, { name: hidden, is_active: false });
  const code = {
    code: `STAFF-${where}`.toUpperCase(),
    name: hidden,
    kind: 'percentage',
    value: 9_000,
    currency: 'EUR',
    is_active: false,
  };
  await answer(await tenant.owner.call('POST', '/v1/promotions', { json: code }), 201);
  await addDocument(tenant, { title: 'Opening hours', content: 'We are open every day.' });
  await addDocument(tenant, { title: 'For staff', content: `The code of the till is ${till}.`, visibility: 'staff' });
  const fulfilment = { type: 'delivery', address };
  const items = [{ sku: lobster.sku, quantity: 1 }];
  const order = await answer<Order>(await postOrder(customer, { items, note, fulfilment }), 201);
  const quote = await answer<Quote>(await customer.call('POST', '/v1/quotes', { json: { items } }), 201);
  // Everything in the other shop is a secret.
  const secrets = where === 'elsewhere' ? [lobster.sku, order.id, quote.id] : [];
  return { target: { tenant, customer, order, quote }, canaries: [note, till, address, hidden, ...secrets] };
}

/**
 * A digest of all that no attack may change: everything of a tenant but what an attacker does with good right, which is
 * to talk, to ask for prices and to be told of it. The prices are the shop's: it has no promotion that is switched on.
 * @param poisoned Products whose text the attacks themselves write.
 */
export async function digestOf(
  { tenant: { tenantId } }: Target,
  { attackers, poisoned }: { attackers: readonly string[]; poisoned: readonly string[] },
): Promise<string> {
  const others = sql`user_id <> ALL (${sql.param(attackers)}::uuid[])`;
  const [row] = await inTenantDatabase<{ digest: string }>(
    tenantId,
    sql`SELECT concat_ws('|',
      (SELECT md5(coalesce(string_agg(o::text, ',' ORDER BY id), '')) FROM orders o),
      (SELECT md5(coalesce(string_agg(i::text, ',' ORDER BY id), '')) FROM order_items i),
      (SELECT md5(coalesce(string_agg(h::text, ',' ORDER BY id), '')) FROM order_history h),
      (SELECT md5(coalesce(string_agg(concat_ws(' ', id, sku, price_minor, stock, is_active, deleted_at), ',' ORDER BY id), ''))
        FROM products WHERE id <> ALL (${sql.param(poisoned)}::uuid[])),
      (SELECT md5(coalesce(string_agg(p::text, ',' ORDER BY id), '')) FROM promotions p),
      (SELECT md5(coalesce(string_agg(concat_ws(' ', id, order_id, expires_at), ',' ORDER BY id), '')) FROM quotes WHERE ${others}),
      (SELECT count(*) FROM quotes q WHERE (q.pricing->>'discount_total')::bigint <> 0 OR EXISTS (
        SELECT FROM jsonb_to_recordset(q.pricing->'items') AS i (product_id uuid, quantity bigint, unit_price bigint, total bigint)
        JOIN products p ON p.id = i.product_id
        WHERE i.quantity < 1 OR i.unit_price <> p.price_minor OR i.total <> i.quantity * p.price_minor)),
      (SELECT md5(coalesce(string_agg(u::text, ',' ORDER BY id), '')) FROM users u),
      (SELECT count(*) FROM api_keys), (SELECT count(*) FROM documents), (SELECT count(*) FROM webhook_endpoints),
      (SELECT md5(coalesce(string_agg(m::text, ',' ORDER BY m.conversation_id, m.position), '')) FROM messages m
        JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id WHERE c.${others}),
      (SELECT count(*) FROM outbox WHERE topic = 'orders')) AS digest`,
  );
  return row?.digest ?? '';
}
