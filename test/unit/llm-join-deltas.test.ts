import { describe, expect, it } from 'vitest';
import { joinDeltas } from '../../workers/llm/join-deltas.ts';

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
  it('are one where they are nothing but text, and keep their order with what is not', async () => {
    const stream = [word('a'), word('"b\n'), word('é'), CALL, word('c'), word('d'), STOP, DONE].join('');
    const [out = '', ...more] = await through([stream]);
    expect(more).toEqual([]);
    expect(out.match(/"content"/g)).toHaveLength(2);
    expect(said(out)).toBe(said(stream));
    expect(out.endsWith(STOP + DONE)).toBe(true);
  });

  it('come to the same wherever the bytes are cut, in a letter as well', async () => {
    const stream = [word('a'), word('é🙂'), CALL, word('b'), word('c'), STOP, DONE].join('');
    const bytes = encoder.encode(stream);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const out = (await through([bytes.slice(0, cut), bytes.slice(cut)])).join('');
      expect(said(out)).toBe(said(stream));
    }
  });

  it('pass through as they are when they come singly, are broken, or have other line ends', async () => {
    for (const pieces of [
      [word('a'), word('b'), DONE],
      ['data: {"broken\n\n', 'data: {"choices":[]}\n\n: comment\n\nevent: x\ndata: y\n\n'],
      [word('a').replaceAll('\n', '\r\n') + word('b').replaceAll('\n', '\r\n')],
      ['no end'],
    ]) {
      expect((await through(pieces)).join('')).toBe(pieces.join(''));
    }
  });
});
