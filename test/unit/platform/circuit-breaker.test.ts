import { describe, expect, it } from 'vitest';
import { isolateBreakers } from '../../../workers/platform/breakers.ts';
import { CircuitOpenError } from '../../../workers/platform/circuit-breaker.ts';

const HOST = 'hooks.example.com';

/** A breaker that opens after five failures in thirty seconds, for ten; the test moves the clock. */
function aBreaker() {
  let nowMs = 1_000_000;
  let calls = 0;
  const breakers = isolateBreakers({ now: () => new Date(nowMs) });
  const call = (work: () => Promise<string>) =>
    breakers.run(HOST, () => {
      calls += 1;
      return work();
    });
  return {
    breakers,
    state: () => breakers.stateOf(HOST),
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
  for (let i = 0; i < 5; i++) await expect(it.fail()).rejects.toThrow('away');
  expect(it.state()).toBe('open');
  return it;
}

describe('a circuit breaker', () => {
  it('opens after enough failures, and then calls nothing', async () => {
    const { succeed, calls, wait } = await opened();
    wait(4_000);
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    await expect(succeed()).rejects.toMatchObject({ retryInMs: 6_000 });
    expect(calls()).toBe(5);
  });

  it('is one for each host', async () => {
    const { breakers } = await opened();
    expect(await breakers.run('other.example.com', async () => 'ok')).toBe('ok');
  });

  it('forgets failures that are long past', async () => {
    const { state, fail, wait } = aBreaker();
    for (let i = 0; i < 12; i++) {
      await expect(fail()).rejects.toThrow('away');
      wait(7_500);
    }
    expect(state()).toBe('closed');
  });

  it('opens too for a part that fails every second time', async () => {
    const { state, fail, succeed } = aBreaker();
    for (let i = 0; i < 5; i++) {
      await expect(fail()).rejects.toThrow('away');
      if (i < 4) await succeed();
    }
    expect(state()).toBe('open');
  });

  it('lets one call try after the pause, and closes when it succeeds', async () => {
    const { state, wait, call, succeed, calls } = await opened();
    wait(10_000);
    expect(state()).toBe('half_open');
    const trial = Promise.withResolvers<string>();
    const trying = call(() => trial.promise);
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    trial.resolve('back');
    expect(await trying).toBe('back');
    expect(state()).toBe('closed');
    expect(await succeed()).toBe('ok');
    expect(calls()).toBe(7);
  });

  it('stays open for another pause when the trial fails', async () => {
    const { state, wait, fail, succeed } = await opened();
    wait(10_000);
    await expect(fail()).rejects.toThrow('away');
    expect(state()).toBe('open');
    wait(9_999);
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    wait(1);
    expect(await succeed()).toBe('ok');
  });

  it('tries again when a trial never ends', async () => {
    const { wait, call, succeed } = await opened();
    wait(10_000);
    void call(() => new Promise(() => {}));
    await expect(succeed()).rejects.toThrow(CircuitOpenError);
    wait(30_000);
    expect(await succeed()).toBe('ok');
  });

  it('is not closed by a call from before it opened', async () => {
    const { state, call, fail } = aBreaker();
    const late = Promise.withResolvers<string>();
    const calling = call(() => late.promise);
    for (let i = 0; i < 5; i++) await expect(fail()).rejects.toThrow('away');
    late.resolve('late');
    expect(await calling).toBe('late');
    expect(state()).toBe('open');
  });

  it('is not opened by a call from before it closed', async () => {
    const { state, call, fail, succeed, wait } = aBreaker();
    const late = Promise.withResolvers<string>();
    const calling = call(() => late.promise);
    for (let i = 0; i < 4; i++) await expect(fail()).rejects.toThrow('away');
    await expect(fail()).rejects.toThrow('away');
    wait(10_000);
    await succeed();
    for (let i = 0; i < 4; i++) await expect(fail()).rejects.toThrow('away');
    late.reject(new Error('late'));
    await expect(calling).rejects.toThrow('late');
    expect(state()).toBe('closed');
  });

  it('remembers a bounded number of hosts', async () => {
    const { breakers, state } = await opened();
    for (let i = 0; i < 1_000; i++) await breakers.run(`host-${i}`, async () => 'ok');
    expect(state()).toBe('closed');
  });
});
