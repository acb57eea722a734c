import { describe, expect, it } from 'vitest';
import { CircuitBreaker, CircuitOpenError } from '../../workers/platform/circuit-breaker.ts';

/** A breaker that opens after three failures in ten seconds, for five; the test moves the clock. */
function aBreaker() {
  let nowMs = 1_000_000;
  let calls = 0;
  const options = { failures: 3, windowMs: 10_000, openMs: 5_000, trialMs: 1_000 };
  const breaker = new CircuitBreaker(options, () => nowMs);
  const call = (work: () => Promise<string>) =>
    breaker.run(() => {
      calls += 1;
      return work();
    });
  return {
    breaker,
    wait: (ms: number) => {
      nowMs += ms;
    },
    calls: () => calls,
    call,
    succeed: () => call(async () => 'ok'),
    fail: () => call(async () => Promise.reject(new Error('away'))),
  };
}

async function opened() {
  const it = aBreaker();
  for (let i = 0; i < 3; i++) await expect(it.fail()).rejects.toThrow('away');
  expect(it.breaker.state).toBe('open');
  return it;
}

describe('a circuit breaker', () => {
  it('opens after enough failures, and then calls nothing', async () => {
    const { succeed, calls } = await opened();
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    expect(calls()).toBe(3);
  });

  it('forgets failures that are long past', async () => {
    const { breaker, fail, wait } = aBreaker();
    for (let i = 0; i < 9; i++) {
      await expect(fail()).rejects.toThrow('away');
      wait(5_000);
    }
    expect(breaker.state).toBe('closed');
  });

  it('opens too for a part that fails every second time', async () => {
    const { breaker, fail, succeed } = aBreaker();
    for (let i = 0; i < 3; i++) {
      await expect(fail()).rejects.toThrow('away');
      if (i < 2) await succeed();
    }
    expect(breaker.state).toBe('open');
  });

  it('lets one call try after the pause, and closes when it succeeds', async () => {
    const { breaker, wait, call, succeed, calls } = await opened();
    wait(5_000);
    expect(breaker.state).toBe('half_open');
    const trial = Promise.withResolvers<string>();
    const trying = call(() => trial.promise);
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    trial.resolve('back');
    expect(await trying).toBe('back');
    expect(breaker.state).toBe('closed');
    expect(await succeed()).toBe('ok');
    expect(calls()).toBe(5);
  });

  it('stays open for another pause when the trial fails', async () => {
    const { breaker, wait, fail, succeed } = await opened();
    wait(5_000);
    await expect(fail()).rejects.toThrow('away');
    expect(breaker.state).toBe('open');
    wait(4_999);
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    wait(1);
    expect(await succeed()).toBe('ok');
  });

  it('tries again when a trial never ends', async () => {
    const { wait, call, succeed } = await opened();
    wait(5_000);
    void call(() => new Promise(() => {}));
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    wait(1_000);
    expect(await succeed()).toBe('ok');
  });

  it('is not closed by a call from before it opened', async () => {
    const { breaker, call, fail } = aBreaker();
    const late = Promise.withResolvers<string>();
    const calling = call(() => late.promise);
    for (let i = 0; i < 3; i++) await expect(fail()).rejects.toThrow('away');
    late.resolve('late');
    expect(await calling).toBe('late');
    expect(breaker.state).toBe('open');
  });
});
