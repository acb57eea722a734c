import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RestTimer } from '../../../durable-objects/chat-session/rest-timer.ts';

describe('a session between its turns', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
  });

  async function afterTurns(turns: number) {
    const rest = vi.fn(() => Promise.resolve());
    const timer = new RestTimer(rest);
    for (let turn = 0; turn < turns; turn++) {
      timer.beginTurn();
      await timer.endTurn();
    }
    return { rest, timer };
  }

  it('closes its connection at once after its first turn, and later after further ones', async () => {
    expect((await afterTurns(1)).rest).toHaveBeenCalledTimes(1);
    const { rest, timer } = await afterTurns(3);
    expect(rest).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(19_000);
    timer.beginTurn();
    vi.advanceTimersByTime(60_000);
    expect(rest).toHaveBeenCalledTimes(1);
    await timer.endTurn();
    vi.advanceTimersByTime(20_000);
    expect(rest).toHaveBeenCalledTimes(2);
  });

  it('keeps no connection once many other sessions have one', async () => {
    const sessions = await Promise.all(Array.from({ length: 40 }, () => afterTurns(2)));
    const resting = sessions.filter(({ rest }) => rest.mock.calls.length === 2);
    expect(resting).toHaveLength(8);
    vi.advanceTimersByTime(20_000);
    expect((await afterTurns(2)).rest).toHaveBeenCalledTimes(1);
  });
});
