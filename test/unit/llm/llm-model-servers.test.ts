import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatChunk } from '../../../contracts/chat.ts';
import { foldAnswer } from '../../../workers/chat/fold-answer.ts';
import { chunksOf, said, type Told, textOf, turnMaker, typesOf } from '../../support/fake-turn.ts';
import { MODEL_SERVER_QUIRKS, SECRET } from '../../support/model-servers.ts';
import { type OpenAIServer, type Reply, startOpenAIServer } from '../../support/openai-server.ts';

const event = (delta: unknown, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const END = `${event({}, 'stop')}data: [DONE]\n\n`;

interface ToolMessage {
  role: string;
  tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>;
}

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

const cutInto = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));

describe('a server that speaks OpenAI’s protocol nearly:', () => {
  it.each(MODEL_SERVER_QUIRKS)(
    '$server',
    async ({ bodies, contentType, cut, text, queries = [], sent, fails = false }) => {
      const replies = bodies.map(
        (body): Reply => ({
          kind: 'raw',
          pieces: cut === undefined ? [body] : cutInto(body, cut),
          ...(contentType === undefined ? {} : { contentType }),
          ...(cut === undefined ? {} : { delayMs: 1 }),
        }),
      );
      server.reply(...replies);
      const turn = turnMaker(told);
      const chunks = await chunksOf(await turn({ baseURL: server.url }));
      expect(textOf(chunks)).toBe(text);
      expect(typesOf(chunks).includes('error')).toBe(fails);
      expect(JSON.stringify(chunks)).not.toMatch(new RegExp(`${SECRET}|reasoning|CUDA|slot`));

      // What is stored is what the next turn sends.
      const answer = await foldAnswer(chunks as ChatChunk[], null);
      server.reply({ kind: 'text', deltas: ['Yes.'] });
      const history = [said('any soup?'), ...(answer === undefined ? [] : [answer]), said('sure?', 'm2')];
      await chunksOf(await turn({ baseURL: server.url, history }));
      expect(JSON.stringify(server.requests)).not.toContain(SECRET);
      for (const request of server.requests.slice(bodies.length - 1)) {
        const calls = (request.messages as ToolMessage[]).flatMap((message) => message.tool_calls ?? []);
        expect(calls.map(({ function: called }) => [called.name, JSON.parse(called.arguments).query])).toEqual(
          queries.map((query) => ['retrieve_menu', query]),
        );
        expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
        if (sent !== undefined) expect(calls[0]).toMatchObject(sent);
      }
    },
  );
});

describe('a model that reasons', () => {
  const reasonsFor: Array<[string, string]> = [
    ['reasoning_content', event({ reasoning_content: SECRET })],
    ['reasoning', event({ reasoning: SECRET })],
    ['<think>', event({ content: `<think>${SECRET}` })],
    ['comments', ': keep-alive\n\n'],
    ['empty chunks', event({})],
  ];

  it.each(reasonsFor)('counts as active, however long it takes: %s', async (_kind, piece) => {
    const pieces = [...Array.from({ length: 12 }, () => piece), event({ content: '</think>Soup.' }), END];
    server.reply({ kind: 'raw', pieces, delayMs: 50 });
    const timeouts = { firstTokenMs: 300, idleMs: 300 };
    expect(textOf(await chunksOf(await turnMaker(told)({ baseURL: server.url, timeouts })))).toBe('Soup.');
  });

  it('has until the turn’s limit, and the next model is asked when it falls silent', async () => {
    const endless: Reply = {
      kind: 'raw',
      pieces: Array.from({ length: 100 }, () => event({ reasoning: 'hm' })),
      delayMs: 50,
    };
    server.reply(endless);
    const late = await chunksOf(await turnMaker(told)({ baseURL: server.url, timeouts: { turnMs: 400 } }));
    expect(typesOf(late)).toContain('error');

    server.reply(
      { kind: 'raw', pieces: [event({ reasoning: 'hm' }), ': still'], delayMs: 500 },
      { kind: 'text', deltas: ['Soup.'] },
    );
    const variables = { OPENAI_FALLBACK_MODEL: 'second-model' };
    const chunks = await chunksOf(
      await turnMaker(told)({ baseURL: server.url, variables, timeouts: { firstTokenMs: 150 } }),
    );
    expect(textOf(chunks)).toBe('Soup.');
    expect(server.requests.at(-1)?.model).toBe('second-model');
  });

  it('in its text without an opening tag is recognised after the first time, or by the model’s name', async () => {
    const slow: Reply = {
      kind: 'raw',
      pieces: [event({ content: SECRET }), event({ content: '</think>Soup.' }), END],
      delayMs: 80,
    };
    const turn = turnMaker(told);
    const texts: string[] = [];
    for (const variables of [{}, {}, { OPENAI_CHAT_MODEL: 'deepseek-r1:8b' }]) {
      server.reply(slow);
      texts.push(textOf(await chunksOf(await turn({ baseURL: server.url, variables }))));
    }
    expect(texts).toEqual([`${SECRET}Soup.`, 'Soup.', 'Soup.']);
  });

  it('with a parser at the server streams its text, whatever its name', async () => {
    const pieces = [event({ reasoning_content: 'hm' }), event({ content: 'So' }), event({ content: 'up.' }), END];
    server.reply({ kind: 'raw', pieces, delayMs: 80 });
    const variables = { OPENAI_CHAT_MODEL: 'deepseek-reasoner' };
    const chunks = await chunksOf(await turnMaker(told)({ baseURL: server.url, variables }));
    expect(chunks.flatMap((chunk) => (chunk.type === 'text-delta' ? [chunk.delta] : []))).toEqual(['So', 'up.']);
  });
});

describe('requests', () => {
  const asked = async (baseURL: string, model: string) => {
    let request: Request | undefined;
    vi.stubGlobal('fetch', async (input: RequestInfo, init: RequestInit) => {
      request = new Request(input, init);
      return new Response(`${event({ content: 'Soup.' })}${END}`, { headers: { 'content-type': 'text/event-stream' } });
    });
    try {
      const chunks = await chunksOf(await turnMaker(told)({ baseURL, variables: { OPENAI_CHAT_MODEL: model } }));
      expect(textOf(chunks)).toBe('Soup.');
    } finally {
      vi.unstubAllGlobals();
    }
    const body = JSON.parse((await request?.text()) ?? '{}');
    return {
      limits: [body.max_tokens, body.max_completion_tokens],
      role: body.messages[0].role,
      usage: body.stream_options,
      thinking: body.thinking,
    };
  };

  it('carry the limits and parameters that the server’s models need', async () => {
    const usage = { include_usage: true };
    const max = { limits: [4000, undefined], role: 'system', usage };
    expect(await asked('https://gateway.test/v1', 'gpt-oss:20b')).toEqual(max);
    expect(await asked('https://api.deepseek.com/v1', 'deepseek-v4')).toEqual({
      ...max,
      thinking: { type: 'disabled' },
    });
    expect(await asked('https://api.openai.com/v1', 'gpt-5-mini')).toEqual({
      limits: [undefined, 4000],
      role: 'developer',
      usage,
    });
    expect(await asked('https://gateway.test/v1', 'openai/gpt-5-mini')).toEqual({
      limits: [undefined, 4000],
      role: 'system',
      usage,
    });
  });
});
