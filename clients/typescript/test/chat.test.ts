import { readUIMessageStream, type UIMessage } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import { chat } from '../src/chat.ts';
import { BASE, fakeServer, json, lost, problem, stream } from './fakes.ts';

vi.mock('../src/wait.ts', () => ({ wait: async () => undefined, backoffMs: () => 0 }));

const metadata = { turn_id: 'turn-1', model: 'offline' };
const CHUNKS = [
  { type: 'start', messageId: 'a1', messageMetadata: metadata },
  { type: 'start-step' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'Two ' },
  { type: 'text-delta', id: 't', delta: 'espressos.' },
  { type: 'text-end', id: 't' },
  { type: 'tool-input-available', toolCallId: 'c1', toolName: 'apply_promos', input: { n: 2 } },
  { type: 'tool-output-available', toolCallId: 'c1', output: { total: 500 } },
  { type: 'start-step' },
  { type: 'tool-input-available', toolCallId: 'c2', toolName: 'confirm', input: {} },
  { type: 'tool-approval-request', toolCallId: 'c2', approvalId: 'p1' },
  { type: 'finish', messageMetadata: metadata },
];
const CONTINUED = [
  { type: 'start', messageId: 'a1', messageMetadata: metadata },
  { type: 'tool-output-available', toolCallId: 'c2', output: { order: 'o1' } },
  { type: 'start-step' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'Placed.' },
  { type: 'text-end', id: 't' },
  { type: 'finish', messageMetadata: metadata },
];
const frames = (chunks: readonly object[]) => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const DONE = 'data: [DONE]\n\n';
const question: UIMessage = { id: 'q1', role: 'user', parts: [{ type: 'text', text: 'two espressos' }] };

const transportTo = (server: ReturnType<typeof fakeServer>) =>
  chat({ fetch: async (path, init) => await server.fetch(`${BASE}${path}`, init) });

/** The message as `useChat` shows it in the end. */
async function shown(server: ReturnType<typeof fakeServer>, message: UIMessage = question) {
  const options = { chatId: 'c', messageId: undefined, abortSignal: undefined, trigger: 'submit-message' as const };
  const answer = await transportTo(server).sendMessages({ ...options, messages: [message] });
  let last: UIMessage | undefined;
  // The reader changes it.
  const before = message.role === 'assistant' ? { message: structuredClone(message) } : {};
  for await (const state of readUIMessageStream({ stream: answer, ...before, terminateOnError: true })) last = state;
  return last;
}
const plain = (message: UIMessage | undefined) =>
  JSON.parse(JSON.stringify(message, (key, value) => (key === 'state' && value === 'done' ? undefined : value)));

const whole = plain(await shown(fakeServer(stream(frames(CHUNKS) + DONE))));
const approved: UIMessage = {
  ...whole,
  parts: whole.parts.map((part: { toolCallId?: string }) =>
    part.toolCallId === 'c2' ? { ...part, state: 'approval-responded', approval: { id: 'p1', approved: true } } : part,
  ),
};
const ordered = plain(await shown(fakeServer(stream(frames(CONTINUED) + DONE)), approved));

describe.each([
  ['an answer', question, CHUNKS, whole],
  ['an answer that an approval goes on with', approved, CONTINUED, ordered],
])('%s whose connection is cut', (_name, message, chunks, expected) => {
  const cuts = chunks.map((_, count) => count).slice(1);

  it.each(cuts)('after %i chunks goes on with the rest', async (count) => {
    const server = fakeServer(
      stream(`${frames(chunks.slice(0, count))}data: {"ty`, 'is cut'),
      lost(),
      stream(frames(chunks.slice(count, count + 1)), 'is cut'),
      count + 1 < chunks.length ? stream(frames(chunks.slice(count + 1)) + DONE) : stream(DONE),
    );
    expect(plain(await shown(server, message))).toEqual(expected);
    expect(server.requests[2]?.path).toBe(`/v1/chat/c/stream?after=turn-1.${count}&as=poster`);
  });

  it.each([0, ...cuts])('after %i chunks is read from the history when it has ended', async (count) => {
    const history = json({ messages: [question, expected], running_turn: null });
    const refused = count === 0 ? [problem('conflict', 409), history] : [];
    const server = fakeServer(
      stream(frames(chunks.slice(0, count)), 'is cut'),
      ...refused,
      () => new Response(null, { status: 204 }),
      history,
    );
    expect(plain(await shown(server, message))).toEqual(expected);
  });
});

describe('a post', () => {
  it('is sent again until it arrives, and its answer is read when an earlier try did arrive', async () => {
    const server = fakeServer(
      lost(),
      problem('unavailable', 503),
      problem('turn_in_progress', 409),
      json({ messages: [] }),
      json({ messages: [question] }),
      stream(frames(CHUNKS) + DONE),
    );
    expect(plain(await shown(server))).toEqual(whole);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      ...['POST /v1/chat', 'POST /v1/chat', 'POST /v1/chat', 'GET /v1/chat/c', 'GET /v1/chat/c'],
      'GET /v1/chat/c/stream?after=0&as=poster',
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ id: 'c', message: { id: 'q1' } });
  });

  it('that the browser itself has sent twice is answered all the same', async () => {
    const running = [json({ messages: [question, approved] }), stream(frames(CONTINUED) + DONE)] as const;
    const server = fakeServer(problem('turn_in_progress', 409), ...running);
    expect(plain(await shown(server, approved))).toEqual(ordered);
    const another = fakeServer(problem('turn_in_progress', 409), json({ messages: [question, whole] }));
    await expect(shown(another, approved)).rejects.toMatchObject({ code: 'turn_in_progress' });
  });

  it('that is refused says why', async () => {
    for (const [code, status] of [
      ['turn_in_progress', 409],
      ['budget_exhausted', 429],
      ['unavailable', 503],
    ] as const) {
      await expect(shown(fakeServer(problem(code, status)))).rejects.toMatchObject({ code, status });
    }
  });
});

it('tells when the server has lost the end of an answer', async () => {
  const server = fakeServer(stream(frames(CHUNKS.slice(0, 4)), 'is cut'), stream(DONE));
  await expect(shown(server)).rejects.toThrow('The answer was interrupted.');
});

it('finds the running answer after a reload, or none', async () => {
  const server = fakeServer(stream(frames(CHUNKS.slice(0, 5)), 'is cut'), stream(frames(CHUNKS.slice(5)) + DONE));
  const answer = await transportTo(server).reconnectToStream({ chatId: 'c' });
  let last: UIMessage | undefined;
  if (answer !== null) for await (const state of readUIMessageStream({ stream: answer })) last = state;
  expect(plain(last)).toEqual(whole);
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/v1/chat/c/stream?after=0',
    '/v1/chat/c/stream?after=turn-1.5',
  ]);
  const none = fakeServer(() => new Response(null, { status: 204 }));
  expect(await transportTo(none).reconnectToStream({ chatId: 'c' })).toBeNull();
});
