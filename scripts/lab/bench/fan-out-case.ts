import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { outbox } from '../../../schema/tables/delivery.ts';
import type { Database } from '../../../workers/platform/database.ts';
import { newId } from '../../../workers/platform/ids.ts';
import type { Answer, Command } from './fan-out-clients.ts';
import type { Shop, Stage } from './stage.ts';

const FRAME_CHARACTERS = 1_700;
const PAUSE_MS = 150;
const GIVE_UP_AFTER_MS = 20_000;
const SKU = 'BENCH';

/** The times from sending an event to each of its frames, and the time to open the sockets, in milliseconds. */
interface Frames {
  ms: number[];
  seconds: number;
  faults: string[];
}

export interface FanOut {
  /** A bare Durable Object that sends a text of the same size to as many sockets. */
  floor: Frames;
  fromAnswer: Frames;
  /** Just before the commit. */
  fromRow: Frames;
}

/** When something was sent, and how many sockets have to read it. */
interface Sent {
  order: string;
  atMs: number;
  sockets: number;
}

const now = (): number => performance.timeOrigin + performance.now();

/**
 * Measures one case: so many sockets of one tenant (`200`), or tenants x sockets (`500x10`). A frame that is missing, or
 * came twice, is a fault.
 */
export async function measureFanOut(stage: Stage, name: string): Promise<FanOut> {
  const { url, floorUrl } = stage.system;
  const [first = Number.NaN, perTenant] = name.split('x').map(Number);
  const shops = await newShops(stage, perTenant === undefined ? 1 : first);
  const each = perTenant ?? first;
  const rounds = perTenant === undefined ? Math.max(10, Math.min(100, Math.round(20_000 / first))) : shops.length;
  const pauseMs = perTenant === undefined ? PAUSE_MS + first / 10 : 5;

  const floor = await withClients(stage, { shops, each, isFloor: true }, async () => {
    const sent: Sent[] = [];
    for (let round = 0; round < rounds; round++) {
      const order = newId();
      const text = `{"subject":"orders/${order}","x":"${'x'.repeat(FRAME_CHARACTERS)}"}`;
      const atMs = now();
      const shop = shops[round % shops.length];
      await fetch(`${floorUrl}/broadcast/${shop?.tenantId}`, { method: 'POST', body: text });
      sent.push({ order, atMs, sockets: each });
      await pause(pauseMs);
    }
    return sent;
  });
  const answered = await withClients(stage, { shops, each, isFloor: false }, async () => {
    const sent: Sent[] = [];
    for (let round = 0; round < rounds; round++) {
      const shop = shops[round % shops.length];
      if (shop === undefined) break;
      const order = await placeOrder(url, shop);
      sent.push({ order, atMs: now(), sockets: each });
      await pause(pauseMs);
    }
    return sent;
  });
  const written = await writtenAt(stage.db, shops);
  const fromRow = answered.lags.map(({ order, answeredAtMs, ...lag }) => ({
    order,
    answeredAtMs,
    ...lag,
    ms: lag.ms + answeredAtMs - (written.get(order) ?? Number.NaN),
  }));
  const msOf = ({ lags, seconds, faults }: Clients) => ({ ms: lags.map(({ ms }) => ms), seconds, faults });
  return {
    floor: msOf(floor),
    fromAnswer: msOf(answered),
    fromRow: msOf({ ...answered, lags: fromRow, faults: [] }),
  };
}

interface Lag {
  order: string;
  answeredAtMs: number;
  ms: number;
}

interface Clients {
  lags: Lag[];
  faults: string[];
  /** Opening them took. */
  seconds: number;
}

