import { describe, expect, it } from 'vitest';
import { TurnLog } from '../../../durable-objects/chat-session/turn-log.ts';

/** Reads a turn log from the start. `given` grows by one list of frame types per read. */
function readerOf(log: TurnLog) {
  const given: string[][] = [];
  const ended = (async () => {
    for await (const frames of log.read('poster', { from: 0, signal: new AbortController().signal })) {
      given.push(frames.map((json) => JSON.parse(json).type));
    }
  })();
  return { given, ended, settled: () => new Promise((resolve) => setTimeout(resolve, 0)) };
}

describe('a turn’s log', () => {
  it('sends invisible chunks together with the next visible one', async () => {
    const log = new TurnLog();
    const { given, ended, settled } = readerOf(log);
    log.append([{ type: 'start' }]);
    await settled();
    log.append([{ type: 'start-step' }]);
    log.append([{ type: 'message-metadata' }]);
    log.append([{ type: 'text-start', id: 't' }]);
    await settled();
    expect(given).toEqual([['start']]);
    log.append([{ type: 'text-delta', id: 't', delta: 'a' }]);
    await settled();
    expect(given.slice(1)).toEqual([['start-step', 'message-metadata', 'text-start', 'text-delta']]);
    log.append([{ type: 'text-delta', id: 't', delta: 'b' }]);
    await settled();
    expect(given.slice(2)).toEqual([['text-delta']]);
    log.close();
    await ended;
  });

  it('sends the remaining invisible chunks at its end', async () => {
    const log = new TurnLog();
    const { given, ended, settled } = readerOf(log);
    await settled();
    log.append([{ type: 'text-end', id: 't' }]);
    log.append([{ type: 'finish-step' }]);
    await settled();
    expect(given).toEqual([]);
    log.close();
    await ended;
    expect(given).toEqual([['text-end', 'finish-step']]);
  });

  it('gives later readers every chunk, visible or not', async () => {
    const log = new TurnLog();
    log.append([{ type: 'start' }]);
    log.append([{ type: 'start-step' }]);
    const { given, settled } = readerOf(log);
    await settled();
    expect(given).toEqual([['start', 'start-step']]);
  });
});
