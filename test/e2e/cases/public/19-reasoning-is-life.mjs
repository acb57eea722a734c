// A model that streams its reasoning is at work. The product runs beside it with limits of 2.5 s, and its model server
// is this script, at MODEL_PORT.
import { createServer } from 'node:http';
import { chat, checks, sleep, tenant } from './lib.mjs';

const chunk = (delta, finish_reason = null) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});
const server = createServer(async (req, res) => {
  const body = JSON.parse(Buffer.concat(await req.toArray()).toString() || '{}');
  // Embeddings are asked for as well, of the demo's catalogue say: nothing here answers them.
  if (body.messages === undefined) return res.writeHead(404).end();
  const last = body.messages.at(-1);
  const text = typeof last.content === 'string' ? last.content : JSON.stringify(last.content);
  const kind = /\[(\w+)\]/.exec(text)?.[1];
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (delta, end) => res.write(`data: ${JSON.stringify(chunk(delta, end))}\n\n`);
  const think = {
    vllm: () => say({ reasoning_content: 'hmm ' }),
    ollama: () => say({ reasoning: 'hmm ' }),
    comments: () => res.write(': keep-alive\n\n'),
  }[kind];
  for (let i = 0; think !== undefined && i < 14; i++) {
    think();
    await sleep(400);
  }
  say({ content: 'Answer' });
  say({}, 'stop');
  res.end('data: [DONE]\n\n');
});
await new Promise((resolve) => server.listen(Number(process.env.MODEL_PORT ?? 8891), '127.0.0.1', resolve));
const c = checks('19 reasoning is life');
const { token } = await tenant();
for (const kind of ['vllm', 'ollama', 'comments']) {
  for (let i = 0; i < 30 && (await chat(token, `w${kind}${i}`, '[plain]')).text !== 'Answer'; i++) await sleep(1000);
  c.is(
    `${kind}: 5.6 s of reasoning, a piece each 0.4 s, limit 2.5 s`,
    (await chat(token, `t${kind}`, `[${kind}] hi`)).text,
    'Answer',
  );
}
c.end();
server.close();
server.closeAllConnections();
