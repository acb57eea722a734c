import type { UIMessageChunk } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import { endWell } from '../../../workers/llm/end-well.ts';

const START: UIMessageChunk = { type: 'start' };
const HELD: UIMessageChunk = { type: 'text-delta', id: '1', delta: 'held' };
const FINISH: UIMessageChunk = { type: 'finish' };
const BROKEN: UIMessageChunk[] = [
  { type: 'error', errorText: 'Sorry.' },
  { type: 'finish', finishReason: 'error' },
];

/** Returns the chunks that are read from a stream with `chunks`, which breaks at its end if told to. */
async function read(
  chunks: UIMessageChunk[],
  { fault, isStopped = false }: { fault?: Error; isStopped?: boolean } = {},
) {
  const onError = vi.fn();
  let next = 0;
  const stream = new ReadableStream<UIMessageChunk>({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk !== undefined) controller.enqueue(chunk);
      else if (fault !== undefined) controller.error(fault);
      else controller.close();
    },
  });
  const ended = endWell(stream, {
    pass: (chunk) => (chunk === HELD ? [] : [chunk]),
    errorText: 'Sorry.',
    onError,
    isStopped: () => isStopped,
  });
  const seen: UIMessageChunk[] = [];
  for await (const chunk of ended) seen.push(chunk);
  return { seen, onError };
}

describe('a stream that ends by the protocol', () => {
  it('passes on unchanged, past what is held back', async () => {
    const { seen, onError } = await read([START, HELD, HELD, FINISH]);
    expect(seen).toEqual([START, FINISH]);
    expect(onError).not.toHaveBeenCalled();
  });

  it('reports an error when it breaks, and finishes', async () => {
    const fault = new Error('reset');
    const { seen, onError } = await read([START, HELD], { fault });
    expect(seen).toEqual([START, ...BROKEN]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(fault);
  });

  it('gets a finish where the stream ended without one', async () => {
    expect((await read([START, HELD])).seen).toEqual([START, BROKEN[1]]);
  });

  it('treats an abort as an error, unless the turn was stopped', async () => {
    const abort: UIMessageChunk = { type: 'abort' };
    const { seen, onError } = await read([START, abort]);
    expect(seen).toEqual([START, ...BROKEN]);
    expect(onError).toHaveBeenCalledOnce();
    expect((await read([START, abort], { isStopped: true })).seen).toEqual([START, abort]);
  });
});
