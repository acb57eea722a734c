import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Presence, ServerFrame } from '../../contracts/subscription.ts';
import { outbox } from '../../schema/tables/delivery.ts';
import { tenants } from '../../schema/tables/tenants.ts';
import { loadSigningKeys } from '../../scripts/dev-stack/local-secrets.ts';
import { startScratchDatabase } from '../../scripts/dev-stack/scratch-database.ts';
import { startUpstashEndpoint } from '../../scripts/dev-stack/upstash-endpoint.ts';
import { type BuiltSystem, startBuiltSystem } from '../../scripts/lab/bench/built-system.ts';
import { issueToNewUser } from '../../scripts/lab/bench/stage.ts';
import { migrate } from '../../scripts/migrate.ts';
import { Database } from '../../workers/platform/database.ts';
import { newId } from '../../workers/platform/ids.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { until } from '../support/until.ts';

const EVENTS = 300;
const EVENT_CHARACTERS = 100_000;

const tenantId = newId();
const cleanups: Array<() => Promise<unknown>> = [];
let system: BuiltSystem;
let db: Database;
let token: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ragline-readers-'));
  const database = await startScratchDatabase(undefined);
  const redis = await startUpstashEndpoint({ redisUrl: undefined, port: 0, inMemory: true });
  cleanups.push(() => rm(folder, { recursive: true, force: true }), database.stop, redis.stop);
  await migrate({ connectionString: database.url, log: () => undefined });
  const jwks = await loadSigningKeys(folder);
  system = await startBuiltSystem({ databaseUrl: database.url, redis, env: { AUTH_PRIVATE_JWKS: jwks } });
  db = new Database({ kind: 'hyperdrive', connectionString: database.url });
  cleanups.push(system.stop, () => db.close());
  const tokens = createTokens({ privateJwks: JSON.parse(jwks), issuer: 'ragline', audience: 'ragline-api' });
  await db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx.insert(tenants).values({ id: tenantId, slug: 'slow', name: 'Slow' }),
  );
  token = await issueToNewUser({ db, tokens }, { tenantId, role: 'owner' });
});
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
});

/** A WebSocket client; one that acks says every few events what it has read. */
function openSocket(after: number | undefined, acks: boolean) {
  const query = after === undefined ? '' : `?after=${after}`;
  const socket = new WebSocket(`${system.url.replace('http', 'ws')}/v1/events/ws${query}`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  });
  const client = { socket, sequences: [] as number[], isReady: false, closedWith: undefined as number | undefined };
  socket.on('message', (data) => {
    const frame: ServerFrame = JSON.parse(data.toString());
    if (frame.type === 'ready') client.isReady = true;
    if (frame.type !== 'event') return;
    client.sequences.push(frame.event.sequence);
    if (acks) socket.send(JSON.stringify({ type: 'ack', after: frame.event.sequence }));
  });
  socket.on('close', (code) => {
    client.closedWith = code;
  });
  return client;
}

/** A minimal EventSource over a TCP connection that can stop reading. */
async function openStream(): Promise<{ tcp: Socket; head: string }> {
  const { hostname, port } = new URL(system.url);
  const tcp = connect(Number(port), hostname);
  tcp.on('error', () => undefined);
  tcp.write(`GET /v1/events/stream HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  let head = '';
  tcp.on('data', (chunk) => {
    head += chunk.toString('latin1');
  });
  await until(
    async () => head,
    (text) => text.includes('event: ready'),
  );
  return { tcp, head };
}

/** Commits large events, and a small change that tells the hub of them. */
async function publish(count: number): Promise<void> {
  const row = () => ({
    ...{ eventId: newId(), tenantId, topic: 'chat_tools' as const, type: 'tool_call' as const },
    ...{ aggregateType: 'conversation' as const, aggregateId: 'c', audienceUserId: newId() },
    ...{ requestId: 'request-1', traceparent: 'none', createdAt: new Date() },
    data: {
      ...{
        channel: 'chat' as const,
        conversation_id: 'x'.repeat(EVENT_CHARACTERS),
        tool_call_id: 't',
        tool: 'confirm' as const,
      },
      ...{ outcome: 'ok' as const, error_code: null, latency_ms: 1, order_id: null },
    },
  });
  for (let done = 0; done < count; done += 20) {
    await db.transaction({ systemWorkIn: tenantId }, (tx) => tx.insert(outbox).values(Array.from({ length: 20 }, row)));
  }
}

const call = async (method: string, path: string, json?: unknown): Promise<Response> =>
  await fetch(`${system.url}${path}`, {
    method,
    headers: {
      ...{ authorization: `Bearer ${token}`, 'idempotency-key': newId() },
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });

const presence = async () => (await (await call('GET', '/v1/events/presence')).json()) as Presence;

describe('clients whose connections stop being read', () => {
  it('are closed, a WebSocket with 4408 and a stream by its end, while a client that reads gets everything', async () => {
    const [slow, good] = [openSocket(undefined, false), openSocket(undefined, true)];
    const { tcp } = await openStream();
    await until(
      async () => slow.isReady && good.isReady,
      (isReady) => isReady,
    );
    expect(await presence()).toEqual({ connections: 3, users: 1 });
    // Neither connection is read any more: they hold only what the kernel buffers.
    slow.socket.pause();
    tcp.pause();

    await publish(EVENTS);
    const product = { sku: 'ONE', name: 'One', price: { amount: 100, currency: 'EUR' } };
    expect((await call('POST', '/v1/products', product)).status).toBe(201);
    expect((await call('POST', '/v1/orders', { items: [{ sku: 'ONE', quantity: 1 }] })).status).toBe(201);
    const all = Array.from({ length: EVENTS + 1 }, (_, index) => index + 1);
    await until(
      async () => good.sequences.length,
      (count) => count === all.length,
      60_000,
    );
    expect(good.sequences).toEqual(all);
    await until(presence, ({ connections }) => connections === 1, 60_000);

    // When it reads again, it notices the disconnect and resumes.
    slow.socket.resume();
    await until(
      async () => slow.closedWith,
      (code) => code !== undefined,
      60_000,
    );
    expect(slow.closedWith).toBe(4408);
    const last = slow.sequences.at(-1) ?? 0;
    expect(slow.sequences).toEqual(all.slice(0, last));
    const again = openSocket(last, true);
    await until(
      async () => again.sequences.length,
      (count) => count === all.length - last,
      60_000,
    );
    expect(again.sequences).toEqual(all.slice(last));
    expect([good.closedWith, again.closedWith]).toEqual([undefined, undefined]);
    for (const { socket } of [good, again]) socket.terminate();
    tcp.destroy();
  });
});
