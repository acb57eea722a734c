import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../contracts/dead-letter.ts';
import type { Order } from '../../contracts/order.ts';
import type { Page } from '../../contracts/page.ts';
import { type FaultyRedis, startFaultyRedis } from '../support/node/faulty-redis.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

let home: SystemHome;
let system: StartedSystem;
let redis: FaultyRedis;
let owner: HttpUser;

beforeAll(async () => {
  [home, redis] = [await newHome(), await startFaultyRedis()];
  system = await startSystem(home, { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token });
  owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
});
afterAll(async () => {
  await system?.kill();
  await redis?.stop();
  home?.remove();
});

async function order(): Promise<string> {
  const body = { items: [{ sku: 'TIRAMISU', quantity: 1 }] };
  const response = await owner.call('POST', '/v1/orders', body, { 'idempotency-key': crypto.randomUUID() });
  expect(response.status).toBe(201);
  return ((await response.json()) as Order).id;
}

/** Entries of a stream that tell of the order. */
async function mirrored(stream: string, orderId: string): Promise<string[][]> {
  const entries = await redis.ask<Array<[id: string, words: string[]]>>('XRANGE', stream, '-', '+');
  return entries.map(([, words]) => words).filter((words) => words.join().includes(orderId));
}

interface Readiness {
  status: string;
  breakers: { redis: string };
}
const readiness = async () => (await (await fetch(`${home.url}/readyz`)).json()) as Readiness;
const log = () => readFileSync(join(home.folder, 'worker.log'), 'utf8');
const deadLetters = async () => (await owner.get<Page<DeadLetter>>('/v1/dead-letters')).data;

describe('while Redis is away', () => {
  it('orders are placed, and their events are retried until it is back', async () => {
    redis.be('away');
    const id = await order();
    await until(
      async () => log(),
      (lines) => lines.includes('"event":"message_retried"'),
      30_000,
    );
    await until(
      async () => {
        await owner.get('/v1/products?limit=1');
        await order();
        return await readiness();
      },
      ({ breakers }) => breakers.redis === 'open',
      30_000,
    );
    redis.be('ok');
    await until(
      () => mirrored('ragline:stream:orders', id),
      (entries) => entries.length > 0,
      90_000,
    );
    expect(await mirrored('ragline:stream:orders', id)).toHaveLength(1);
    await until(readiness, ({ status, breakers }) => status === 'ok' && breakers.redis === 'closed', 30_000);
    expect(await deadLetters()).toEqual([]);
  });
});

describe('an event that is given up', () => {
  it('is listed with its error, and recovered by a replay, once', async () => {
    redis.be('nonsense');
    const id = await order();
    const [letter] = await until(deadLetters, (letters) => letters.length > 0, 120_000);
    expect(letter).toMatchObject({ queue: 'ragline-orders', status: 'open' });
    expect(letter?.error).toContain('TypeError');
    expect(JSON.stringify(letter?.payload)).toContain(id);
    redis.be('ok');
    await until(readiness, ({ breakers }) => breakers.redis === 'closed', 30_000);
    expect(await mirrored('ragline:stream:orders', id)).toEqual([]);

    expect((await owner.call('POST', `/v1/dead-letters/${letter?.id}/replay`)).status).toBe(202);
    const resolved = await until(
      () => owner.get<DeadLetter>(`/v1/dead-letters/${letter?.id}`),
      ({ status }) => status === 'resolved',
      90_000,
    );
    expect(resolved.history).toHaveLength(1);
    expect(await mirrored('ragline:stream:orders', id)).toHaveLength(1);
    // The sweep, once a minute, copies what Redis did not take while it failed.
    await until(
      () => mirrored('ragline:dlq:orders', id),
      (entries) => entries.length > 0,
      120_000,
    );
    expect(await mirrored('ragline:dlq:orders', id)).toHaveLength(1);
  }, 300_000);
});
