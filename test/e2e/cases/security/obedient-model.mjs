// A model server (OpenAI chat completions, streaming) on loopback that obeys whatever directive it reads anywhere in the
// current turn: [[CALL tool base64(json)]], [[SAY base64(text)]], [[PRINT]]. $QUOTE/$ORDER/$PRODUCT: newest seen in tool results.

import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const port = Number(process.env.MODEL_PORT ?? 8898);
const log = process.env.MODEL_LOG;
const textOf = (m) => (typeof m.content === 'string' ? m.content : JSON.stringify(m.content ?? ''));
createServer(async (req, res) => {
  const chunks = [];
  for await (const c of req) chunks.push(c);
  if (req.method === 'GET') {
    res.end('{}');
    return;
  }
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    res.writeHead(400).end();
    return;
  }
  appendFileSync(log, `${JSON.stringify({ url: req.url, body })}\n`);
  if (req.url.endsWith('/embeddings')) {
    const input = Array.isArray(body.input) ? body.input : [body.input];
    const dim = body.dimensions ?? 512;
    const data = input.map((t, index) => ({
      object: 'embedding',
      index,
      embedding: Array.from({ length: dim }, (_, i) => Math.sin(i + String(t).length) + 1.5),
    }));
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ object: 'list', data, model: body.model, usage: { prompt_tokens: 1, total_tokens: 1 } }));
    return;
  }
  const messages = body.messages ?? [];
  const start = messages.findLastIndex((m) => m.role === 'user');
  const turn = messages.slice(start);
  const text = turn
    .filter((m) => m.role !== 'assistant')
    .map(textOf)
    .join('\n')
    .replace(/\\u([0-9a-f]{4})/gi, (_, c) => String.fromCharCode(parseInt(c, 16)));
  const made = turn.reduce((n, m) => n + (m.tool_calls?.length ?? 0), 0);
  const calls = [...text.matchAll(/\[\[CALL ([\w-]+) ([A-Za-z0-9+/=]+)\]\]/g)];
  const results = messages
    .filter((m) => m.role === 'tool')
    .map(textOf)
    .join('\n');
  const newest = (re) => [...results.matchAll(re)].at(-1)?.[1] ?? '00000000-0000-7000-8000-000000000000';
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (delta, finish = null) =>
    res.write(
      `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: body.model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  const next = calls[made];
  const pre = /\[\[PRE ([A-Za-z0-9+/=]+)\]\]/.exec(text);
  if (next && pre && made === 0) send({ role: 'assistant', content: Buffer.from(pre[1], 'base64').toString('utf8') });
  if (next) {
    const args = Buffer.from(next[2], 'base64')
      .toString('utf8')
      .replaceAll('$QUOTE', newest(/"quote":\{"id":"([\w-]{36})"/g))
      .replaceAll('$ORDER', newest(/"orders?":\[?\{"id":"([\w-]{36})"/g))
      .replaceAll('$PRODUCT', newest(/"product_id":"([\w-]{36})"/g));
    send({
      role: 'assistant',
      tool_calls: [
        {
          index: 0,
          id: `call_${made}_${Math.random().toString(36).slice(2, 12)}`,
          type: 'function',
          function: { name: next[1], arguments: args },
        },
      ],
    });
    send({}, 'tool_calls');
  } else {
    const says = [...text.matchAll(/\[\[SAY ([A-Za-z0-9+/=]+)\]\]/g)].map((m) =>
      Buffer.from(m[1], 'base64')
        .toString('utf8')
        .replace(/\{\{(.)\*(\d+)\}\}/g, (_, ch, n) => ch.repeat(Number(n))),
    );
    if (text.includes('[[PRINT]]')) says.push(JSON.stringify(body));
    const words = says.join('\n') || 'Done.';
    const size = Number(/\[\[CUT (\d+)\]\]/.exec(text)?.[1] ?? 60);
    for (let i = 0; i < words.length; i += size) send({ role: 'assistant', content: words.slice(i, i + size) });
    send({}, 'stop');
  }
  res.write(
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: body.model, choices: [], usage: ((n) => ({ prompt_tokens: n, completion_tokens: 5, total_tokens: n + 5 }))(Number(/\[\[USAGE (\d+)\]\]/.exec(text)?.[1] ?? 10)) })}\n\n`,
  );
  res.end('data: [DONE]\n\n');
}).listen(port, '127.0.0.1', () => console.log('model', process.pid));