/** Opens the sockets, lets `send` send, and says how long each frame took. */
async function withClients(
  stage: Stage,
  { shops, each, isFloor }: { shops: Shop[]; each: number; isFloor: boolean },
  send: () => Promise<Sent[]>,
): Promise<Clients> {
  const child = fork(join(import.meta.dirname, 'fan-out-clients.ts'));
  try {
    let seconds = 0;
    const [own, floor] = [stage.system.url, stage.system.floorUrl].map((url) => url.replace('http', 'ws'));
    for (const { tenantId } of shops) {
      const target = isFloor ? `${floor}/broadcast/${tenantId}` : `${own}/v1/events/ws?topics=orders`;
      // The floor has no authentication. RAGline gets one user per socket, because the shield counts by user.
      const issue = async () => (isFloor ? 'none' : await stage.issue(tenantId, 'staff'));
      const forSockets = await Promise.all(Array.from({ length: each }, issue));
      const opened = await ask(child, { type: 'open', url: target, tokens: forSockets });
      if (opened.type === 'opened') seconds += opened.seconds;
    }
    const sent = await send();
    const collected = await collect(child, sent);
    await ask(child, { type: 'close' });
    return { ...collected, seconds };
  } finally {
    child.kill();
  }
}

/** Waits for every frame, and reports missing and duplicate ones. */
async function collect(child: ChildProcess, sent: Sent[]): Promise<Pick<Clients, 'lags' | 'faults'>> {
  const arrivals = new Map<string, number[]>();
  const isMissing = ({ order, sockets }: Sent) => (arrivals.get(order)?.length ?? 0) < sockets;
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  do {
    await pause(300);
    const answer = await ask(child, { type: 'collect' });
    if (answer.type !== 'collected') continue;
    for (const [order, times] of Object.entries(answer.arrivals)) {
      arrivals.set(order, [...(arrivals.get(order) ?? []), ...times]);
    }
  } while (sent.some(isMissing) && Date.now() < deadline);
  const cameOf = (order: string) => arrivals.get(order) ?? [];
  return {
    faults: sent
      .filter(({ order, sockets }) => cameOf(order).length !== sockets)
      .map(({ order, sockets }) => `order ${order} came ${cameOf(order).length} times at ${sockets} sockets`),
    lags: sent.flatMap(({ order, atMs }) =>
      cameOf(order).map((cameAtMs) => ({ order, answeredAtMs: atMs, ms: cameAtMs - atMs })),
    ),
  };
}

async function ask(child: ChildProcess, command: Command): Promise<Answer> {
  const answered = Promise.withResolvers<Answer>();
  const onExit = (code: number | null) => answered.reject(new Error(`the clients ended with ${code}`));
  child.once('message', (answer: Answer) => answered.resolve(answer));
  child.once('exit', onExit);
  child.send(command);
  try {
    return await answered.promise;
  } finally {
    child.off('exit', onExit);
  }
}

async function newShops(stage: Stage, count: number): Promise<Shop[]> {
  const shops: Shop[] = [];
  for (let index = 0; index < count; index++) {
    const shop = await stage.newShop();
    const json = { sku: SKU, name: 'Bench', price: { amount: 1000, currency: 'EUR' } };
    await post(stage.system.url, '/v1/products', shop.token, json, 201);
    shops.push(shop);
  }
  return shops;
}

async function placeOrder(url: string, { token }: Shop): Promise<string> {
  const order = await post(url, '/v1/orders', token, { items: [{ sku: SKU, quantity: 2 }] }, 201);
  return z.object({ id: z.string() }).parse(order).id;
}

async function post(url: string, path: string, token: string, json: unknown, status: number): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(json),
  });
  if (response.status !== status) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return await response.json();
}

/** When the outbox row of each order was written, by the clock of the Worker, just before its commit. */
async function writtenAt(db: Database, shops: Shop[]): Promise<Map<string, number>> {
  const written = new Map<string, number>();
  for (const { tenantId } of shops) {
    const rows = await db.transaction({ systemWorkIn: tenantId }, (tx) =>
      tx.select({ order: outbox.aggregateId, at: outbox.createdAt }).from(outbox),
    );
    for (const { order, at } of rows) written.set(order, at.getTime());
  }
  return written;
}
