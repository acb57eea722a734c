import { sql } from 'drizzle-orm';
import type { Order, OrderStatus } from '../../../contracts/order.ts';
import type { Product } from '../../../contracts/product.ts';
import { TestChat } from '../chat-client.ts';
import { answer, call, newUser, type TestUser } from '../tenant.ts';
import { inTenantDatabase } from '../tenant-database.ts';
import type { Shop } from './shop.ts';

/** An order as the database has it, in the words of the scenarios. */
export interface StoredOrder {
  id: string;
  number: number;
  status: OrderStatus;
  version: number;
  total: number;
  note: string | null;
  fulfilment: Order['fulfilment'];
  /** `2 PIZZA-MARGHERITA large`, sorted. */
  lines: string[];
}

/** A customer in a shop, and the means to change the shop. */
export class World {
  readonly shop: Shop;
  readonly customer: TestUser;
  chat: TestChat;
  /** The assistant's answers. */
  readonly heard: string[] = [];

  private constructor(shop: Shop, customer: TestUser) {
    this.shop = shop;
    this.customer = customer;
    this.chat = new TestChat({ token: customer.token });
  }

  static async enter(shop: Shop, { asGuest = false }: { asGuest?: boolean } = {}): Promise<World> {
    if (!asGuest) return new World(shop, await newUser(shop.tenant));
    const json = { tenant_slug: shop.tenant.slug };
    const guest = await answer<{ access_token: string; user_id: string }>(
      await call('POST', '/v1/auth/guest', { json }),
      200,
    );
    const { access_token: token, user_id: userId } = guest;
    return new World(shop, {
      token,
      userId,
      call: (method, path, options = {}) =>
        call(method, path, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } }),
    });
  }

  async say(text: string): Promise<string> {
    await this.chat.say(text);
    // All of the answer: words may stand before a tool call as well.
    const words = (this.chat.lastMessage?.parts ?? [])
      .map((part) => (part.type === 'text' ? part.text : ''))
      .join('\n');
    this.heard.push(words);
    return words;
  }

  async decide(approved: boolean): Promise<string> {
    const words = await this.chat.decide(approved);
    this.heard.push(words);
    return words;
  }

  /** The same conversation as another browser tab sees it. */
  async openTab(): Promise<TestChat> {
    const stored = await answer<{ messages: TestChat['messages'] }>(
      await this.customer.call('GET', `/v1/chat/${this.chat.id}`),
      200,
    );
    return new TestChat({ token: this.customer.token, id: this.chat.id, messages: stored.messages });
  }

  idOf(sku: string): string {
    const id = this.shop.ids.get(sku);
    if (id === undefined) throw new Error(`the shop has no ${sku}`);
    return id;
  }

  async patchProduct(sku: string, json: Record<string, unknown>): Promise<void> {
    await answer(await this.shop.tenant.owner.call('PATCH', `/v1/products/${this.idOf(sku)}`, { json }), 200);
  }

  async stockOf(sku: string): Promise<number | null> {
    const response = await this.shop.tenant.owner.call('GET', `/v1/products/${this.idOf(sku)}`);
    return (await answer<Product>(response, 200)).stock;
  }

  /** The shop takes the newest order on. */
  async advance(...statuses: OrderStatus[]): Promise<void> {
    const [newest] = await this.orders();
    for (const status of statuses) {
      await answer(await this.shop.tenant.owner.call('PATCH', `/v1/orders/${newest?.id}`, { json: { status } }), 200);
    }
  }

  /** A quarter of an hour goes by for this customer's quotes. */
  async letQuotesExpire(): Promise<void> {
    await inTenantDatabase(
      this.shop.tenant.tenantId,
      sql`UPDATE quotes SET expires_at = now() - interval '1 second' WHERE user_id = ${this.customer.userId}`,
    );
  }

  /** The customer's orders, newest first. */
  async orders(): Promise<StoredOrder[]> {
    return await inTenantDatabase<StoredOrder & Record<string, unknown>>(
      this.shop.tenant.tenantId,
      sql`SELECT o.id, o.number::int AS number, o.status, o.version, o.total_minor::int AS total, o.note, o.fulfilment,
            array(SELECT concat_ws(' ', i.quantity, i.sku, (
                SELECT string_agg(option ->> 'option_id', ' ') FROM jsonb_array_elements(i.options) AS option))
              FROM order_items i WHERE i.order_id = o.id ORDER BY i.sku, i.quantity) AS lines
          FROM orders o WHERE o.user_id = ${this.customer.userId} ORDER BY o.id DESC`,
    );
  }

  /** Types of the events about this customer's orders, in their order. */
  async orderEvents(): Promise<string[]> {
    const rows = await inTenantDatabase<{ type: string }>(
      this.shop.tenant.tenantId,
      sql`SELECT type FROM outbox WHERE topic = 'orders' AND audience_user_id = ${this.customer.userId} ORDER BY position`,
    );
    return rows.map(({ type }) => type);
  }

  /** Tools that were called in this conversation and how each ended, in their order. */
  async toolEvents(): Promise<string[]> {
    const rows = await inTenantDatabase<{ call: string }>(
      this.shop.tenant.tenantId,
      sql`SELECT concat_ws(' ', data ->> 'tool', data ->> 'error_code') AS call FROM outbox
          WHERE topic = 'chat_tools' AND aggregate_id = ${this.chat.id} ORDER BY position`,
    );
    return rows.map(({ call: name }) => name);
  }
}
