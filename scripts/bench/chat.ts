import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { tenants } from '../../schema/tables/tenants.ts';
import { Database } from '../../workers/platform/database.ts';
import { newId } from '../../workers/platform/ids.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { loadSigningKeys } from '../dev-stack/local-secrets.ts';
import { startScratchDatabase } from '../dev-stack/scratch-database.ts';
import { startUpstashEndpoint } from '../dev-stack/upstash-endpoint.ts';
import { migrate } from '../migrate.ts';
import { startBuiltSystem } from './built-system.ts';

/**
 * What the chat adds to its model, on the built Worker under workerd, on the embedded database or on that of
 * DATABASE_URL and REDIS_URL: time to the first token, tokens a second through it, and how soon a stop reaches a reader.
 * The floor, of the same run, is a bare Worker in the same workerd that passes the model's stream on.
 *   npm run bench:chat [-- turns]
 */
const TURNS = Number(process.argv[2] ?? 200);
const WARM_UP = 20;
const LONG_TOKENS = 20_000;
const LONG_TURNS = 5;
const STOPS = 40;

const FLOOR = (modelUrl: string) => `
  export default {
    fetch: async (request) =>
      await fetch(${JSON.stringify(`${modelUrl}/v1/chat/completions`)}, { method: 'POST', body: await request.text() }),
  };
`;

const folder = await mkdtemp(join(tmpdir(), 'ragline-bench-'));
const model = fork(join(import.meta.dirname, 'chat-model.ts'));
const [port] = await once(model, 'message');
const modelUrl = `http://127.0.0.1:${port}`;
const jwks = await loadSigningKeys(folder);
const database = await startScratchDatabase(process.env.DATABASE_URL);
const redisUrl = process.env.REDIS_URL;
const redis = await startUpstashEndpoint({ redisUrl, port: 0, inMemory: redisUrl === undefined });
await migrate({ connectionString: database.url, log: () => undefined });
const db = new Database({ kind: 'hyperdrive', connectionString: database.url });
const system = await startBuiltSystem({
  ...{ databaseUrl: database.url, redis },
  env: {
    AUTH_PRIVATE_JWKS: jwks,
    OPENAI_API_BASE: `${modelUrl}/v1`,
    OPENAI_CHAT_MODEL: 'say-1',
    OPENAI_CHAT_MODELS: `say-${LONG_TOKENS},hang`,
    RATE_LIMIT_SCALE: '1000000',
  },
  floor: { script: FLOOR(modelUrl), durableObjects: {} },
});
const principal = { tenantId: newId(), userId: newId(), roles: ['owner' as const] };
const tokens = createTokens({ privateJwks: JSON.parse(jwks), issuer: 'ragline', audience: 'ragline-api' });
const token = await tokens.issue(principal, new Date());
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

try {
  await db.transaction({ tenantId: principal.tenantId }, (tx) =>
    tx.insert(tenants).values({ id: principal.tenantId, slug: principal.tenantId, name: 'Bench' }),
  );
  console.log(`on ${database.kind === 'embedded' ? 'the embedded database' : 'the given PostgreSQL'}`);
  await firstTokens();
  await choose(`say-${LONG_TOKENS}`);
  await throughput();
  await choose('hang');
  await stops();
} finally {
  await system.stop();
  model.kill();
  await db.close();
  await redis.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}

async function choose(name: string): Promise<void> {
  const json = JSON.stringify({ model: name });
  const response = await fetch(`${system.url}/v1/tenant/chat-settings`, { method: 'PATCH', headers, body: json });
  if (!response.ok) throw new Error(`choosing ${name} was answered ${response.status}: ${await response.text()}`);
}

async function viaFloor(name: string): Promise<Response> {
  const body = JSON.stringify({ model: name, stream: true, messages: [] });
  return await fetch(system.floorUrl, { method: 'POST', body });
}

async function viaChat(id: string): Promise<Response> {
  const message = { id: newId(), role: 'user', parts: [{ type: 'text', text: 'hello' }] };
  return await fetch(`${system.url}/v1/chat`, { method: 'POST', headers, body: JSON.stringify({ id, message }) });
}

