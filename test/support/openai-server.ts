import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusalOf } from './openai-rules.ts';

/** How the server answers one chat completion. */
export type Reply =
  | {
      kind: 'text';
      deltas: readonly string[];
      delayMs?: number;
      /** Headers at once, the first delta after so long. */
      firstAfterMs?: number;
      /** The finish reason; by default `stop`. */
      finish?: string;
      /** False: it reports no usage. */
      usage?: boolean;
    }
  /** Arguments arrive in these pieces, cut wherever the test likes. */
  | { kind: 'tool_call'; name: string; pieces: readonly string[] }
  /** Calls at once, their pieces interleaved. */
  | { kind: 'tool_calls'; calls: ReadonlyArray<{ name: string; pieces: readonly string[] }> }
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** Sends these deltas, then drops the connection. */
  | { kind: 'cut_off'; deltas: readonly string[] }
  /** Sends these deltas, then nothing until the client leaves. */
  | { kind: 'hang'; deltas: readonly string[] }
  /** Computed from the request. */
  | { kind: 'answering'; reply: (request: Record<string, unknown>) => Reply }
  /** Not even headers. */
  | { kind: 'mute' }
  /** A body as it is, in pieces. */
  | { kind: 'raw'; pieces: readonly string[]; contentType?: string; delayMs?: number }
  /** Events as they are, and then a proper end of the connection. */
  | { kind: 'events'; data: readonly string[] };

export interface OpenAIServer {
  /** For OPENAI_API_BASE. */
  url: string;
  /** Bodies of the requests, in order. */
  requests: Array<Record<string, unknown>>;
  /** Replies for the chat completions to come; the last one stays. */
  reply(...replies: Reply[]): void;
  /** Sets the answer of `/moderations`: it flags texts with `flag`, or is unavailable. */
  moderate(how: { flag: string } | 'away'): void;
  /** How many dimensions `/embeddings` answers with, whatever was asked for. */
  embeddingDimensions(dimensions: number): void;
  /** Resolves when a client has left before the end. */
  clientLeft: Promise<void>;
  /** @throws When it has had a request that OpenAI refuses. */
  stop(): Promise<void>;
}

/** A local server that speaks OpenAI's chat completions (streaming) and embeddings, well and badly, and refuses what that refuses. */
export async function startOpenAIServer(): Promise<OpenAIServer> {
  const requests: Array<Record<string, unknown>> = [];
  const refusals: string[] = [];
  let replies: Reply[] = [];
  let dimensions = 512;
  let moderation: { flag: string } | 'away' = 'away';
  const left = Promise.withResolvers<void>();

  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) left.resolve();
    });
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/v1/models') {
      const names = ['gpt-5-mini', 'text-embedding-3-small'];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ object: 'list', data: names.map((id) => ({ id, object: 'model' })) }));
      return;
    }
    if (request.method === 'GET') {
      // For tests in another process: returns the requests that contain this text.
      const marker = new URL(request.url ?? '/', 'http://localhost').searchParams.get('with') ?? '';
      const found = requests.filter((body) => JSON.stringify(body).includes(marker));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(found));
      return;
    }
    const body: Record<string, unknown> = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
    if (request.url === '/v1/moderations') {
      if (moderation === 'away') response.writeHead(503).end();
      else {
        const flagged = String(body.input).includes(moderation.flag);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id: 'modr-1', model: body.model, results: [{ flagged }] }));
      }
      return;
    }
    requests.push(body);
    if (request.url === '/v1/embeddings') {
      const input = Array.isArray(body.input) ? body.input : [body.input];
      const data = input.map((_, index) => ({
        object: 'embedding',
        index,
        embedding: Array.from({ length: dimensions }, () => 0.1),
      }));
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ object: 'list', data, model: body.model, usage: { prompt_tokens: 1, total_tokens: 1 } }),
      );
      return;
    }
    const refused = refusalOf(body);
    if (refused !== undefined) {
      refusals.push(refused.message);
      await answer(response, { kind: 'status', status: 400, body: { error: refused } });
      return;
    }
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    await answer(
      response,
      (reply?.kind === 'answering' ? reply.reply(body) : reply) ?? { kind: 'status', status: 404 },
    );
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    reply: (...next) => {
      replies = next;
    },
    moderate: (how) => {
      moderation = how;
    },
    embeddingDimensions: (next) => {
      dimensions = next;
    },
    clientLeft: left.promise,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      if (refusals.length > 0) throw new Error(`OpenAI would have refused ${refusals.length} requests: ${refusals[0]}`);
    },
  };
}

async function answer(response: ServerResponse, reply: Reply): Promise<void> {
  if (reply.kind === 'answering') throw new Error('a reply that answers a request answers with another kind');
  if (reply.kind === 'mute') return;
  if (reply.kind === 'status') {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body ?? { error: { message: 'refused', type: 'test' } }));
    return;
  }
  const contentType = (reply.kind === 'raw' ? reply.contentType : undefined) ?? 'text/event-stream';
  response.writeHead(200, { 'content-type': contentType });
  response.flushHeaders();
  if (reply.kind === 'raw') {
    for (const piece of reply.pieces) {
      response.write(piece);
      if (reply.delayMs !== undefined) await sleep(reply.delayMs);
    }
    response.end();
    return;
  }
  const event = (fields: Record<string, unknown>) =>
    response.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'test', ...fields })}\n\n`,
    );
  const send = (choice: Record<string, unknown>) => event({ choices: [{ index: 0, ...choice }] });
  const finish = (reason: string, hasUsage = true): void => {
    send({ delta: {}, finish_reason: reason });
    if (hasUsage) event({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 } });
    response.end('data: [DONE]\n\n');
  };
  switch (reply.kind) {
    case 'events':
      for (const data of reply.data) response.write(`data: ${data}\n\n`);
      response.end();
      return;
    case 'tool_call':
    case 'tool_calls': {
      const calls = reply.kind === 'tool_call' ? [reply] : reply.calls;
      for (const [index, { name }] of calls.entries()) {
        const call = { index, id: `call_${name}_${index}`, type: 'function', function: { name, arguments: '' } };
        send({ delta: { role: 'assistant', tool_calls: [call] } });
      }
      const longest = Math.max(...calls.map(({ pieces }) => pieces.length));
      for (let piece = 0; piece < longest; piece++) {
        for (const [index, { pieces }] of calls.entries()) {
          if (pieces[piece] === undefined) continue;
          send({ delta: { tool_calls: [{ index, function: { arguments: pieces[piece] } }] } });
        }
      }
      finish('tool_calls');
      return;
    }
    default: {
      if (reply.kind === 'text' && reply.firstAfterMs !== undefined) await sleep(reply.firstAfterMs);
      for (const content of reply.deltas) {
        send({ delta: { content } });
        if (reply.kind === 'text' && reply.delayMs !== undefined) await sleep(reply.delayMs);
      }
      if (reply.kind === 'text') finish(reply.finish ?? 'stop', reply.usage);
      if (reply.kind === 'cut_off') {
        await sleep(20);
        response.destroy();
      }
    }
  }
}
