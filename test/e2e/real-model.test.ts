import type { UIMessage } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import { approveAndDrop } from '../support/node/dropping-client.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { type OpenAIServer, startOpenAIServer } from '../support/openai-server.ts';
import { directive, obey, textsOf } from '../support/puppet-model.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { UiChat } from '../support/ui-chat.ts';
import { until } from '../support/until.ts';

const WORDS = Array.from({ length: 40 }, (_, index) => `w${index} `);
const WHOLE = WORDS.join('');

let home: SystemHome;
let model: OpenAIServer;
let system: StartedSystem;
let customer: HttpUser;

beforeAll(async () => {
  model = await startOpenAIServer();
  home = await newHome();
  system = await startSystem(home, environment());
  customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
});
const environment = () => ({
  OPENAI_API_BASE: model.url,
  OPENAI_API_KEY: 'sk-test-hunter22hunter22',
  CHAT_MODERATION_API_BASE: model.url,
});
afterAll(async () => {
  await system?.kill();
  await model?.stop();
  home?.remove();
});

const post = (id: string, text = 'hello') =>
  customer.call('POST', '/v1/chat', {
    id,
    message: { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text }] },
  });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function answerOf(id: string): Promise<string> {
  const { messages } = await customer.get<{
    messages: Array<{ role: string; parts: Array<{ type: string; text?: string }> }>;
  }>(`/v1/chat/${id}`);
  const last = messages.at(-1);
  return last?.role === 'assistant' ? last.parts.map((part) => part.text ?? '').join('') : '';
}

async function postAndDrop(id: string): Promise<void> {
  const reader = (await post(id)).body?.getReader();
  await reader?.read();
  await pause(200);
  await reader?.cancel();
}

describe('with a slow model at a custom server', () => {
  beforeAll(() => model.reply({ kind: 'text', deltas: WORDS, delayMs: 40 }));

  it('names the model in the banner, and never its key', () => {
    expect(system.output()).toContain(new URL(model.url).host);
    expect(system.output()).not.toContain('hunter22');
  });

  it('continues when the client drops: two who resume get the same whole answer', async () => {
    const id = crypto.randomUUID();
    await postAndDrop(id);
    const second = await post(id);
    expect([second.status, ((await second.json()) as { code: string }).code]).toEqual([409, 'turn_in_progress']);
    const [one, two] = await Promise.all(
      [1, 2].map(async () => (await customer.call('GET', `/v1/chat/${id}/stream`)).text()),
    );
    expect(one).toBe(two);
    // As it was said, and in pieces: those that come within a few milliseconds of each other are one.
    const pieces = [...(one ?? '').matchAll(/"type":"text-delta","id":"[^"]*","delta":"([^"]*)"/g)].map(
      ([, said]) => said,
    );
    expect(pieces.join('')).toBe(WHOLE);
    expect(pieces.length).toBeGreaterThan(WORDS.length / 4);
    expect(await answerOf(id)).toBe(WHOLE);
    expect((await customer.call('GET', `/v1/chat/${id}/stream`)).status).toBe(204);
  });

  it('stores the answer when no client resumes', async () => {
    const id = crypto.randomUUID();
    await postAndDrop(id);
    await until(
      () => answerOf(id),
      (text) => text === WHOLE,
    );
  });

  it('stops on request, and keeps the text so far', async () => {
    const id = crypto.randomUUID();
    const whole = post(id).then((response) => response.text());
    await pause(500);
    const stopped = await customer.call('POST', `/v1/chat/${id}/stop`);
    expect(await stopped.json()).toEqual({ stopped: true });
    expect(await whole).toContain('"type":"abort"');
    const said = await answerOf(id);
    expect(said.startsWith('w0 ')).toBe(true);
    expect(said.length).toBeLessThan(WHOLE.length);
  });

  it('closes a turn of a dead runtime: its reader gets the text so far, and the conversation continues', async () => {
    const id = crypto.randomUUID();
    const seen = (await post(id)).body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('w9 ')) text += (await seen?.read())?.value ?? '';
    await system.kill();
    await seen?.cancel().catch(() => {});
    system = await startSystem(home, environment());
    const resumed = await customer.call('GET', `/v1/chat/${id}/stream`);
    // The alarm may have closed it already: the history has it then.
    expect([200, 204]).toContain(resumed.status);
    if (resumed.status === 200) {
      const frames = (await resumed.text()).split('\n\n');
      const said = frames.slice(
        0,
        frames.findIndex((frame) => frame.includes('"type":"error"')),
      );
      const before = text.split('\n\n').slice(0, -1);
      // Chunks reach the disk every 50 ms, which is two of these.
      expect(said.length).toBeGreaterThanOrEqual(before.length - 3);
      const both = Math.min(said.length, before.length);
      expect(said.slice(0, both)).toEqual(before.slice(0, both));
      expect(frames.at(-2)).toBe('data: [DONE]');
    }
    const stored = await answerOf(id);
    expect(stored.startsWith('w0 w1 w2 w3 w4 w5 ') && WHOLE.startsWith(stored)).toBe(true);
    const next = await post(id);
    expect(next.status).toBe(200);
    expect(await next.text()).toContain('w39 ');
  });
});

