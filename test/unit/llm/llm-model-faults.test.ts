import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatChunk } from '../../../contracts/chat.ts';
import { foldAnswer } from '../../../workers/chat/fold-answer.ts';
import { usedTokens } from '../../../workers/chat/used-tokens.ts';
import { GENERIC_ERROR } from '../../../workers/llm/run-turn.ts';
import { chunksOf, type FakeTurn, type Told, textOf, turnMaker, typesOf } from '../../support/fake-turn.ts';
import { type OpenAIServer, type Reply, startOpenAIServer } from '../../support/openai-server.ts';

const HELLO: Reply = { kind: 'text', deltas: ['Hel', 'lo'] };
const SOUP = ['{"que', 'ry":"so', 'up"}'];

interface Case {
  name: string;
  replies: Reply[];
  turn?: Omit<FakeTurn, 'baseURL'>;
  /** The text that the person reads. */
  text: string;
  /** True if they are told of an error. */
  fails?: boolean;
  /** States of the tool calls in the stored answer. */
  calls?: string[];
  requests: number;
  /** The stored answer has text; undefined: nothing is stored. */
  stored?: string;
}

const CASES: Case[] = [
  { name: 'text', replies: [HELLO], text: 'Hello', stored: 'Hello', requests: 1 },
  {
    name: 'no usage, which is then estimated',
    replies: [{ kind: 'text', deltas: ['Hello there, all of you'], usage: false }],
    text: 'Hello there, all of you',
    stored: 'Hello there, all of you',
    requests: 1,
  },
  {
    name: 'a call in pieces',
    replies: [{ kind: 'tool_call', name: 'retrieve_menu', pieces: SOUP }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    calls: ['output-available'],
    requests: 2,
  },
  {
    name: 'two calls at once, interleaved',
    replies: [
      {
        kind: 'tool_calls',
        calls: [
          { name: 'retrieve_menu', pieces: SOUP },
          { name: 'retrieve_menu', pieces: ['{"query":', '"cake"}'] },
        ],
      },
      HELLO,
    ],
    text: 'Hello',
    stored: 'Hello',
    calls: ['output-available', 'output-available'],
    requests: 2,
  },
  {
    name: 'a tool that there is not',
    replies: [{ kind: 'tool_call', name: 'drop_tables', pieces: ['{}'] }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    calls: ['output-error'],
    requests: 2,
  },
  {
    name: 'arguments of another kind',
    replies: [{ kind: 'tool_call', name: 'retrieve_menu', pieces: ['{"query":7,"tenant_id":"x"}'] }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    calls: ['output-error'],
    requests: 2,
  },
  {
    name: 'arguments that are no JSON',
    replies: [{ kind: 'tool_call', name: 'retrieve_menu', pieces: ['{"query":'] }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    calls: ['output-error'],
    requests: 2,
  },
  {
    name: 'a 429 with Retry-After, and then an answer',
    replies: [{ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    requests: 2,
  },
  {
    name: 'a 429 that asks for more patience than a person has',
    replies: [{ kind: 'status', status: 429, headers: { 'retry-after': '60' } }, HELLO],
    text: '',
    fails: true,
    requests: 1,
  },
  {
    name: 'a 500, and then an answer',
    replies: [{ kind: 'status', status: 500 }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    requests: 2,
  },
  { name: '500 after 500', replies: [{ kind: 'status', status: 500 }], text: '', fails: true, requests: 2 },
  {
    name: 'a refused key, which no second try mends',
    replies: [{ kind: 'status', status: 401, body: { error: { message: 'key sk-live-123 is over quota' } } }],
    text: '',
    fails: true,
    requests: 1,
  },
  {
    name: 'silence, without even headers',
    replies: [{ kind: 'mute' }],
    turn: { timeouts: { connectMs: 150 } },
    text: '',
    fails: true,
    requests: 1,
  },
  {
    name: 'silence before the first word',
    replies: [{ kind: 'hang', deltas: [] }],
    turn: { timeouts: { firstTokenMs: 150 } },
    text: '',
    fails: true,
    requests: 1,
  },
  {
    name: 'silence in the middle',
    replies: [{ kind: 'hang', deltas: ['Hel'] }],
    turn: { timeouts: { idleMs: 150 } },
    text: 'Hel',
    fails: true,
    stored: 'Hel',
    requests: 1,
  },
  {
    name: 'a slow first byte',
    replies: [{ ...HELLO, firstAfterMs: 400 }],
    text: 'Hello',
    stored: 'Hello',
    requests: 1,
  },
  {
    name: 'words without end',
    replies: [{ kind: 'text', deltas: Array.from({ length: 50 }, () => 'w '), delayMs: 50 }],
    turn: { timeouts: { turnMs: 300 } },
    text: expect.stringMatching(/^(w )+$/),
    fails: true,
    stored: expect.stringMatching(/^(w )+$/),
    requests: 1,
  },
  {
    name: 'a connection that breaks in the middle',
    replies: [{ kind: 'cut_off', deltas: ['Hel'] }],
    text: 'Hel',
    fails: true,
    stored: 'Hel',
    requests: 1,
  },
  {
    name: 'a connection that breaks before the first word, and then an answer',
    replies: [{ kind: 'cut_off', deltas: [] }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    requests: 2,
  },
  {
    name: 'an end without an end',
    replies: [{ kind: 'events', data: ['{"choices":[{"index":0,"delta":{"content":"Hel"}}]}'] }],
    text: 'Hel',
    fails: true,
    stored: 'Hel',
    requests: 1,
  },
  {
    name: 'JSON that is none',
    replies: [{ kind: 'events', data: ['{"choices":[{"index":0,"delta":{"content":"Hel"}}]}', '{"choices":[{'] }],
    text: 'Hel',
    fails: true,
    stored: 'Hel',
    requests: 1,
  },
  {
    name: 'no choices at all, and then an answer',
    replies: [{ kind: 'events', data: ['{"choices":[]}', '[DONE]'] }, HELLO],
    text: 'Hello',
    stored: 'Hello',
    requests: 2,
  },
  {
    name: 'nothing but an end',
    replies: [{ kind: 'text', deltas: [] }],
    text: '',
    fails: true,
    requests: 2,
  },
  {
    name: 'a filter of the model’s own',
    replies: [{ kind: 'text', deltas: ['Hel'], finish: 'content_filter' }],
    text: 'Hel',
    stored: 'Hel',
    requests: 1,
  },
  {
    name: 'a page that asks to be shown and run',
    replies: [{ kind: 'text', deltas: ['<im', 'g src=x> ![y](htt', 'ps://evil.test/?q=1', ')'] }],
    text: '‹img src=x> ![y] (link removed)',
    stored: '‹img src=x> ![y] (link removed)',
    requests: 1,
  },
];

describe('a model that answers with', () => {
  let server: OpenAIServer;
  let told: Told;
  beforeAll(async () => {
    server = await startOpenAIServer();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    told = { metrics: [], logs: [] };
    server.requests.length = 0;
  });

  it.each(CASES)('$name', async ({ replies, turn, text, fails = false, calls = [], requests, stored }) => {
    server.reply(...replies);
    const chunks = await chunksOf(await turnMaker(told)({ baseURL: server.url, ...turn }));

    expect(textOf(chunks)).toEqual(text);
    expect(chunks.filter((chunk) => chunk.type === 'error')).toEqual(
      fails ? [{ type: 'error', errorText: GENERIC_ERROR }] : [],
    );
    expect(typesOf(chunks).filter((type) => type === 'finish' || type === 'abort')).toEqual(['finish']);
    expect(chunks.at(-1)?.type).toBe('finish');
    expect(JSON.stringify(chunks)).not.toMatch(/sk-|quota|socket|terminated|JSON parsing/i);
    expect(server.requests).toHaveLength(requests);
    expect(told.logs.includes('turn_failed')).toBe(fails);

    const answer = await foldAnswer(chunks as ChatChunk[], null);
    const parts = answer?.parts ?? [];
    expect(
      parts.flatMap((part) => (typeof part.state === 'string' && part.type !== 'text' ? [part.state] : [])),
    ).toEqual(calls);
    expect(parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))).toEqual(
      stored === undefined ? [] : [stored],
    );
    expect(parts.some((part) => part.state === 'streaming' || part.state === 'input-streaming')).toBe(false);
    const used = usedTokens(chunks as ChatChunk[]);
    if (text !== '')
      expect([used?.model, (used?.input ?? 0) > 0, (used?.output ?? 0) > 0]).toEqual(['test-model', true, true]);
  });

  it('nothing lets the fallback answer, and says so', async () => {
    server.reply({ kind: 'status', status: 500 }, { kind: 'status', status: 500 }, HELLO);
    const chunks = await chunksOf(
      await turnMaker(told)({ baseURL: server.url, variables: { OPENAI_FALLBACK_MODEL: 'second-model' } }),
    );
    expect(textOf(chunks)).toBe('Hello');
    expect(server.requests.map((request) => request.model)).toEqual(['test-model', 'test-model', 'second-model']);
    expect(chunks.at(-1)).toMatchObject({ type: 'finish', messageMetadata: { model: 'second-model' } });
    expect(told.logs).toContain('model_fallback');
  });

  it('half an answer ends in an error, and no other model finishes it', async () => {
    server.reply({ kind: 'cut_off', deltas: ['Hel'] }, HELLO);
    const chunks = await chunksOf(
      await turnMaker(told)({ baseURL: server.url, variables: { OPENAI_FALLBACK_MODEL: 'second-model' } }),
    );
    expect(textOf(chunks)).toBe('Hel');
    expect(typesOf(chunks)).toContain('error');
    expect(server.requests).toHaveLength(1);
  });

  it('failures until its breaker opens, after which it is not asked, and its fallback is', async () => {
    const turn = turnMaker(told);
    server.reply({ kind: 'status', status: 503 });
    for (let i = 0; i < 3; i++) await chunksOf(await turn({ baseURL: server.url }));
    const asked = server.requests.length;
    expect(asked).toBe(5);
    await chunksOf(await turn({ baseURL: server.url }));
    expect(server.requests).toHaveLength(asked);
    server.reply(HELLO);
    const variables = { OPENAI_FALLBACK_MODEL: 'second-model' };
    expect(textOf(await chunksOf(await turn({ baseURL: server.url, variables })))).toBe('Hello');
    expect(server.requests.at(-1)?.model).toBe('second-model');
  });

  it('refusals, for which no breaker opens', async () => {
    const turn = turnMaker(told);
    server.reply({ kind: 'status', status: 400 });
    for (let i = 0; i < 8; i++) await chunksOf(await turn({ baseURL: server.url }));
    expect(server.requests).toHaveLength(8);
  });

  it('no more steps than the turn has tokens for', async () => {
    server.reply({ kind: 'tool_call', name: 'retrieve_menu', pieces: ['{}'] });
    const chunks = await chunksOf(await turnMaker(told)({ baseURL: server.url, limits: { tokens: 40 } }));
    // Each step reports 18 tokens.
    expect(server.requests).toHaveLength(3);
    expect(chunks.at(-1)?.type).toBe('finish');
  });

  it('a stop while it waits for a second try', async () => {
    server.reply({ kind: 'status', status: 429, headers: { 'retry-after': '4' } });
    const abort = new AbortController();
    const startedMs = Date.now();
    setTimeout(() => abort.abort(), 100);
    const chunks = await chunksOf(await turnMaker(told)({ baseURL: server.url, signal: abort.signal }));
    expect(Date.now() - startedMs).toBeLessThan(3_000);
    expect(chunks.at(-1)?.type).toBe('abort');
  });

  it('the model that the tenant chose, when the configuration allows it', async () => {
    server.reply(HELLO);
    const turn = { baseURL: server.url, variables: { OPENAI_CHAT_MODELS: 'large-model' } };
    await chunksOf(await turnMaker(told)({ ...turn, choice: 'large-model' }));
    await chunksOf(await turnMaker(told)({ ...turn, choice: 'forbidden-model' }));
    expect(server.requests.map((request) => request.model)).toEqual(['large-model', 'test-model']);
  });
});
