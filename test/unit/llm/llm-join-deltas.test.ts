import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { joinDeltas } from '../../../workers/llm/join-deltas.ts';

const encoder = new TextEncoder();
const word = (content: string) =>
  `data: {"id":"c","choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}}}]}\n\n`;
const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const CALL = 'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0}]}}]}\n\n';
const DONE = 'data: [DONE]\n\n';

async function through(pieces: ReadonlyArray<string | Uint8Array>): Promise<string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
  const out: string[] = [];
  for await (const bytes of joinDeltas(body)) out.push(new TextDecoder().decode(bytes));
  return out;
}

/** All the text of the chunks, and what else was among them, in order. */
function said(stream: string): string {
  return stream
    .split('\n\n')
    .map((frame) => {
      if (!frame.startsWith('data: {"id')) return frame;
      return JSON.parse(frame.slice(6)).choices[0].delta.content;
    })
    .join('');
}

describe('chunks that arrive together', () => {
  it('are joined if they are only text, and keep their order with other parts', async () => {
    const stream = [word('a'), word('"b\n'), word('é'), CALL, word('c'), word('d'), STOP, DONE].join('');
    const [out = '', ...more] = await through([stream]);
    expect(more).toEqual([]);
    expect(out.match(/"content"/g)).toHaveLength(2);
    expect(said(out)).toBe(said(stream));
    expect(out.endsWith(STOP + DONE)).toBe(true);
  });

  it('give the same result wherever the bytes are cut, within a character or a line end as well', async () => {
    const stream = [word('a'), word('é🙂'), CALL, word('b'), word('c'), STOP, DONE].join('');
    for (const lineEnd of ['\n', '\r\n']) {
      const bytes = encoder.encode(stream.replaceAll('\n', lineEnd));
      for (let cut = 0; cut <= bytes.length; cut++) {
        const out = (await through([bytes.slice(0, cut), bytes.slice(cut)])).join('');
        expect(said(out)).toBe(said(stream));
      }
    }
  });

  it('pass through as they are when they come alone or are broken', async () => {
    for (const pieces of [
      [word('a'), DONE],
      ['data: {"broken\n\n', 'data: {"choices":[]}\n\n: comment\n\nevent: x\ndata: y\n\n'],
      ['no end'],
    ]) {
      expect((await through(pieces)).join('')).toBe(pieces.join(''));
    }
  });
});

describe('chunks that arrive one after the other', () => {
  /** A server, and what has been passed on of its answer. */
  function opened() {
    let server: ReadableStreamDefaultController<Uint8Array> | undefined;
    const cancelled = vi.fn();
    const out = joinDeltas(
      new ReadableStream<Uint8Array>({
        start: (controller) => {
          server = controller;
        },
        cancel: cancelled,
      }),
    );
    const pieces: string[] = [];
    const reader = out.getReader();
    const read = async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        pieces.push(new TextDecoder().decode(next.value));
      }
    };
    const say = async (text: string) => {
      server?.enqueue(encoder.encode(text));
      await vi.advanceTimersByTimeAsync(0);
    };
    return {
      say,
      pieces,
      read: read(),
      reader,
      cancelled,
      end: () => server?.close(),
      fail: (e: Error) => server?.error(e),
    };
  }
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('pass at once at first, then together every few milliseconds', async () => {
    const { say, pieces } = opened();
    await say(word('a'));
    expect(pieces).toEqual([word('a')]);
    for (const letter of 'bcdefgh') {
      await vi.advanceTimersByTimeAsync(10);
      await say(word(letter));
    }
    expect(pieces.map(said)).toEqual(['a', 'bcd']);
    await vi.advanceTimersByTimeAsync(40);
    expect(pieces.map(said)).toEqual(['a', 'bcd', 'efgh']);
    await vi.advanceTimersByTimeAsync(1_000);
    await say(word('i'));
    expect(pieces.map(said)).toEqual(['a', 'bcd', 'efgh', 'i']);
  });

  it('do not delay other parts, nor the end', async () => {
    const { say, pieces, read, end } = opened();
    await say('data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n');
    await say(word('a'));
    expect(pieces).toHaveLength(2);
    await say(word('b'));
    await say(CALL.slice(0, 9));
    expect(pieces).toHaveLength(2);
    await say(CALL.slice(9));
    expect(pieces[2]).toBe(word('b') + CALL);
    await say(word('c'));
    end();
    await read;
    expect(pieces[3]).toBe(word('c'));
  });

  it('are passed on before the connection’s end by a fault', async () => {
    const { say, pieces, read, fail } = opened();
    await say(word('a'));
    await say(word('b'));
    fail(new Error('reset'));
    await expect(read).rejects.toThrow('reset');
    expect(pieces.map(said)).toEqual(['a', 'b']);
  });

  it('are read from the server only as fast as the reader reads', async () => {
    const { say, read, reader, cancelled } = opened();
    await say(word('a'));
    await say(word('b'));
    await reader.cancel('enough');
    await read;
    expect(cancelled).toHaveBeenCalledWith('enough');
    await vi.advanceTimersByTimeAsync(1_000);

    let asked = 0;
    joinDeltas(
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          asked += 1;
          controller.enqueue(encoder.encode(CALL));
        },
      }),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toBeLessThan(5);
  });
});
