import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { type BreakerPolicy, type BreakerReport, NEW_BREAKER } from '../../../contracts/circuit-breaker.ts';
import { StoredBreakers } from '../../../durable-objects/circuit-breakers/stored-breakers.ts';
import { type BreakerLink, isolateBreakers, PLATFORM_HOSTS } from '../../../workers/platform/breakers.ts';
import { CircuitOpenError } from '../../../workers/platform/circuit-breaker.ts';
import type { Metrics } from '../../../workers/platform/metrics.ts';

const FAILURES = 5;
const OPEN_MS = 10_000;
const policy: BreakerPolicy = { failures: FAILURES, windowMs: 30_000, openMs: OPEN_MS, probeMs: 30_000 };

const anObject = () => env.CIRCUIT_BREAKERS.getByName(crypto.randomUUID());
type SharedObject = ReturnType<typeof anObject>;

/** An isolate with its own breakers over a shared object; `settled` waits for the background reports. */
function anIsolate(object: Pick<BreakerLink, 'report'>, host = 'hooks.example.com') {
  const pending: Array<Promise<unknown>> = [];
  const reports: BreakerReport[] = [];
  const counted: unknown[] = [];
  const gauges: unknown[] = [];
  let skippedMs = 0;
  let calls = 0;
  const metrics: Metrics = {
    observe: () => {},
    count: (name, by, labels) => void counted.push([name, by, labels]),
    gauge: (name, value, labels) => void gauges.push([name, value, labels]),
  };
  const link: BreakerLink = {
    report: (report) => {
      reports.push(report);
      return object.report(report);
    },
    waitUntil: (work) => void pending.push(work),
    metrics,
  };
  const isolate = isolateBreakers({ now: () => new Date(Date.now() + skippedMs) });
  const breakers = isolate.sharedOver(link);
  const call = (work: () => Promise<string>) =>
    breakers.run(host, () => {
      calls += 1;
      return work();
    });
  return {
    breakers,
    reports,
    counted,
    gauges,
    calls: () => calls,
    call,
    succeed: () => call(async () => 'ok'),
    fail: () => call(async () => Promise.reject(new Error('away'))),
    state: () => breakers.stateOf(host),
    settled: async () => void (await Promise.all(pending.splice(0))),
    /** Moves this isolate's clock; the object's own stands where it is. */
    wait: (ms: number) => {
      skippedMs += ms;
    },
  };
}

async function failTimes(isolate: ReturnType<typeof anIsolate>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await expect(isolate.fail()).rejects.toThrow('away');
  await isolate.settled();
}

/** Moves the opening of a host's breaker back in time, as if the pause had passed for the object as well. */
const passPause = (object: SharedObject, host = 'hooks.example.com') =>
  runInDurableObject(object, (_object, { storage }) => {
    const stored = new StoredBreakers(storage, 10);
    const record = stored.get(host) ?? NEW_BREAKER;
    stored.put(host, { ...record, openedAtMs: Date.now() - OPEN_MS }, Date.now() + 60_000);
  });

const rows = (object: SharedObject) =>
  runInDurableObject(object, (_object, { storage }) =>
    storage.sql.exec<{ host: string }>('SELECT host FROM breakers ORDER BY host').toArray(),
  );

describe('a host that answers', () => {
  it('makes no call to the shared breaker', async () => {
    const isolate = anIsolate(anObject());
    for (let i = 0; i < 100; i++) await isolate.succeed();
    expect(isolate.reports).toEqual([]);
  });
});

describe('a host that fails', () => {
  it('is closed to other isolates once they have met one failure themselves, and told so in the metrics once', async () => {
    const object = anObject();
    const [first, second] = [anIsolate(object), anIsolate(object)];
    await failTimes(first, FAILURES);
    expect(first.state()).toBe('open');
    await failTimes(second, 1);
    await expect(second.succeed()).rejects.toThrow(CircuitOpenError);
    expect(second.calls()).toBe(1);
    const transition = ['ragline_breaker_transitions_total', 1, { host: 'other', to: 'open' }];
    expect([...first.counted, ...second.counted]).toEqual([transition]);
  });

  it('opens by the failures of all isolates together', async () => {
    const object = anObject();
    const isolates = Array.from({ length: FAILURES }, () => anIsolate(object));
    for (const isolate of isolates) await failTimes(isolate, 1);
    expect(isolates.at(-1)?.state()).toBe('open');
    // An isolate that missed the opening learns of it with its next call, without waiting for the answer.
    const [early] = isolates;
    early?.wait(1_000);
    await early?.succeed();
    await early?.settled();
    await expect(early?.succeed()).rejects.toThrow(CircuitOpenError);
  });

  it('is asked about once a second at most, however many calls are refused', async () => {
    const isolate = anIsolate(anObject());
    await failTimes(isolate, FAILURES);
    const before = isolate.reports.length;
    for (let i = 0; i < 50; i++) await expect(isolate.succeed()).rejects.toThrow(CircuitOpenError);
    isolate.wait(1_000);
    for (let i = 0; i < 50; i++) await expect(isolate.succeed()).rejects.toThrow(CircuitOpenError);
    await isolate.settled();
    expect(isolate.reports.length - before).toBe(1);
  });
});

