import { expect, it } from 'vitest';
import { TenantMemory } from '../../../workers/api/tenant-memory.ts';
import type { Services } from '../../../workers/domain/context.ts';

/** A tenant whose database answers on command, and a manual clock. */
function aTenant() {
  let nowMs = 0;
  const asked: Array<(suspendedAt: Date | null) => void> = [];
  const single = async () => {
    const { promise, resolve } = Promise.withResolvers<Date | null>();
    asked.push(resolve);
    return [{ plan: 'free', suspendedAt: await promise }];
  };
  const services = {
    ...{ db: { single }, clock: { now: () => new Date(nowMs) }, log: { error: () => undefined } },
  } as unknown as Services;
  const memory = new TenantMemory();
  const unfinished: Promise<unknown>[] = [];
  return {
    isSuspended: async () => (await memory.stateOf(services, 't', (work) => unfinished.push(work))).isSuspended,
    asked,
    wait: (ms: number) => {
      nowMs += ms;
    },
    rest: () => Promise.all(unfinished),
  };
}

it('asks again behind a request that uses what is known, and waits once that is five seconds old', async () => {
  const { isSuspended, asked, wait, rest } = aTenant();
  const first = isSuspended();
  asked.shift()?.(null);
  expect(await first).toBe(false);

  wait(2_000);
  expect(await isSuspended()).toBe(false);
  expect(await isSuspended()).toBe(false);
  expect(asked).toHaveLength(1);
  asked.shift()?.(new Date());
  await rest();
  expect(await isSuspended()).toBe(true);

  wait(5_000);
  const later = isSuspended();
  expect(asked).toHaveLength(1);
  asked.shift()?.(null);
  expect(await later).toBe(false);
});
