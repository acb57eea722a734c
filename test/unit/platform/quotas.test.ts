import { expect, it } from 'vitest';
import type { TakeRequest } from '../../../contracts/rate-limit.ts';
import { BoundedBuckets } from '../../../durable-objects/bounded-buckets.ts';
import { planQuotas, refuseWhenUsedUp, takeTokens } from '../../../workers/platform/quotas.ts';
import { noSpans } from '../../../workers/platform/tracing/spans.ts';

const logged: string[] = [];
const log = { error: (event: string) => void logged.push(event) };
const asking = { log, spans: noSpans };
const customer = { userId: 'u1', isGuest: false, address: '192.0.2.1' };
const answer = (allowed: boolean, retryAfterSeconds: number) => ({
  allowed,
  retryAfterSeconds,
  limit: 1,
  remaining: 0,
  resetSeconds: 0,
});

it('asks for the principal’s bucket and the tenant’s, scaled, and never for less than one token', async () => {
  const asked: TakeRequest[][] = [];
  const limiter = {
    takeAll: async (requests: TakeRequest[]) => {
      asked.push(requests);
      return requests.map(() => answer(true, 0));
    },
  };
  await takeTokens(limiter, planQuotas('trial', 'chat', customer), { scale: 2, ...asking });
  await takeTokens(limiter, planQuotas('trial', 'chat', customer), { scale: 0.001, ...asking });
  expect(asked).toEqual([
    [
      { bucket: 'chat u1', capacity: 20, refillPerSecond: 20 / 60 },
      { bucket: 'chat', capacity: 120, refillPerSecond: 2 },
    ],
    [
      { bucket: 'chat u1', capacity: 1, refillPerSecond: 1 / 60 },
      { bucket: 'chat', capacity: 1, refillPerSecond: 1 / 60 },
    ],
  ]);
});

it('counts the guests of an address together, and all guests of a tenant within half of its quota', () => {
  const quotas = planQuotas('standard', 'chat', { ...customer, isGuest: true });
  expect(quotas.map(({ bucket, limit, isShared = false }) => [bucket, limit, isShared])).toEqual([
    ['chat u1', 30, false],
    ['chat address 192.0.2.1', 30, false],
    ['chat day 192.0.2.1', 600, false],
    ['chat guests', 300, true],
    ['chat', 600, true],
  ]);
});

it('refuses by the bucket that takes longest to have room', async () => {
  const limiter = { takeAll: async () => [answer(false, 3), answer(false, 40)] };
  const taken = await takeTokens(limiter, planQuotas('trial', 'writes', customer), { scale: 1, ...asking });
  expect(() => refuseWhenUsedUp(taken ?? [])).toThrow(/"tenant-writes" of 300 requests in 60 seconds/);
});

it('waits a second for a limiter that hangs, and no longer', async () => {
  const limiter = { takeAll: () => new Promise<never>(() => undefined) };
  expect(await takeTokens(limiter, planQuotas('trial', 'chat', customer), { scale: 1, ...asking })).toBeUndefined();
  expect(logged).toEqual(['rate_limiter_unavailable']);
});

it('takes a whole bucket once until it is full again, however many ask at once', async () => {
  const buckets = new BoundedBuckets(10);
  const at = (nowMs: number) => ({ takeAll: async (requests: TakeRequest[]) => buckets.takeAll(requests, nowMs) });
  const whole = [{ policy: 'p', bucket: 'b', limit: 5, windowSeconds: 300, isTakenWhole: true as const }];
  const ask = async (nowMs: number) =>
    (await takeTokens(at(nowMs), whole, { scale: 1, ...asking }))?.[0]?.result.allowed;
  expect([await ask(0), await ask(0), await ask(299_000), await ask(300_000)]).toEqual([true, false, false, true]);
});
