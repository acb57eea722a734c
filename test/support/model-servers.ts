/** Answers of servers that nearly speak OpenAI's protocol, and the expected outcome. */
export interface ModelServerQuirk {
  /** The server's name and its behaviour. */
  server: string;
  /** Bodies as they are sent, one for each request; the last one stays. */
  bodies: readonly string[];
  contentType?: string;
  /** The body in pieces of so many characters. */
  cut?: number;
  /** The text that the customer reads. */
  text: string;
  /** The expected menu searches, in order, which are also the calls that the next request reports to the model. */
  queries?: readonly string[];
  /** Something of the next request. */
  sent?: Record<string, unknown>;
  /** True if the answer breaks off. */
  fails?: boolean;
}

/** Text that only the model may read. */
export const SECRET = 'the margins are 60 %';

const chunk = (fields: object) => ({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...fields });
const choice = (delta: unknown, finish: string | null = null) =>
  chunk({ choices: [{ index: 0, delta, finish_reason: finish }] });
const sse = (chunks: readonly unknown[], end = 'data: [DONE]\n\n') =>
  chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('') + end;
const says = (...deltas: unknown[]) => sse([...deltas.map((delta) => choice(delta)), choice({}, 'stop')]);
const texts = (...contents: string[]) => says(...contents.map((content) => ({ content })));
const calls = (...deltas: unknown[]) => sse([...deltas.map((delta) => choice(delta)), choice({}, 'tool_calls')]);
const call = (fields: object, called: object = {}) => ({
  ...{ id: 'call_1', type: 'function', ...fields },
  function: { name: 'retrieve_menu', arguments: '{"query":"soup"}', ...called },
});
const SALAD = { arguments: '{"query":"salad"}' };
const DONE = texts('Done.');
const whole = (message: object, finish: string | null) =>
  JSON.stringify({ id: 'c', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }] });
const FINAL = '<|start|>assistant<|channel|>final<|message|>';