/** How often it is killed at some moment of a confirmation; more by RAGLINE_CRASH_ROUNDS. */
const ROUNDS = Number(process.env.RAGLINE_CRASH_ROUNDS ?? 1);
const seed = Number(process.env.RAGLINE_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe(`killed while an approved order is being placed (seed ${seed})`, () => {
  const random = seededRandom(seed);
  const moments: Array<[string, { afterMs?: number; isPlaced: boolean }]> = [
    ['once it is placed, before anybody is told', { isPlaced: true }],
    ...Array.from({ length: ROUNDS }, (): [string, { afterMs: number; isPlaced: boolean }] => {
      const afterMs = Math.round(random() * 150);
      return [`${afterMs} ms after the approval`, { afterMs, isPlaced: false }];
    }),
  ];

  it.each(moments)('%s: no acknowledged order is lost, and none is placed twice', async (_name, moment) => {
    const note = crypto.randomUUID();
    const placed = async () =>
      (await customer.every<Order>('/v1/orders')).filter((order) => order.note === note).length;
    const confirmIt = directive.call('confirm', { quote_id: '$QUOTE', note });
    const placing = Promise.withResolvers<void>();
    // Obeys, and falls silent at the result of the confirmation.
    model.reply({
      kind: 'answering',
      reply: (request) => {
        if (!textsOf(request, 'tool').includes('"action":"place"')) return obey(request);
        placing.resolve();
        return { kind: 'hang', deltas: [] };
      },
    });
    const api = { api: `${home.url}/v1/chat`, token: customer.token, fetch };
    const chat = new UiChat(api);
    const price = directive.call('apply_promos', { items: [{ sku: 'ESPRESSO', quantity: 1 }] });
    await chat.say(`an espresso ${price} ${confirmIt}`);
    const deciding = chat.decide(true).catch(() => 'cut off');
    await (moment.afterMs === undefined ? placing.promise : Promise.race([placing.promise, pause(moment.afterMs)]));
    await system.kill();
    await deciding;

    model.reply({ kind: 'answering', reply: obey });
    system = await startSystem(home, environment());
    const before = await placed();
    expect(before).toBeLessThanOrEqual(1);
    if (moment.isPlaced) expect(before).toBe(1);
    // Resuming closes the turn of the dead runtime. A client may also send the approval again.
    await (await customer.call('GET', `/v1/chat/${chat.id}/stream`)).text();
    const message = chat.messages.findLast(({ role }) => role === 'assistant');
    const again = await customer.call('POST', '/v1/chat', { id: chat.id, message });
    expect([200, 409, 422]).toContain(again.status);
    await again.text();
    expect(await placed()).toBeGreaterThanOrEqual(before);

    const { messages } = await customer.get<{ messages: UIMessage[] }>(`/v1/chat/${chat.id}`);
    const later = new UiChat(api, { id: chat.id, messages });
    await later.say(`did it work? do it ${confirmIt}`);
    await later.decide(true);
    expect(await placed()).toBe(1);
  });
});

/** How many clients are cut off while their approved order is placed; more by RAGLINE_CHAT_DROPS. */
const DROPS = Number(process.env.RAGLINE_CHAT_DROPS ?? 20);
const LANES = 4;

describe(`cut off ${DROPS} times at a random byte of an answer that places an order (seed ${seed})`, () => {
  it(
    'shows the whole stream to a reader who resumes, and places each order once',
    async () => {
      const random = seededRandom(seed);
      const cuts = Array.from({ length: DROPS }, () => Math.floor(random() * 4_000));
      // It calls the tool, and streams so slowly that the answer still runs when its reader returns.
      model.reply({
        kind: 'answering',
        reply: (request) => {
          const reply = obey(request);
          return reply.kind === 'text' ? { ...reply, deltas: WORDS, delayMs: 10 } : reply;
        },
      });
      const price = directive.call('apply_promos', { items: [{ sku: 'ESPRESSO', quantity: 1 }] });
      const notes: string[] = [];
      let compared = 0;
      const lanes = Array.from({ length: LANES }, async () => {
        for (let bytes = cuts.pop(); bytes !== undefined; bytes = cuts.pop()) {
          const [id, note] = [crypto.randomUUID(), crypto.randomUUID()];
          notes.push(note);
          await (
            await post(id, `an espresso ${price} ${directive.call('confirm', { quote_id: '$QUOTE', note })}`)
          ).text();
          const { seen, unbroken, resumed } = await approveAndDrop(customer, id, bytes);
          if (unbroken !== undefined) {
            expect(isPartOf(unbroken, seen), `cut after ${bytes} bytes: ${seen.slice(-200)}`).toBe(true);
            expect(unbroken.match(/"type":"text-delta"/g)?.length).toBeGreaterThan(0);
            expect(unbroken.trimEnd().endsWith('data: [DONE]')).toBe(true);
          }
          if (unbroken !== undefined && resumed !== undefined) {
            compared += 1;
            expect(resumed === unbroken, `cut after ${bytes} bytes: ${resumed.slice(0, 200)}`).toBe(true);
          }
          expect(await answerOf(id)).toContain(WHOLE);
        }
      });
      await Promise.all(lanes);
      const orders = (await customer.every<Order>('/v1/orders')).map(({ note }) => note);
      expect(notes.map((note) => orders.filter((each) => each === note).length)).toEqual(notes.map(() => 1));
      expect(compared).toBeGreaterThan(0);
      console.log(`seed ${seed}: ${DROPS} clients cut off, ${compared} of them back before the end`);
    },
    60_000 + DROPS * 3_000,
  );
});

/** True if a resumed stream `seen` has the first frame of the unbroken one, then a contiguous part of the rest. */
function isPartOf(unbroken: string, seen: string): boolean {
  const first = unbroken.indexOf('\n\n') + 2;
  return unbroken.startsWith(seen.slice(0, first)) && unbroken.slice(first).includes(seen.slice(first));
}

describe('with moderation', () => {
  let owner: HttpUser;
  beforeAll(async () => {
    model.reply({ kind: 'text', deltas: ['Hello.'] });
    owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
    await owner.call('PATCH', '/v1/tenant/chat-settings', { moderation: true });
  });
  afterAll(() => owner.call('PATCH', '/v1/tenant/chat-settings', { moderation: false }));

  it('answers a flagged message with a refusal, and shows it to no model, then or later', async () => {
    model.moderate({ flag: 'forbidden' });
    const id = crypto.randomUUID();
    // Turns of clients that were cut off before may still ask the model.
    const askedWith = (text: string) => model.requests.filter((body) => JSON.stringify(body).includes(text));
    expect(await (await post(id, 'something forbidden')).text()).toContain('cannot answer that message');
    expect(await answerOf(id)).toContain('cannot answer that message');
    const greeting = `hello from ${id}`;
    expect(await (await post(id, greeting)).text()).toContain('Hello.');
    expect(askedWith(greeting)).toHaveLength(1);
    expect(askedWith('forbidden')).toEqual([]);
  });

  it('fails closed, and accepts the same message once the moderation server is back', async () => {
    model.moderate('away');
    const id = crypto.randomUUID();
    const message = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: 'hello' }] };
    const refused = await customer.call('POST', '/v1/chat', { id, message });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    model.moderate({ flag: 'forbidden' });
    const taken = await customer.call('POST', '/v1/chat', { id, message });
    expect(await taken.text()).toContain('Hello.');
  });
});

describe('with a model that misbehaves', () => {
  it.each([
    ['refuses', { kind: 'status', status: 400, body: { error: { message: 'secret detail' } } }],
    ['breaks', { kind: 'status', status: 500, body: { error: { message: 'secret detail' } } }],
    ['breaks off', { kind: 'cut_off', deltas: ['half of '] }],
  ] as const)('that %s ends the stream with a plain error', async (_name, reply) => {
    model.reply(reply);
    const response = await post(crypto.randomUUID());
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('"type":"error"');
    expect(text).not.toContain('secret detail');
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });
});