describe('after the pause', () => {
  it('one caller of all isolates tries, and its success opens the host to all', async () => {
    const object = anObject();
    const isolates = Array.from({ length: 8 }, () => anIsolate(object));
    const [first] = isolates;
    if (first === undefined) throw new Error('no isolate');
    await failTimes(first, FAILURES);
    for (const isolate of isolates.slice(1)) await failTimes(isolate, 1);
    await passPause(object);
    for (const isolate of isolates) isolate.wait(OPEN_MS);

    const back = Promise.withResolvers<string>();
    let tries = 0;
    const outcomes = isolates.flatMap((isolate) =>
      Array.from({ length: 5 }, () =>
        isolate
          .call(() => {
            tries += 1;
            return back.promise;
          })
          .catch((error: unknown) => error),
      ),
    );
    const refused = () => Promise.all(outcomes.map((outcome) => Promise.race([outcome, 'trying'])));
    await expect
      .poll(async () => (await refused()).filter((each) => each === 'trying').length, { timeout: 10_000 })
      .toBe(1);
    expect(tries).toBe(1);
    back.resolve('back');
    const ended = await Promise.all(outcomes);
    expect(ended.filter((each) => each === 'back')).toHaveLength(1);
    expect(ended.filter((each) => each instanceof CircuitOpenError)).toHaveLength(isolates.length * 5 - 1);
    for (const isolate of isolates) await isolate.settled();
    for (const isolate of isolates) {
      isolate.wait(1_000);
      expect(await isolate.succeed()).toBe('ok');
    }
  });

  it('a failed try keeps the host closed to all for another pause', async () => {
    const object = anObject();
    const [first, second] = [anIsolate(object), anIsolate(object)];
    await failTimes(first, FAILURES);
    await failTimes(second, 1);
    await passPause(object);
    first.wait(OPEN_MS);
    second.wait(OPEN_MS);
    await failTimes(first, 1);
    await expect(second.succeed()).rejects.toMatchObject({ name: 'CircuitOpenError' });
    expect(second.calls()).toBe(1);
    expect(second.state()).toBe('open');
  });

  it('a try that is lost with its isolate does not block the next one', async () => {
    const object = anObject();
    const report = {
      host: 'lost.example.com',
      policy: { ...policy, failures: 1, openMs: 0, probeMs: 300 },
      version: 0,
    };
    await object.report({ ...report, news: 'failure' });
    const probe = () => object.report({ ...report, news: 'probe', version: 1 });
    expect(await probe()).toMatchObject({ state: 'half_open', isGranted: true, changedTo: 'half_open' });
    expect(await probe()).toMatchObject({ isGranted: false });
    await expect.poll(async () => (await probe()).isGranted, { timeout: 5_000 }).toBe(true);
  });
});

describe('the shared breaker', () => {
  it('keeps its state through an eviction', async () => {
    const object = anObject();
    const [first, second] = [anIsolate(object), anIsolate(object)];
    await failTimes(first, FAILURES);
    await evictDurableObject(object);
    await failTimes(second, 1);
    expect(second.state()).toBe('open');
  });

  it('keeps a bounded number of hosts, the ones that failed last, and by its alarm drops what is past', async () => {
    const object = anObject();
    await runInDurableObject(object, (_object, { storage }) => {
      const stored = new StoredBreakers(storage, 3);
      for (let i = 0; i < 6; i++) stored.put(`h${i}`, NEW_BREAKER, 1_000 + i);
    });
    expect(await rows(object)).toEqual([{ host: 'h3' }, { host: 'h4' }, { host: 'h5' }]);
    await object.report({ host: 'fresh', policy, news: 'failure', version: 0 });
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await rows(object)).toEqual([{ host: 'fresh' }]);
  });

  it('refuses a name that is not a host', async () => {
    await runInDurableObject(anObject(), async (object) => {
      const report = { host: 'x'.repeat(301), policy, news: 'failure' as const, version: 0 };
      await expect(object.report(report)).rejects.toThrow(RangeError);
    });
  });

  it('that forgot a host adopts the state of an isolate that remembers it', async () => {
    const [object, isolate] = [anObject(), anIsolate({ report: () => Promise.reject(new Error('away')) })];
    await failTimes(isolate, FAILURES);
    const verdict = await object.report({ host: 'h', policy, news: 'none', version: 7 });
    expect(verdict).toMatchObject({ state: 'closed', version: 7 });
  });
});

describe('without the shared breaker', () => {
  it('an isolate goes on by itself: no call fails for it, a host that fails is left alone, and tried again', async () => {
    for (const report of [() => Promise.reject(new Error('away')), () => new Promise<never>(() => {})]) {
      const isolate = anIsolate({ report });
      expect(await isolate.succeed()).toBe('ok');
      await failTimes(isolate, FAILURES);
      await expect(isolate.succeed()).rejects.toThrow(CircuitOpenError);
      isolate.wait(OPEN_MS);
      expect(await isolate.succeed()).toBe('ok');
      expect(isolate.state()).toBe('closed');
    }
  });
});

describe('the parts of the system', () => {
  it('show their state to readiness in every isolate, and as a gauge; a tenant’s host shows in neither', async () => {
    const object = anObject();
    const redis = anIsolate(object, PLATFORM_HOSTS.redis);
    await failTimes(redis, 3);
    expect(redis.gauges).toContainEqual(['ragline_breaker_state', 2, { host: 'redis' }]);
    const other = anIsolate(object);
    expect(await other.breakers.platformStates()).toEqual({ redis: 'open', model: 'closed' });
    await failTimes(other, FAILURES);
    expect(JSON.stringify([other.gauges, other.counted])).not.toContain('hooks.example.com');
  });
});