const CALLS: ModelServerQuirk[] = [
  {
    server: 'Google, SambaNova: calls without an index',
    bodies: [calls({ tool_calls: [call({ id: 'a' })] }, { tool_calls: [call({ id: 'b' }, SALAD)] }), DONE],
    text: 'Done.',
    queries: ['soup', 'salad'],
  },
  {
    server: 'Google: several calls without an index in one chunk, without ids',
    bodies: [calls({ tool_calls: [call({ id: '' }), call({ id: undefined }, SALAD)] }), DONE],
    text: 'Done.',
    queries: ['soup', 'salad'],
  },
  {
    server: 'Google: the signature of a thought, which it wants back',
    bodies: [calls({ tool_calls: [{ ...call({}), extra_content: { google: { thought_signature: 'c2ln' } } }] }), DONE],
    text: 'Done.',
    queries: ['soup'],
    sent: { extra_content: { google: { thought_signature: 'c2ln' } } },
  },
  {
    server: 'Ollama: every call has the index 0',
    bodies: [
      calls({ tool_calls: [call({ index: 0, id: 'a' })] }, { tool_calls: [call({ index: 0, id: 'b' }, SALAD)] }),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup', 'salad'],
  },
  {
    server: 'Ollama of 2024: whole calls, the end says stop',
    bodies: [
      sse([choice({ role: 'assistant', content: '', tool_calls: [call({ index: 0 })] }), choice({}, 'stop')]),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'Ollama’s own format in a proxy: arguments are an object',
    bodies: [calls({ tool_calls: [call({ index: 0 }, { arguments: { query: 'soup' } })] }), DONE],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'llama.cpp: one id for all calls',
    bodies: [
      calls({ tool_calls: [call({ index: 0, id: 'x' })] }, { tool_calls: [call({ index: 1, id: 'x' }, SALAD)] }),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup', 'salad'],
  },
  {
    server: 'vLLM: no id at all',
    bodies: [calls({ tool_calls: [call({ index: 0, id: null })] }), DONE],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'vLLM: another id with each piece',
    bodies: [
      calls(
        { tool_calls: [call({ index: 0, id: 'a' }, { arguments: '{"query"' })] },
        { tool_calls: [{ index: 0, id: 'b', function: { arguments: ':"soup"}' } }] },
      ),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'Qwen’s endpoint: id and name with each piece, and empty ones',
    bodies: [
      calls(
        { tool_calls: [call({ index: 0 }, { arguments: '' })] },
        { tool_calls: [call({ index: 0 }, { arguments: '{"query"' })] },
        { tool_calls: [call({ index: 0, id: '' }, { name: '', arguments: ':"soup"}' })] },
        { tool_calls: [call({ index: 0, id: '' }, { name: null, arguments: null })] },
      ),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'llama.cpp: a name in pieces',
    bodies: [
      calls(
        { tool_calls: [call({ index: 0 }, { name: 'retrieve', arguments: '' })] },
        { tool_calls: [{ index: 0, function: { name: '_menu' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"query":"soup"}' } }] },
      ),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'a gateway: a name that grows',
    bodies: [
      calls(
        { tool_calls: [call({ index: 0 }, { name: 'retrieve', arguments: '' })] },
        { tool_calls: [call({ index: 0 }, { arguments: '{"query":' })] },
        { tool_calls: [{ index: 0, function: { arguments: '"soup"}' } }] },
      ),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'SGLang: the whole call once more at the end',
    bodies: [calls({ tool_calls: [call({ index: 0 })] }, { tool_calls: [call({ index: 0 })] }), DONE],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'vLLM: the pieces of two calls interleaved',
    bodies: [
      calls(
        { tool_calls: [call({ index: 0, id: 'a' }, { arguments: '{"query":' })] },
        { tool_calls: [call({ index: 1, id: 'b' }, { arguments: '{"query":' })] },
        {
          tool_calls: [
            { index: 0, function: { arguments: '"soup"}' } },
            { index: 1, function: { arguments: '"salad"}' } },
          ],
        },
      ),
      DONE,
    ],
    text: 'Done.',
    queries: ['soup', 'salad'],
  },
];

const REASONING: ModelServerQuirk[] = [
  {
    server: 'vLLM, DeepSeek: reasoning_content beside the content',
    bodies: [
      says(
        { role: 'assistant', content: null, reasoning_content: SECRET },
        { content: 'Soup.', reasoning_content: null },
      ),
    ],
    text: 'Soup.',
  },
  {
    server: 'Ollama, Groq: reasoning',
    bodies: [says({ reasoning: SECRET, content: '' }, { content: 'Soup.' })],
    text: 'Soup.',
  },
  {
    server: 'Mistral: thinking among the parts of a content',
    bodies: [
      says(
        { content: [{ type: 'thinking', thinking: [{ type: 'text', text: SECRET }] }] },
        { content: [{ type: 'text', text: 'So' }] },
        { content: 'up.' },
      ),
    ],
    text: 'Soup.',
  },
  {
    server: 'vLLM: reasoning, then a call',
    bodies: [calls({ reasoning_content: SECRET }, { tool_calls: [call({ index: 0 })] }), DONE],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'vLLM without a parser: <think>',
    bodies: [texts('<think>', SECRET, '</think>\n\n', 'Soup.')],
    text: 'Soup.',
  },
  {
    server: 'llama.cpp without a parser: <think>, cut anywhere',
    bodies: [texts(...`<think>${SECRET}</think>\n\nSoup < 5 €, [salad] too.`)],
    text: 'Soup < 5 €, [salad] too.',
  },
  {
    server: 'vLLM without a parser: <think>, then a call',
    bodies: [calls({ content: `<think>${SECRET}</think>\n\n` }, { tool_calls: [call({ index: 0 })] }), DONE],
    text: 'Done.',
    queries: ['soup'],
  },
  { server: 'DeepSeek-R1’s template: nothing opens it', bodies: [texts(SECRET, '</think>', 'Soup.')], text: 'Soup.' },
  { server: 'a model’s own words for it', bodies: [texts(`<thinking>${SECRET}</thinking>`, 'Soup.')], text: 'Soup.' },
  { server: 'Google: <thought>', bodies: [texts(`<thought>${SECRET}</thought>Soup.`)], text: 'Soup.' },
  { server: 'Magistral without a parser', bodies: [texts('[THINK]', SECRET, '[/THI', 'NK]Soup.')], text: 'Soup.' },
  { server: 'Kimi without a parser', bodies: [texts(`◁think▷${SECRET}◁/think▷Soup.`)], text: 'Soup.' },
  {
    server: 'Command A without a parser',
    bodies: [texts(`<|START_THINKING|>${SECRET}<|END_THINKING|><|START_RESPONSE|>Soup.<|END_RESPONSE|>`)],
    text: 'Soup.',
  },
  {
    server: 'gpt-oss without a parser: its channels',
    bodies: [texts('<|channel|>analysis<|message|>', SECRET, `<|end|>${FINAL}`, 'Soup.', '<|return|>')],
    text: 'Soup.',
  },
  {
    server: 'gpt-oss without a parser, cut anywhere',
    bodies: [texts(...`<|channel|>analysis<|message|>${SECRET}<|end|>${FINAL}Soup.<|return|>`)],
    text: 'Soup.',
  },
  {
    server: 'gpt-oss whose special tokens were dropped',
    bodies: [texts('analysis', `We see that ${SECRET}`, 'assistant', 'finalSoup.')],
    text: 'Soup.',
  },
  {
    server: 'reasoning that never closes, and then an answer',
    bodies: [texts(`<think>${SECRET}`), DONE],
    text: 'Done.',
  },
  {
    server: 'a server that breaks off while it reasons, and then answers',
    bodies: [sse([choice({ reasoning_content: SECRET })], ''), DONE],
    text: 'Done.',
  },
];

const FRAMES: ModelServerQuirk[] = [
  {
    server: 'Mistral: content in parts',
    bodies: [
      says({
        content: [
          { type: 'text', text: 'So' },
          { type: 'text', text: 'up.' },
        ],
      }),
    ],
    text: 'Soup.',
  },
  { server: 'LocalAI: no finish_reason', bodies: [sse([choice({ content: 'Soup.' })])], text: 'Soup.' },
  {
    server: 'LocalAI: no finish_reason behind a call',
    bodies: [sse([choice({ tool_calls: [call({ index: 0 })] })]), DONE],
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'a gateway: an empty finish_reason with each chunk',
    bodies: [sse([choice({ content: 'So' }, ''), choice({ content: 'up.' }, ''), choice({}, 'stop')])],
    text: 'Soup.',
  },
  { server: 'Google: no [DONE]', bodies: [sse([choice({ content: 'Soup.' }), choice({}, 'stop')], '')], text: 'Soup.' },
  {
    server: 'neither an end nor [DONE]: the answer is cut off',
    bodies: [sse([choice({ content: 'Sou' })], '')],
    text: 'Sou',
    fails: true,
  },
  {
    server: 'a last line without its end',
    bodies: [sse([choice({ content: 'Soup.' })], `data: ${JSON.stringify(choice({}, 'stop'))}`)],
    text: 'Soup.',
  },
  { server: 'llama-cpp-python: CRLF', bodies: [texts('So', 'up.').replaceAll('\n', '\r\n')], cut: 7, text: 'Soup.' },
  {
    server: 'OpenRouter: comments between the chunks',
    bodies: [`: OPENROUTER PROCESSING\n\n${texts('So', 'up.').replaceAll('\n\n', '\n\n: ping\n\n')}`],
    text: 'Soup.',
  },
  { server: 'no space after the colon', bodies: [texts('So', 'up.').replaceAll('data: ', 'data:')], text: 'Soup.' },
  {
    server: 'a server that cannot stream: one JSON',
    bodies: [whole({ role: 'assistant', content: `<think>${SECRET}</think>Soup.` }, 'stop')],
    contentType: 'application/json',
    text: 'Soup.',
  },
  {
    server: 'a server that cannot stream: one JSON with a call',
    bodies: [
      whole({ role: 'assistant', content: null, tool_calls: [call({})] }, 'tool_calls'),
      whole({ content: 'Done.' }, null),
    ],
    contentType: 'application/json; charset=utf-8',
    text: 'Done.',
    queries: ['soup'],
  },
  {
    server: 'one JSON that is called a stream',
    bodies: [whole({ role: 'assistant', content: 'Soup.' }, 'stop')],
    text: 'Soup.',
  },
  {
    server: 'LM Studio: usage null, another model’s name, empty and role-only chunks',
    bodies: [
      sse([
        chunk({ model: 'qwen3-8b-q4_k_m.gguf', usage: null, choices: [{ index: 0, delta: { role: 'assistant' } }] }),
        chunk({ choices: [{ index: 0, delta: {} }] }),
        chunk({ choices: [{ index: 0, delta: { role: '', content: null } }], usage: null }),
        choice({ content: 'Soup.' }),
        chunk({ choices: [{ index: 0, delta: null, finish_reason: 'stop' }], usage: null }),
      ]),
    ],
    text: 'Soup.',
  },
  {
    server: 'numbers for ids, a role of its own, an error that is none, null for choices',
    bodies: [
      sse([
        { id: 7, created: '2026', choices: [{ index: 0, delta: { role: 'model', content: 'So' } }], error: null },
        { ...choice({ content: 'up.' }), error: null },
        choice({}, 'stop'),
        { choices: null, usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
      ]),
    ],
    text: 'Soup.',
  },
  {
    server: 'vLLM: an error in the middle',
    bodies: [
      sse([choice({ content: 'Sou' }), { error: { message: 'CUDA out of memory', type: 'server_error', code: 500 } }]),
    ],
    text: 'Sou',
    fails: true,
  },
  {
    server: 'llama.cpp: an error that is a text, in the middle',
    bodies: [sse([choice({ content: 'Sou' }), { error: 'slot unavailable' }])],
    text: 'Sou',
    fails: true,
  },
  {
    server: 'vLLM of 2024: an error instead of an answer, and then an answer',
    bodies: [sse([{ object: 'error', message: 'overloaded', code: 503 }], ''), DONE],
    text: 'Done.',
  },
];

/** Behaviours of real servers, from their issues or source code. */
export const MODEL_SERVER_QUIRKS: readonly ModelServerQuirk[] = [...CALLS, ...REASONING, ...FRAMES];
