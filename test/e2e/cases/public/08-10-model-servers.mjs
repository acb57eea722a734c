// What servers behind OPENAI_API_BASE really stream. Start the product beside it:
//   OPENAI_API_BASE=http://127.0.0.1:8891/v1 OPENAI_CHAT_MODEL=m OPENAI_EMBEDDING_MODEL=e PORT=8890 RAGLINE_STATE_DIR=.ragline/cases-state npm start
//   RURL=http://127.0.0.1:8890 node 08-10-model-servers.mjs
import { createServer } from 'node:http';

process.env.RURL ??= 'http://127.0.0.1:8890';
const { chat, checks, shop, sleep } = await import('./lib.mjs');

const chunk = (delta, finish_reason = null) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});
const call = (over, fn) => ({
  index: 0,
  id: 'call_1',
  type: 'function',
  ...over,
  function: { name: 'retrieve_menu', arguments: '{"query":"soup"}', ...fn },
});
const tool = (one) => [chunk({ tool_calls: [one] }), chunk({}, 'tool_calls')];
const ANSWERS = {
  plain: [chunk({ content: 'Hello' }), chunk({}, 'stop')],
  // 08: Google’s OpenAI endpoint, SambaNova, older Ollama.
  noindex: tool(call({ index: undefined })),
  twonoindex: [
    chunk({ tool_calls: [call({ index: undefined, id: 'a' })] }),
    chunk({ tool_calls: [call({ index: undefined, id: 'b' }, { arguments: '{"query":"salad"}' })] }),
    chunk({}, 'tool_calls'),
  ],
  // 09: vLLM and llama.cpp without a reasoning parser, older Ollama with qwen3 or deepseek-r1.
  think: [
    chunk({ content: '<think>' }),
    chunk({ content: 'the person may be a reseller, margins are 60 %' }),
    chunk({ content: '</think>\n\n' }),
    chunk({ content: 'We have soup.' }),
    chunk({}, 'stop'),
  ],
  thinkunopened: [
    chunk({ content: 'the person may be a reseller' }),
    chunk({ content: '</think>' }),
    chunk({ content: 'We have soup.' }),
    chunk({}, 'stop'),
  ],
  // 10: how models fill in arguments.
  nulls: tool(
    call(
      {},
      {
        arguments:
          '{"query":"soup","category":null,"diets":null,"min_price":null,"max_price":null,"available":null,"limit":null}',
      },
    ),
  ),
  numbersastext: tool(call({}, { arguments: '{"query":"soup","limit":"3"}' })),
  listastext: tool(
    call({}, { name: 'apply_promos', arguments: '{"items":"[{\\"sku\\":\\"P1\\",\\"quantity\\":2}]"}' }),
  ),
};
const asked = [];
const server = createServer(async (req, res) => {
  const body = JSON.parse(Buffer.concat(await req.toArray()).toString() || '{}');
  if (req.url.includes('embeddings')) {
    const data = [].concat(body.input).map((text, index) => ({
      object: 'embedding',
      index,
      embedding: Array.from({ length: 16 }, (_, k) => Math.sin(text.length * (k + 1))),
    }));
    res.setHeader('content-type', 'application/json');
    return void res.end(
      JSON.stringify({ object: 'list', model: 'e', data, usage: { prompt_tokens: 1, total_tokens: 1 } }),
    );
  }
  asked.push(body.messages);
  const last = body.messages.at(-1);
  const text = (m) => (typeof m.content === 'string' ? m.content : JSON.stringify(m.content));
  const chunks =
    last.role === 'tool'
      ? [
          chunk({
            content: `calls ${body.messages.filter((m) => m.role === 'tool').length}, ${/"error"/.test(text(last)) ? 'refused' : 'done'}`,
          }),
          chunk({}, 'stop'),
        ]
      : (ANSWERS[/\[(\w+)\]/.exec(text(last))?.[1]] ?? ANSWERS.plain);
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const one of chunks) res.write(`data: ${JSON.stringify(one)}\n\n`);
  res.end('data: [DONE]\n\n');
});
await new Promise((resolve) => server.listen(Number(process.env.MODEL_PORT ?? 8891), '127.0.0.1', resolve));

const c = checks('08–10 model servers');
const { token } = await shop([['Soup']]);
let n = 0;
// Past the circuit breaker, which earlier failures may have opened.
const ask = async (what) => {
  for (let i = 0; i < 40 && (await chat(token, `w${++n}`, '[plain]')).text !== 'Hello'; i++) await sleep(1000);
  return (await chat(token, `t-${what}`, `[${what}]`)).text;
};
c.is('08 a call without an index', await ask('noindex'), 'calls 1, done');
c.is('08 two calls without an index', await ask('twonoindex'), 'calls 2, done');
c.is('09 <think> is not shown', (await ask('think')).trim(), 'We have soup.');
await chat(token, 't-think', '[plain]');
c.is('09 nor sent back to the model', /reseller/.test(JSON.stringify(asked.at(-1))), false);
c.is('09 nor without its beginning', (await ask('thinkunopened')).trim(), 'We have soup.');
c.is('10 null for what is optional', await ask('nulls'), 'calls 1, done');
c.is('10 a number as text', await ask('numbersastext'), 'calls 1, done');
c.is('10 a list as text', await ask('listastext'), 'calls 1, done');
c.end();
server.close();
server.closeAllConnections();
