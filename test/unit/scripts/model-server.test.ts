import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkModelServers } from '../../../scripts/dev-stack/model-server.ts';
import { checkVariables } from '../../../scripts/dev-stack/worker-variables.ts';
import { createSigningKey } from '../../../scripts/signing-key.ts';

const README = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const keys = JSON.stringify({ keys: [createSigningKey()] });
let server: Server | undefined;

afterEach(() => server?.close());

/** As Ollama answers: models by name and tag, 404 for one that was not pulled, nothing of it outside `/v1`. */
async function ollama(models: string[], key?: string): Promise<string> {
  server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) return answer(401, {});
    if (!request.url?.startsWith('/v1/')) return response.writeHead(404).end('404 page not found');
    if (request.method === 'GET') return answer(200, { object: 'list', data: models.map((id) => ({ id })) });
    const { model } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const isThere = models.some((name) => name === model || name === `${model}:latest`);
    return isThere ? answer(200, {}) : answer(404, { error: { message: `model "${model}" not found` } });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

const check = (variables: Record<string, string>) => checkModelServers(checkVariables(variables, keys));
/** The variables of the README's recipe for Ollama. */
const recipe = Object.fromEntries(
  [...(/^OPENAI_API_BASE=http:\/\/localhost:11434.*$/m.exec(README)?.[0] ?? '').matchAll(/([A-Z_]+)=(\S+)/g)].map(
    ([, name = '', value = '']) => [name, value],
  ),
);

describe('the model server, before npm start says that it uses it', () => {
  it('is asked for the models of the Ollama recipe', async () => {
    const pulled = [...README.matchAll(/ollama pull ([\w.-]+)/g)].map(([, name]) => `${name}:latest`);
    expect([pulled.length, Object.keys(recipe)]).toEqual([
      2,
      ['OPENAI_API_BASE', 'OPENAI_CHAT_MODEL', 'OPENAI_EMBEDDING_MODEL'],
    ]);
    const url = await ollama(pulled);
    expect(await check({ ...recipe, OPENAI_API_BASE: `${url}/v1` })).toBeUndefined();
    expect(await check({ ...recipe, OPENAI_API_BASE: `${url}/v1/` })).toBeUndefined();
  });

  it('is not asked where the offline models answer', async () => {
    expect(await check({})).toBeUndefined();
  });

  it('is named with the remedy when it does not answer, refuses the key, or is asked at the wrong path', async () => {
    const url = await ollama(['qwen3:latest'], 'sk-right');
    const of = (over: Record<string, string>) => check({ ...recipe, OPENAI_API_BASE: `${url}/v1`, ...over });
    await expect(of({ OPENAI_API_KEY: 'sk-wrong' })).rejects.toThrow(/refuses the key: correct OPENAI_API_KEY/);
    await expect(of({ OPENAI_API_BASE: url, OPENAI_API_KEY: 'sk-right' })).rejects.toThrow(
      `OPENAI_API_BASE lacks its last part: set it to ${url}/v1.`,
    );
    server?.close();
    await expect(of({})).rejects.toThrow(/does not answer \(\w+\): start it, correct OPENAI_API_BASE, or unset/);
  });

  it('is named with what it has when it lacks the model that chats', async () => {
    const url = await ollama(['llama3.2:3b', 'nomic-embed-text:latest']);
    await expect(check({ OPENAI_API_BASE: `${url}/v1` })).rejects.toThrow(
      /has no model gpt-5-mini, only llama3.2:3b, nomic-embed-text:latest: set OPENAI_CHAT_MODEL .*ollama pull gpt-5-mini/,
    );
  });

  it('may lack the embedding model: search goes on by words, and says how to get more', async () => {
    const url = await ollama(['qwen3:latest']);
    const lack = await check({ OPENAI_API_BASE: `${url}/v1`, OPENAI_CHAT_MODEL: 'qwen3' });
    expect(lack).toMatch(/by words .* text-embedding-3-small \(HTTP 404\): .*ollama pull nomic-embed-text/);
  });
});
