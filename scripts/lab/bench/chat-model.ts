import { createServer } from 'node:http';

/**
 * A model for the chat's bench, in a process of its own: speaks OpenAI's chat completions as fast as its reader reads.
 * The model's name says what it does: `say-20000` says so many tokens at once, `drip-300` one each ten milliseconds,
 * `hang` one and then nothing. It embeds a text by its length.
 */
const TOKENS_PER_WRITE = 50;
const frame = (choice: object) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [{ index: 0, ...choice }] })}\n\n`;
const TOKEN = frame({ delta: { content: 'token ' } });
const MANY = TOKEN.repeat(TOKENS_PER_WRITE);
const END = `${frame({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`;

const server = createServer(async (request, response) => {
  const body = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
  if (request.url?.endsWith('/embeddings')) {
    const data = [body.input].flat().map((text: string, index: number) => ({
      ...{ object: 'embedding', index },
      embedding: Array.from({ length: body.dimensions }, (_, place) => Math.sin(text.length + place)),
    }));
    const usage = { prompt_tokens: 1, total_tokens: 1 };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', model: body.model, data, usage }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const tokens = Number(/^say-(\d+)$/.exec(body.model)?.[1] ?? 1);
  response.write(TOKEN);
  if (body.model === 'hang') return;
  for (let left = Number(/^drip-(\d+)$/.exec(body.model)?.[1] ?? 1); left > 1; left--) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    response.write(TOKEN);
  }
  for (let said = 1; said < tokens; said += TOKENS_PER_WRITE) {
    if (!response.write(MANY)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end(END);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string') process.send?.(address.port);
});