/** When the first and the last token came, in milliseconds after the request. */
async function read(ask: () => Promise<Response>): Promise<{ firstMs: number; lastMs: number; tokens: number }> {
  const beganMs = performance.now();
  const response = await ask();
  if (!response.ok || response.body === null) throw new Error(`answered ${response.status}: ${await response.text()}`);
  const decoder = new TextDecoder();
  let [firstMs, lastMs, count, rest] = [Number.NaN, Number.NaN, 0, ''];
  for await (const bytes of response.body) {
    const text = rest + decoder.decode(bytes, { stream: true });
    const found = text.split('token ').length - 1;
    rest = text.slice(-5);
    if (found === 0) continue;
    lastMs = performance.now() - beganMs;
    if (count === 0) firstMs = lastMs;
    count += found;
  }
  return { firstMs, lastMs, tokens: count };
}

async function firstTokens(): Promise<void> {
  const [floor, fresh, going]: [number[], number[], number[]] = [[], [], []];
  const id = newId();
  for (let turn = -WARM_UP; turn < TURNS; turn++) {
    const passed = (await read(() => viaFloor('say-1'))).firstMs;
    const begun = (await read(() => viaChat(newId()))).firstMs;
    // A conversation may hold 500 messages; this one begins anew before that.
    const went = (await read(() => viaChat(`${id}-${Math.floor((turn + WARM_UP) / 100)}`))).firstMs;
    if (turn < 0) continue;
    floor.push(passed);
    fresh.push(begun);
    going.push(went);
  }
  console.log(`time to first token, ${TURNS} turns\tp50\tp95\tp99 (ms)\tadded at p50`);
  const row = (name: string, values: number[]) =>
    console.log([name, ...quantiles(values), (quantile(values, 0.5) - quantile(floor, 0.5)).toFixed(1)].join('\t'));
  row('floor: bare proxy', floor);
  row('a new conversation', fresh);
  row('a conversation of up to 200 messages', going);
}

async function throughput(): Promise<void> {
  const rates: Record<'floor' | 'chat', number[]> = { floor: [], chat: [] };
  for (let turn = 0; turn < LONG_TURNS; turn++) {
    for (const [name, ask] of [
      ['floor', () => viaFloor(`say-${LONG_TOKENS}`)],
      ['chat', () => viaChat(newId())],
    ] as const) {
      const { firstMs, lastMs, tokens: said } = await read(ask);
      if (said < LONG_TOKENS) throw new Error(`${name}: only ${said} tokens came`);
      rates[name].push((said / (lastMs - firstMs)) * 1000);
    }
  }
  console.log(`tokens a second, ${LONG_TURNS} answers of ${LONG_TOKENS}: median (lowest)`);
  for (const [name, values] of Object.entries(rates)) {
    console.log(`${name}\t${Math.round(quantile(values, 0.5))} (${Math.round(Math.min(...values))})`);
  }
}

async function stops(): Promise<void> {
  const waits: number[] = [];
  for (let turn = 0; turn < STOPS; turn++) {
    const id = newId();
    const response = await viaChat(id);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const readUntil = async (text: string) => {
      while (!seen.includes(text)) {
        const next = await reader?.read();
        if (next === undefined || next.done) throw new Error(`the stream ended before ${text}`);
        seen += next.value;
      }
    };
    await readUntil('token ');
    const beganMs = performance.now();
    const stopped = fetch(`${system.url}/v1/chat/${id}/stop`, {
      method: 'POST',
      headers: { authorization: headers.authorization },
    });
    await readUntil('"type":"abort"');
    waits.push(performance.now() - beganMs);
    await (await stopped).text();
    await readUntil('[DONE]');
  }
  console.log(`stop, the model silent: request to the reader’s abort, ${STOPS} times\tp50\tp95\tp99 (ms)`);
  console.log(['stop', ...quantiles(waits)].join('\t'));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function quantiles(values: readonly number[]): string[] {
  return [0.5, 0.95, 0.99].map((share) => quantile(values, share).toFixed(1));
}
