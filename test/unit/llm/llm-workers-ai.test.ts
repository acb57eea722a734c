import { describe, expect, it } from 'vitest';
import { chunksOf, type Told, textOf, turnMaker, typesOf } from '../../support/fake-turn.ts';

const MODEL = '@cf/meta/llama-4-scout-17b-16e-instruct';

/** The binding `AI`: answers each run with these events, as Workers AI streams them. */
function fakeAi(...answers: ReadonlyArray<ReadonlyArray<unknown> | Error>) {
  const runs: Array<{ model: string; inputs: Record<string, unknown> }> = [];
  let next = 0;
  const run = (model: string, inputs: Record<string, unknown>) => {
    runs.push({ model, inputs });
    const events = answers[Math.min(next++, answers.length - 1)] ?? [];
    if (events instanceof Error) return Promise.reject(events);
    const lines = [...events.map((event) => JSON.stringify(event)), '[DONE]'];
    const encoder = new TextEncoder();
    return Promise.resolve(
      new ReadableStream({
        start(controller) {
          for (const line of lines) controller.enqueue(encoder.encode(`data: ${line}\n\n`));
          controller.close();
        },
      }),
    );
  };
  // The one cast: the provider calls nothing else of the binding.
  return { runs, binding: { run } as unknown as Ai };
}

const USAGE = { response: '', usage: { prompt_tokens: 21, completion_tokens: 3, total_tokens: 24 } };
const turn = (workersAi: Ai, variables: Record<string, string> = {}) => {
  const told: Told = { metrics: [], logs: [] };
  return turnMaker(told)({
    baseURL: 'http://127.0.0.1:9/v1',
    variables: { OPENAI_CHAT_MODEL: MODEL, ...variables },
    workersAi,
  });
};

describe('a model of Workers AI', () => {
  it('streams its words, and tells what they cost', async () => {
    const { runs, binding } = fakeAi([{ response: 'Hel' }, { response: 'lo' }, USAGE]);
    const chunks = await chunksOf(await turn(binding));
    expect(textOf(chunks)).toBe('Hello');
    expect(chunks.at(-1)).toMatchObject({
      type: 'finish',
      messageMetadata: { model: MODEL, input_tokens: 21, output_tokens: 3 },
    });
    expect(runs[0]).toMatchObject({ model: MODEL, inputs: { stream: true } });
  });

  it('calls the same tools', async () => {
    const call = { response: null, tool_calls: [{ name: 'retrieve_menu', arguments: { query: 'soup' } }] };
    const { runs, binding } = fakeAi([call, USAGE], [{ response: 'Lentil soup.' }, USAGE]);
    const chunks = await chunksOf(await turn(binding));
    expect(typesOf(chunks)).toContain('tool-output-available');
    expect(textOf(chunks)).toBe('Lentil soup.');
    expect(JSON.stringify(runs[1]?.inputs.messages)).toContain('Lentil soup');
  });

  it('ends a turn well when it is overloaded, or not bound at all', async () => {
    const { binding } = fakeAi(new Error('3040: Capacity temporarily exceeded, please try again.'));
    const chunks = await chunksOf(await turn(binding));
    expect(typesOf(chunks)).toContain('error');
    expect(JSON.stringify(chunks)).not.toContain('Capacity');
    expect(chunks.at(-1)?.type).toBe('finish');
  });

  it('answers while the server is unreachable', async () => {
    const { binding } = fakeAi([{ response: 'Hello' }, USAGE]);
    const chunks = await chunksOf(
      await turn(binding, { OPENAI_CHAT_MODEL: 'test-model', OPENAI_FALLBACK_MODEL: MODEL }),
    );
    expect(textOf(chunks)).toBe('Hello');
    expect(chunks.at(-1)).toMatchObject({ messageMetadata: { model: MODEL } });
  });
});
