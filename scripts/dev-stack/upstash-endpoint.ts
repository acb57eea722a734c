import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createInMemoryRedis } from './in-memory-redis.ts';
import { connectRedis } from './networked-redis.ts';
import { listenOnLoopback } from './ports.ts';
import { type RedisBackend, RedisCommandError, type Reply } from './redis-backend.ts';
import { findRedisServer, startRedisServer } from './redis-server-process.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

type JsonReply = null | number | string | JsonReply[];
type JsonResult = { result: JsonReply } | { error: string };
interface Answer {
  status: number;
  body: JsonResult | JsonResult[];
}

/** A running Upstash-compatible REST endpoint. */
export interface UpstashEndpoint {
  url: string;
  token: string;
  /** The kind of Redis behind the endpoint, for messages. */
  backend: string;
  /** Resolves with one sentence when the Redis behind it ended by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Serves Redis over HTTP on 127.0.0.1 as Upstash does (POST /, /pipeline, /multi-exec).
 * Source: https://upstash.com/docs/redis/features/restapi
 * Behind it: `redisUrl` when given, else a redis-server or valkey-server from PATH, else memory (`inMemory` forces that).
 * `port` 0 takes any free one; `token` is random when not given.
 * Rejects when `redisUrl` cannot be reached (the message holds no password) or with the listen error.
 */
export async function startUpstashEndpoint(options: {
  redisUrl?: string | undefined;
  port: number;
  token?: string;
  inMemory?: boolean;
}): Promise<UpstashEndpoint> {
  const token = options.token ?? randomBytes(32).toString('base64url');
  const backend = await chooseBackend(options.redisUrl, options.inMemory ?? false);
  const server = createServer((request, response) => {
    void answer(request, backend, token).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  try {
    const port = await listenOnLoopback(server, options.port);
    return {
      url: `http://127.0.0.1:${port}`,
      token,
      backend: backend.description,
      failed: backend.failed ?? new Promise(() => undefined),
      stop: async () => {
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
        await backend.stop();
      },
    };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

async function chooseBackend(redisUrl: string | undefined, inMemory: boolean): Promise<RedisBackend> {
  if (redisUrl) return connectRedis(redisUrl, `the Redis at ${new URL(redisUrl).host}`);
  const server = inMemory ? undefined : findRedisServer();
  if (!server) return createInMemoryRedis();
  // A server that is installed but does not start must not stop the development stack.
  return startRedisServer(server).catch(() => createInMemoryRedis());
}

async function answer(request: IncomingMessage, backend: RedisBackend, token: string): Promise<Answer> {
  if (!authorised(request, token)) return failure(401, 'Unauthorized');
  if (request.method !== 'POST') return failure(405, 'ERR only POST is served here');
  const encode = request.headers['upstash-encoding'] === 'base64' ? toBase64 : toText;
  try {
    const body = await readJson(request);
    switch (new URL(request.url ?? '/', 'http://localhost').pathname) {
      case '/':
        return { status: 200, body: { result: encode(await backend.run(parseCommand(body))) } };
      case '/pipeline': {
        const runs = parseCommands(body).map((command) => backend.run(command).catch(asCommandError));
        return { status: 200, body: (await Promise.all(runs)).map((reply) => toResult(reply, encode)) };
      }
      case '/multi-exec':
        return {
          status: 200,
          body: (await backend.transaction(parseCommands(body))).map((reply) => toResult(reply, encode)),
        };
      default:
        return failure(404, 'ERR no such path: POST a command array to /, /pipeline or /multi-exec');
    }
  } catch (error) {
    if (error instanceof RedisCommandError) return failure(400, error.message);
    return failure(503, 'ERR the Redis behind this endpoint cannot be reached');
  }
}

function authorised(request: IncomingMessage, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new RedisCommandError('ERR max request size exceeded');
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new RedisCommandError('ERR failed to parse the request body as JSON');
  }
}

function parseCommand(body: unknown): string[] {
  if (!Array.isArray(body) || body.length === 0) throw new RedisCommandError('ERR a command is a non-empty JSON array');
  return body.map((word: unknown) => {
    if (typeof word === 'string') return word;
    if (typeof word === 'number' || typeof word === 'boolean') return String(word);
    return JSON.stringify(word);
  });
}

function parseCommands(body: unknown): string[][] {
  if (!Array.isArray(body)) throw new RedisCommandError('ERR a pipeline is a JSON array of commands');
  return body.map(parseCommand);
}

function asCommandError(error: unknown): RedisCommandError {
  if (error instanceof RedisCommandError) return error;
  throw error;
}

function toResult(reply: Reply | RedisCommandError, encode: (reply: Reply) => JsonReply): JsonResult {
  return reply instanceof RedisCommandError ? { error: reply.message } : { result: encode(reply) };
}

/** Upstash's client decodes every string but a bare "OK". */
function toBase64(reply: Reply): JsonReply {
  return Buffer.isBuffer(reply) && reply.toString('latin1') === 'OK' ? 'OK' : toStrings(reply, 'base64');
}

function toText(reply: Reply): JsonReply {
  return toStrings(reply, 'utf8');
}

function toStrings(reply: Reply, encoding: 'base64' | 'utf8'): JsonReply {
  if (Buffer.isBuffer(reply)) return reply.toString(encoding);
  return Array.isArray(reply) ? reply.map((part) => toStrings(part, encoding)) : reply;
}

function failure(status: number, error: string): Answer {
  return { status, body: { error } };
}
