import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { WebSocket } from 'k6/experimental/websockets';
import http from 'k6/http';
import { Counter, Gauge, Trend } from 'k6/metrics';
import { clearTimeout, setTimeout } from 'k6/timers';
import { bearer, isSound, oneOf, type Shop, TARGET, withJson } from './shop.ts';

const streamLag = new Trend('stream_lag', true);
const chatFirstByte = new Trend('chat_first_byte', true);
const chatTokens = new Trend('chat_tokens_per_second');
const hitRatio = new Gauge('cache_hit_ratio');
const placed = new Counter('orders_acknowledged');
const refused = new Counter('requests_refused');
const eventsMissed = new Counter('events_missed');

/** Later it is missed; how late it is, `stream_lag` says. */
const EVENT_WITHIN_MS = 30_000;

/** A guest looks at a product, now and then at the menu, and searches. */
export function browse(shop: Shop): void {
  const headers = bearer(oneOf(shop.guests));
  const dice = Math.random();
  if (dice < 0.85) {
    const url = `${TARGET}/v1/products/${oneOf(shop.productIds)}`;
    count(http.get(url, { headers, tags: { name: 'product' } }), 200);
  } else if (dice < 0.95) {
    count(http.get(`${TARGET}/v1/products?limit=20`, { headers, tags: { name: 'menu' } }), 200);
  } else {
    const body = JSON.stringify({ query: 'something vegan with tomatoes' });
    const params = { headers: withJson(oneOf(shop.guests)), tags: { name: 'search' } };
    count(http.post(`${TARGET}/v1/search`, body, params), 200);
  }
}

/** A guest orders two things. @returns The order's id; undefined when it was refused. */
export function checkout(shop: Shop): string | undefined {
  const items = [oneOf(shop.skus), oneOf(shop.skus)].map((sku) => ({ sku, quantity: 1 }));
  const key = `${exec.scenario.name}-${exec.scenario.startTime}-${exec.vu.idInTest}-${exec.vu.iterationInInstance}`;
  const headers = { ...withJson(oneOf(shop.guests)), 'idempotency-key': key };
  const order = http.post(`${TARGET}/v1/orders`, JSON.stringify({ items }), { headers, tags: { name: 'order' } });
  if (!count(order, 201)) return undefined;
  placed.add(1);
  return String(order.json('id'));
}

/** Staff watch the orders over a WebSocket: from an order's answer to its frame. */
export function stream(shop: Shop): void {
  const url = `${TARGET.replace('http', 'ws')}/v1/events/ws?topics=orders`;
  const socket = new WebSocket(url, null, { headers: bearer(shop.staff) });
  let [waitingFor, answeredAt]: [string | undefined, number] = [undefined, 0];
  const seen = new Set<string>();
  const giveUp = setTimeout(() => {
    if (waitingFor !== undefined) eventsMissed.add(1);
    socket.close();
  }, EVENT_WITHIN_MS);
  const end = () => {
    clearTimeout(giveUp);
    socket.close();
  };
  socket.onmessage = (message) => {
    const frame = JSON.parse(String(message?.data));
    if (frame.type === 'ready') {
      waitingFor = checkout(shop);
      answeredAt = Date.now();
      if (waitingFor === undefined || seen.has(waitingFor)) end();
      return;
    }
    const order = frame.event?.subject?.replace('orders/', '');
    if (frame.type !== 'event' || order === undefined) return;
    seen.add(order);
    if (order !== waitingFor) return;
    streamLag.add(Date.now() - answeredAt);
    waitingFor = undefined;
    end();
  };
}

/** A guest asks for something to eat, in a conversation of its own. */
export function chat(shop: Shop): void {
  const id = `k6-${exec.vu.idInTest}-${exec.vu.iterationInInstance}-${exec.scenario.startTime}`;
  const parts = [{ type: 'text', text: 'Which vegan dishes do you have?' }];
  const body = JSON.stringify({ id, message: { id: `${id}-1`, role: 'user', parts } });
  const params = { headers: withJson(oneOf(shop.guests)), tags: { name: 'chat' } };
  const answer = http.post(`${TARGET}/v1/chat`, body, params);
  if (!count(answer, 200)) return;
  const said = String(answer.body)
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)))
    .filter((chunk) => chunk.type === 'text-delta')
    .map((chunk) => chunk.delta)
    .join('');
  check(said, { 'the chat answers in words': (text) => text.length > 0 });
  chatFirstByte.add(answer.timings.waiting);
  chatTokens.add((said.split(/\s+/).length * 1000) / Math.max(1, answer.timings.duration));
}

/** Returns true if the request succeeded. Counts a refusal, and waits for its Retry-After. */
function count(response: http.RefinedResponse<http.ResponseType | undefined>, done: number): boolean {
  isSound(response, done);
  if (response.status === 429 || response.status === 503) {
    refused.add(1);
    sleep(Number(response.headers['Retry-After'] ?? 1));
  }
  return response.status === done;
}

/** For a script's `teardown`: what share of the reads through the cache it answered, by the system's own count. */
export function noteHitRatio(): void {
  const scrape = http.get(`${TARGET}/metrics`, { tags: { name: 'metrics' } });
  const [, ratio] = /^ragline_cache_hit_ratio ([\d.e+-]+)$/m.exec(String(scrape.body)) ?? [];
  if (ratio !== undefined) hitRatio.add(Number(ratio));
}
