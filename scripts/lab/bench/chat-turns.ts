import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { newId } from '../../../workers/platform/ids.ts';
import { runtimeUsage } from './processes.ts';
import type { Shop, Stage } from './stage.ts';

const WARM_UP = 20;
/** About what it takes to order: ask, choose, price, confirm. */
export const SHORT_TURNS = 6;
export const LONG_TOKENS = 20_000;
export const LONG_TURNS = 5;
export const STOPS = 40;
const LONG_MODEL = `say-${LONG_TOKENS}`;
/** Said one by one, ten milliseconds apart, by so many models at once: few enough for two cores to keep up. */
const SLOW_TOKENS = 300;
const SLOW_MODEL = `drip-${SLOW_TOKENS}`;
const SLOW_TURNS = 3;
const SLOW_ROUNDS = 3;

/** Chat variables of a stage. */
export const CHAT_MODELS = {
  OPENAI_CHAT_MODEL: 'say-1',
  OPENAI_CHAT_MODELS: `${LONG_MODEL},${SLOW_MODEL},hang`,
  // Never reached, but held and settled as in production.
  CHAT_OPERATOR_MONTHLY_TOKENS: '1000000000000',
  CHAT_MONTHLY_TOKENS: '1000000000000',
};

/** The model of the chat's bench, in a process of its own. */
export async function startModel(): Promise<{ url: string; stop(): void }> {
  const child = fork(join(import.meta.dirname, 'chat-model.ts'));
  const [port] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

const FLOOR_PATHS = { connects: '/sql/1', shields: '/shield', answers: '/text' } as const;

/** Ways to one model: through the chat of a shop, and through the floor. */
export interface ChatBench {
  choose(model: string): Promise<void>;
  viaFloor(model: string): Promise<Response>;
  /** The floor connects to the database and asks `SELECT 1`, asks the rate limit binding, or does nothing. */
  floorThat(does: keyof typeof FLOOR_PATHS): Promise<Response>;
  viaChat(conversationId: string): Promise<Response>;
  stop(conversationId: string): Promise<Response>;
}

/** @param stage With the floor, a model and `CHAT_MODELS`. */
export function chatBench(
  { system: { url, floorUrl } }: { system: Pick<Stage['system'], 'url' | 'floorUrl'> },
  { token }: Pick<Shop, 'token'>,
): ChatBench {
  const headers = { authorization: `Bearer ${token}` };
  const send = (path: string, method: string, json: object) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  return {
    choose: async (model) => {
      const response = await send('/v1/tenant/chat-settings', 'PATCH', { model });
      if (!response.ok) throw new Error(`choosing ${model} was answered ${response.status}: ${await response.text()}`);
    },
    viaFloor: (model) => {
      const body = JSON.stringify({ model, stream: true, messages: [] });
      return fetch(`${floorUrl}/model`, { method: 'POST', body });
    },
    floorThat: (does) => fetch(`${floorUrl}${FLOOR_PATHS[does]}`),
    viaChat: (id) => {
      const message = { id: newId(), role: 'user', parts: [{ type: 'text', text: 'hello' }] };
      return send('/v1/chat', 'POST', { id, message });
    },
    stop: (id) => fetch(`${url}/v1/chat/${id}/stop`, { method: 'POST', headers }),
  };
}

/** When the first and the last token came, in milliseconds after the request. */
export async function readTokens(
  ask: () => Promise<Response>,
): Promise<{ firstMs: number; lastMs: number; tokens: number }> {
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

async function wholeMs(ask: () => Promise<Response>): Promise<number> {
  const beganMs = performance.now();
  await (await ask()).text();
  return performance.now() - beganMs;
}

/**
 * When the first token came, in milliseconds, in turn: through the floor, and of a new and of a longer conversation;
 * and what it costs the floor to connect to the database and to ask it `SELECT 1`, and to ask the rate limit binding.
 * That costs nothing to speak of where it is deployed, and is a Durable Object on disk where it is emulated.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export async function firstTokens(chat: ChatBench, turns: number) {
  const times: Record<'floor' | 'connecting' | 'shielding' | 'fresh' | 'going', number[]> = {
    ...{ floor: [], connecting: [], shielding: [] },
    ...{ fresh: [], going: [] },
  };
  const id = newId();
  for (let turn = -WARM_UP; turn < turns; turn++) {
    const passed = (await readTokens(() => chat.viaFloor('say-1'))).firstMs;
    const answeredMs = await wholeMs(() => chat.floorThat('answers'));
    const connectedMs = await wholeMs(() => chat.floorThat('connects'));
    const shieldedMs = await wholeMs(() => chat.floorThat('shields'));
    const begun = (await readTokens(() => chat.viaChat(newId()))).firstMs;
    // A conversation may hold 500 messages, so start a new one before that.
    const went = (await readTokens(() => chat.viaChat(`${id}-${Math.floor((turn + WARM_UP) / 100)}`))).firstMs;
    if (turn < 0) continue;
    times.floor.push(passed);
    times.connecting.push(connectedMs - answeredMs);
    times.shielding.push(shieldedMs - answeredMs);
    times.fresh.push(begun);
    times.going.push(went);
  }
  return times;
}

/** Times to the first token of each turn in conversations of `SHORT_TURNS` messages, with those of the floor. */
export async function shortConversations(chat: ChatBench, turns: number) {
  const [floor, all]: [number[], number[]] = [[], []];
  for (let conversation = -1; conversation < turns / SHORT_TURNS; conversation++) {
    const id = newId();
    for (let turn = 0; turn < SHORT_TURNS; turn++) {
      const passed = (await readTokens(() => chat.viaFloor('say-1'))).firstMs;
      const said = (await readTokens(() => chat.viaChat(id))).firstMs;
      if (conversation < 0) continue;
      floor.push(passed);
      all.push(said);
    }
  }
  return { floor, all };
}

/** Tokens a second of long answers, through the floor and through the chat. */
export async function tokenRates(chat: ChatBench): Promise<Record<'floor' | 'chat', number[]>> {
  await chat.choose(LONG_MODEL);
  const rates: Record<'floor' | 'chat', number[]> = { floor: [], chat: [] };
  for (let turn = 0; turn < LONG_TURNS; turn++) {
    for (const [name, ask] of [
      ['floor', () => chat.viaFloor(LONG_MODEL)],
      ['chat', () => chat.viaChat(newId())],
    ] as const) {
      const { firstMs, lastMs, tokens: said } = await readTokens(ask);
      if (said < LONG_TOKENS) throw new Error(`${name}: only ${said} tokens came`);
      rates[name].push((said / (lastMs - firstMs)) * 1000);
    }
  }
  return rates;
}

/** Milliseconds of workerd's CPU that a token takes beyond the first, where tokens come one by one. */
export async function tokenCosts(chat: ChatBench): Promise<Record<'floor' | 'chat', number>> {
  const costOf = async (ask: () => Promise<Response>) => {
    const atOnce = () => Promise.all(Array.from({ length: SLOW_TURNS }, () => wholeMs(ask)));
    await atOnce();
    const before = runtimeUsage().cpuSeconds;
    for (let round = 0; round < SLOW_ROUNDS; round++) await atOnce();
    return ((runtimeUsage().cpuSeconds - before) * 1000) / (SLOW_TURNS * SLOW_ROUNDS);
  };
  const costs = { floor: 0, chat: 0 };
  for (const [model, sign] of [
    ['say-1', -1],
    [SLOW_MODEL, 1],
  ] as const) {
    await chat.choose(model);
    costs.floor += sign * (await costOf(() => chat.viaFloor(model)));
    costs.chat += sign * (await costOf(() => chat.viaChat(newId())));
  }
  return { floor: costs.floor / (SLOW_TOKENS - 1), chat: costs.chat / (SLOW_TOKENS - 1) };
}

/** The time from a stop, while the model is silent, to the reader's abort, in milliseconds. */
export async function stopWaits(chat: ChatBench): Promise<number[]> {
  await chat.choose('hang');
  const waits: number[] = [];
  for (let turn = 0; turn < STOPS; turn++) {
    const id = newId();
    const response = await chat.viaChat(id);
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
    const stopped = chat.stop(id);
    await readUntil('"type":"abort"');
    waits.push(performance.now() - beganMs);
    await (await stopped).text();
    await readUntil('[DONE]');
  }
  return waits;
}
