import type { Order } from '../../../contracts/order.ts';
import { until } from '../until.ts';
import { HttpUser, type SeenEvent } from './http-user.ts';
import { followByEventSource, followByReconnectingWebSocket, type ResumingSubscriber } from './resuming-subscribers.ts';
import { startWebhookHost, type WebhookHost } from './webhook-host.ts';

const PASSWORD = 'a rather long password';

/** A shop's connections: direct for its own calls, over a flaky line for its subscribers. */
export interface ShopLines {
  direct: string;
  subscribers: string;
}

/** A tenant that orders while everything around it fails, with all the ways in which it hears of its events. */
export class FaultShop {
  readonly #lines: ShopLines;
  readonly #slug: string;
  #owner: HttpUser;
  readonly subscribers: ResumingSubscriber[];
  readonly host: WebhookHost;
  /** Acknowledged orders by idempotency key. */
  readonly placed = new Map<string, string>();

  private constructor(lines: ShopLines, slug: string, owner: HttpUser, host: WebhookHost) {
    this.#lines = lines;
    this.#slug = slug;
    this.#owner = owner;
    this.host = host;
    const behindTheLine = () => new HttpUser(lines.subscribers, this.#owner.token);
    this.subscribers = [followByEventSource(behindTheLine), followByReconnectingWebSocket(behindTheLine)];
  }

  static async open(lines: ShopLines, slug: string): Promise<FaultShop> {
    const owner = await HttpUser.register(lines.direct, slug, PASSWORD);
    const product = { sku: 'ENDLESS', name: 'Endless', price: { amount: 100, currency: 'EUR' } };
    await made(await owner.call('POST', '/v1/products', product));
    const host = await startWebhookHost();
    const events = ['order_created', 'order_updated', 'order_cancelled'];
    const endpoint = await made(
      await owner.call('POST', '/v1/webhook-endpoints', { url: host.url, event_types: events }),
    );
    host.secret = String(endpoint.secret);
    return new FaultShop(lines, slug, owner, host);
  }

  get owner(): HttpUser {
    return this.#owner;
  }

  async logInAgain(): Promise<void> {
    const logIn = () => HttpUser.logIn(this.#lines.direct, this.#slug, `owner@${this.#slug}.test`, PASSWORD);
    const unlessAway = (error: Error) => {
      if (!error.message.includes('answered 503')) throw error;
      return undefined;
    };
    this.#owner = (await until(async () => await logIn().catch(unlessAway), Boolean, 60_000)) ?? this.#owner;
  }

  /** Places an order and advances it, retrying each request until there is an answer, which the key makes safe. */
  async trade(key: string, random: () => number): Promise<void> {
    const placed = await this.#insist('POST', '/v1/orders', { items: [{ sku: 'ENDLESS', quantity: 1 }] }, key);
    if (placed.status !== 201) throw new Error(`an order was answered ${placed.status}: ${await placed.text()}`);
    const { id } = (await placed.json()) as Order;
    this.placed.set(key, id);
    if (random() < 0.5) await this.#insist('PATCH', `/v1/orders/${id}`, { status: 'confirmed' });
    if (random() < 0.3) await this.#insist('POST', `/v1/orders/${id}/cancel`, {}, `${key}-cancel`);
  }

  /** Every event of an order that is committed, as `id vN`, from the orders themselves. */
  async committed(): Promise<{ orders: Order[]; events: string[] }> {
    const orders = await this.#owner.every<Order>('/v1/orders');
    const events = orders.flatMap(({ id, version }) => Array.from({ length: version }, (_, n) => `${id} v${n + 1}`));
    return { orders, events: events.toSorted() };
  }

  /** The whole log, pulled. */
  async log(): Promise<SeenEvent[]> {
    const events: SeenEvent[] = [];
    for (let after = 0; ; ) {
      const page = await this.#owner.get<{ data: SeenEvent[]; next_after: number; head: number }>(
        `/v1/events?after=${after}&limit=1000`,
      );
      events.push(...page.data);
      if (page.next_after >= page.head) return events;
      after = page.next_after;
    }
  }

  async close(): Promise<void> {
    for (const subscriber of this.subscribers) subscriber.close();
    await this.host.stop();
  }

  /** A repeated step whose first answer was lost is refused as a conflict. */
  async #insist(method: string, path: string, json: unknown, key?: string): Promise<Response> {
    for (let attempt = 0; attempt < 1_200; attempt++) {
      try {
        const headers = key === undefined ? {} : { 'idempotency-key': key };
        const response = await this.#owner.call(method, path, json, headers);
        const text = await response.text();
        // Tokens of an earlier release need not be valid for ever: clients get new ones.
        if (response.status === 401) await this.logInAgain();
        else if (response.status < 500 && !text.includes('request_in_progress')) return new Response(text, response);
      } catch {
        // Not there just now.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${method} ${path} was never answered`);
  }
}

async function made(response: Response): Promise<Record<string, unknown>> {
  if (response.status !== 201) throw new Error(`answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** `id vN` of each event of an order. */
export const describeEvents = (events: readonly SeenEvent[]): string[] =>
  events.flatMap(({ data: { order } }) => (order === undefined ? [] : [`${order.id} v${order.version}`]));
