import { z } from 'zod';
import type { Config } from '../../workers/platform/config.ts';
import { UserFault } from './user-fault.ts';

const OPENAI = 'https://api.openai.com/v1';
const ANSWER_LIMIT_MS = 10_000;
/** Loading a model into memory takes a local server its time. */
const LOAD_LIMIT_MS = 60_000;
const NAMES_SHOWN = 5;

interface Server {
  apiKey: string;
  baseURL: string | undefined;
}

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * Checks that the configured model servers are reachable and have the models. @returns The fault of semantic search in
 * one sentence; undefined when there is none. @throws {UserFault} when the chat could not work, with the fault and the
 * remedy.
 */
export async function checkModelServers({ openai, chat, embedding }: Config): Promise<string | undefined> {
  const [model] = chat.models;
  if (openai !== undefined && model !== undefined && !model.startsWith('@')) await requireChatModel(openai, model);
  return embedding === undefined ? undefined : await missingEmbeddings(embedding);
}

async function requireChatModel(server: Server, model: string): Promise<void> {
  const at = addressOf(server);
  const isOpenAI = server.baseURL === undefined;
  const remedy = isOpenAI ? 'check the network' : 'start it, correct OPENAI_API_BASE';
  const other = `or unset ${isOpenAI ? 'OPENAI_API_KEY' : 'OPENAI_API_BASE'} for the offline model`;
  const listed = await ask(server, '/models').catch((error: unknown) => {
    throw new UserFault(`The model server at ${at} does not answer (${reasonOf(error)}): ${remedy}, ${other}.`);
  });
  if (listed.status === 401 || listed.status === 403)
    throw new UserFault(`The model server at ${at} refuses the key: correct OPENAI_API_KEY, ${other}.`);
  if (listed.status === 404 && (await lacksVersion(server)))
    throw new UserFault(`OPENAI_API_BASE lacks its last part: set it to ${server.baseURL?.replace(/\/+$/, '')}/v1.`);
  const names = namesIn(listed.text);
  if (names === undefined || hasModel(names, model)) return;
  // Some servers do not list all their models.
  const body = { model, messages: [{ role: 'user', content: 'hi' }], max_completion_tokens: 16 };
  const { status } = await ask(server, '/chat/completions', body).catch(() => ({ status: 0 }));
  if (status !== 404 && status !== 400) return;
  throw new UserFault(
    `The model server at ${at} has no model ${model}, only ${shown(names)}: set OPENAI_CHAT_MODEL to one that it has, or load it (with Ollama: ollama pull ${model}).`,
  );
}

async function missingEmbeddings(server: NonNullable<Config['embedding']>): Promise<string | undefined> {
  const at = addressOf(server);
  const { model } = server;
  const listed = await ask(server, '/models').catch(() => undefined);
  if (listed !== undefined && hasModel(namesIn(listed.text) ?? [], model)) return undefined;
  const answer = await ask(server, '/embeddings', { model, input: ['a'] }).catch((error: unknown) => ({
    status: 0,
    text: reasonOf(error),
  }));
  if (answer.status === 200) return undefined;
  const said = answer.status === 0 ? answer.text : `HTTP ${answer.status}`;
  return `Search finds by words and not by meaning, since the server at ${at} makes no embeddings with the model ${model} (${said}): set OPENAI_EMBEDDING_MODEL to one that it has (with Ollama: ollama pull nomic-embed-text), or OPENAI_EMBEDDING_API_BASE to another server.`;
}

async function ask(server: Server, path: string, body?: object): Promise<{ status: number; text: string }> {
  const response = await fetch(`${(server.baseURL ?? OPENAI).replace(/\/+$/, '')}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(body === undefined ? ANSWER_LIMIT_MS : LOAD_LIMIT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/**
 * Returns true if the configured address lacks `/v1`: `http://localhost:11434` for `http://localhost:11434/v1`.
 */
async function lacksVersion({ apiKey, baseURL }: Server): Promise<boolean> {
  if (baseURL === undefined) return false;
  const below = { apiKey, baseURL: `${baseURL.replace(/\/+$/, '')}/v1` };
  return (await ask(below, '/models').catch(() => ({ status: 0 }))).status === 200;
}

/** Undefined when the server answers with something else than a list of models. */
function namesIn(text: string): string[] | undefined {
  try {
    return Models.parse(JSON.parse(text)).data.map(({ id }) => id);
  } catch {
    return undefined;
  }
}

/** Ollama lists `qwen3:latest`, which `qwen3` means too. */
const hasModel = (names: readonly string[], model: string): boolean =>
  names.includes(model) || names.includes(`${model}:latest`);

const shown = (names: readonly string[]): string =>
  names.length === 0
    ? 'none at all'
    : `${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''}`;

const addressOf = ({ baseURL }: Server): string => new URL(baseURL ?? OPENAI).host;

/** `ECONNREFUSED` rather than "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
