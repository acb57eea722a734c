import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { ChatToolEventData } from '../../../contracts/chat-tool.ts';
import type { EventEnvelope, OrderEventData } from '../../../contracts/event.ts';
import { type ServerFrame, type Subscription, shardName } from '../../../contracts/subscription.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import { openHubSocket } from '../../../workers/api/event-stream.ts';
import { toCommitted } from '../../../workers/domain/outbox/drain.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { checkWire } from '../../support/wire-contract.ts';

/** A tenant with its hub and nothing else: its events are written to the outbox by hand. */
export async function newHub() {
  const tenantId = newId();
  const hub = env.TENANT_HUB.getByName(tenantId);
  const customerId = newId();
  await asTenant(tenantId, (tx) =>
    tx.insert(tenants).values({ id: tenantId, slug: `t-${tenantId.slice(-12)}`, name: 'Test' }),
  );
  return {
    tenantId,
    hub,
    customerId,
    /** Commits events without telling the hub. @returns Their ids. */
    async commit(count: number, event: EventOptions = {}): Promise<string[]> {
      const rows = Array.from({ length: count }, () => outboxRow(tenantId, { audienceUserId: customerId, ...event }));
      await asTenant(tenantId, (tx) => tx.insert(outbox).overridingSystemValue().values(rows));
      return rows.map((row) => row.eventId);
    },
    /** An event as a nudge carries it, whose row is written later. */
    carry() {
      const row = outboxRow(tenantId, { audienceUserId: customerId });
      const write = () => asTenant(tenantId, (tx) => tx.insert(outbox).values(row));
      return { id: row.eventId, carried: toCommitted(row), write };
    },
    connect: (wish: Partial<Subscription> = {}) => connect(tenantId, { userId: customerId, ...wish }),
    shard: (index: number) => env.HUB_SHARD.getByName(shardName(tenantId, index)),
  };
}

interface EventOptions {
  topic?: 'orders' | 'chat_tools';
  audienceUserId?: string;
  position?: bigint;
  aggregateId?: string;
  /** The note of an order, to make the event large. */
  note?: string;
}

function outboxRow(tenantId: string, { topic = 'orders', audienceUserId = tenantId, note, ...position }: EventOptions) {
  return {
    ...position,
    eventId: newId(),
    tenantId,
    topic,
    type: topic === 'orders' ? ('order_created' as const) : ('tool_call' as const),
    aggregateType: topic === 'orders' ? ('order' as const) : ('conversation' as const),
    aggregateId: newId(),
    audienceUserId,
    data: topic === 'orders' ? orderPlaced(note ?? null) : TOOL_CALLED,
    requestId: 'request-1',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    createdAt: new Date(),
  };
}

const orderPlaced = (note: string | null): OrderEventData => ({
  order: {
    id: newId(),
    number: 1,
    user_id: newId(),
    status: 'pending',
    currency: 'EUR',
    subtotal: 0,
    discount_total: 0,
    total: 0,
    items: [],
    promotions: [],
    fulfilment: { type: 'pickup' },
    note,
    exclude_allergens: [],
    diets: [],
    warnings: [],
    version: 1,
    created_at: new Date().toISOString(),
    updated_at: new Date().toISOString(),
  },
  previous_status: null,
  reason: null,
});

/** A tool call that went well. */
export const TOOL_CALLED: ChatToolEventData = {
  channel: 'chat',
  conversation_id: 'c',
  tool_call_id: 't',
  tool: 'confirm',
  outcome: 'ok',
  error_code: null,
  latency_ms: 1,
  order_id: null,
};

/** A client of a socket at the hub or at a shard of it, opened as the Worker does; it remembers what it was sent. */
export async function connect(tenantId: string, wish: Partial<Subscription> & { userId: string }) {
  const subscription: Subscription = {
    ...{ sees: 'tenant', topics: null, after: null, expiresAt: inSeconds(600), maxSockets: 50 },
    ...wish,
  };
  const hub = env.TENANT_HUB.getByName(tenantId);
  const streams = {
    open: (url: string, init: { headers: Record<string, string> }) => hub.fetch(url, init),
    shard: (index: number) => env.HUB_SHARD.getByName(shardName(tenantId, index)),
  };
  return listen(await openHubSocket(streams, subscription));
}

export function listen(socket: WebSocket) {
  const frames: ServerFrame[] = [];
  const closes: number[] = [];
  socket.addEventListener('message', ({ data }) => {
    const received: ServerFrame = JSON.parse(String(data));
    checkWire('serverFrame', received);
    frames.push(received);
  });
  socket.addEventListener('close', ({ code }) => void closes.push(code));
  socket.accept();
  const events = (): EventEnvelope[] => frames.flatMap((frame) => (frame.type === 'event' ? [frame.event] : []));
  return {
    frames,
    closes,
    events,
    sequences: () => events().map((event) => event.sequence),
    send: (frame: unknown) =>
      socket.send(typeof frame === 'string' || frame instanceof ArrayBuffer ? frame : JSON.stringify(frame)),
    close: () => socket.close(1000),
    /** Waits for so many events, then a little longer for any that should not come. */
    async receive(count: number): Promise<string[]> {
      await eventually(
        () => events().length >= count,
        `${count} events`,
        () => events().length,
      );
      await pause(60);
      return events().map((event) => event.id);
    },
    frame: async (type: ServerFrame['type']) =>
      await eventually(
        () => frames.find((frame) => frame.type === type),
        `a frame ${type}`,
        () => JSON.stringify(frames),
      ),
    closed: async () => await eventually(() => closes[0], 'a close'),
  };
}

/** Makes every logged event as large as if its order had many lines. */
export async function fatten(hub: DurableObjectStub, characters: number): Promise<void> {
  await runInDurableObject(hub, (_hub, { storage }) => {
    storage.sql.exec("UPDATE events SET body = json_set(body, '$.data.order.note', ?)", 'x'.repeat(characters));
  });
}

/** Waits until the relay sleeps: nothing is scheduled but the end of a token, minutes away. */
export async function asleep(hub: DurableObjectStub): Promise<void> {
  const alarm = () => runInDurableObject(hub, (_hub, state) => state.storage.getAlarm());
  const isQuiet = async () => ((await alarm()) ?? Number.POSITIVE_INFINITY) > Date.now() + 60_000;
  // Between an alarm and what it starts there is none either.
  await eventually(async () => (await isQuiet()) && (await pause(200).then(isQuiet)), 'a quiet hub');
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** The first truthy answer, asked for every few milliseconds. */
export async function eventually<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  seen: () => unknown = () => '',
): Promise<T> {
  for (let waited = 0; waited < 1_500; waited++) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await pause(5);
  }
  throw new Error(`waited in vain for ${what}; saw ${String(seen())}`);
}
