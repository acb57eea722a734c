import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../contracts/dead-letter.ts';
import type { Page } from '../../contracts/page.ts';
import { startEmbeddedPostgres } from '../../scripts/dev-stack/embedded-postgres.ts';
import { type Collected, collectSpans } from '../../scripts/lab/traces/collected-spans.ts';
import { type ChaosProxy, startChaosProxy } from '../support/node/chaos-proxy.ts';
import { type FaultyRedis, startFaultyRedis } from '../support/node/faulty-redis.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { plantSecret } from '../support/node/planted-secrets.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { startWebhookHost, type WebhookHost } from '../support/node/webhook-host.ts';
import { type OpenAIServer, startOpenAIServer } from '../support/openai-server.ts';
import { until } from '../support/until.ts';

/** People's words in forms that no pattern recognises: drivers and hosts quote them, and nothing else may. */
const PLANTED = [
  plantSecret('the dog is called Caligula', 'note'),
  plantSecret('Kastanienallee 77, back yard', 'address'),
  plantSecret('caligula.owner@example.org', 'e-mail'),
  plantSecret('my doctor forbids walnuts', 'chat text'),
];
const [NOTE, ADDRESS, EMAIL, SAID] = PLANTED;

let home: SystemHome;
let system: StartedSystem;
let database: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let lines: { database: ChaosProxy; models: ChaosProxy };
let redis: FaultyRedis;
let models: OpenAIServer;
let host: WebhookHost;
let collected: Collected;
let owner: HttpUser;
let customer: HttpUser;
/** Everything that was answered to a request that failed. */
const refusals: string[] = [];

beforeAll(async () => {
  home = await newHome();
  database = await startEmbeddedPostgres({ dataDir: undefined, port: 0 });
  models = await startOpenAIServer();
  models.reply({ kind: 'text', deltas: ['Fine.'] });
  lines = {
    database: await startChaosProxy(portOf(database.url)),
    models: await startChaosProxy(portOf(models.url)),
  };
  [redis, host, collected] = [await startFaultyRedis(), await startWebhookHost(), await collectSpans(undefined)];
  system = await startSystem(home, {
    DATABASE_URL: withPort(database.url, lines.database.port),
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    OPENAI_API_BASE: withPort(models.url, lines.models.port),
    OPENAI_API_KEY: 'sk-test-planted',
    OTEL_EXPORTER_OTLP_ENDPOINT: collected.url,
    WEBHOOK_RETRY_SCALE: '0.01',
    WEBHOOK_TIMEOUT_MS: '1000',
  });
  owner = await HttpUser.register(home.url, 'failing-hosts', 'seventeen quiet herons');
  const product = { sku: 'SOUP', name: 'Soup', price: { amount: 700, currency: 'EUR' }, stock: 1_000 };
  expect((await owner.call('POST', '/v1/products', product)).status).toBe(201);
  expect((await owner.call('POST', '/v1/webhook-endpoints', { url: host.url })).status).toBe(201);
  customer = await newCustomer();
}, 180_000);
afterAll(async () => {
  await system?.kill();
  for (const line of Object.values(lines ?? {})) await line.stop();
  await Promise.all([redis?.stop(), host?.stop(), collected?.stop(), models?.stop().catch(() => undefined)]);
  await database?.stop();
  home?.remove();
});

const portOf = (url: string): number => Number(new URL(url).port);
function withPort(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}

async function newCustomer(): Promise<HttpUser> {
  const json = { tenant_slug: 'failing-hosts', email: EMAIL, password: 'nineteen quiet herons', full_name: ADDRESS };
  const response = await fetch(`${home.url}/v1/auth/customers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  expect(response.status).toBe(201);
  return await HttpUser.logIn(home.url, 'failing-hosts', json.email ?? '', json.password);
}

/** Sends every request with personal data once, and keeps the answers to failures. */
async function everything(): Promise<void> {
  const key = { 'idempotency-key': crypto.randomUUID() };
  const order = {
    items: [{ sku: 'SOUP', quantity: 1 }],
    note: NOTE,
    fulfilment: { type: 'delivery', address: ADDRESS },
  };
  const message = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: `${SAID}: ${NOTE}` }] };
  const answers = await Promise.all([
    customer.call('POST', '/v1/orders', order, key),
    customer.call('POST', '/v1/chat', { id: crypto.randomUUID(), message }),
    customer.call('POST', '/v1/search', { query: `${SAID}: ${NOTE}` }),
    owner.call('POST', '/v1/users', {
      email: EMAIL,
      password: 'nineteen quiet herons',
      roles: ['staff'],
      full_name: ADDRESS,
    }),
    owner.call('POST', '/v1/documents', { title: NOTE, format: 'text', content: `${SAID}. ${ADDRESS}` }),
    fetch(`${home.url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant_slug: 'failing-hosts', email: EMAIL, password: 'nineteen quiet herons' }),
    }),
  ]);
  for (const answer of answers) {
    const text = await answer.text();
    if (answer.status >= 400 || text.includes('"type":"error"')) refusals.push(text);
  }
}

const logged = (event: string) =>
  until(
    async () => system.log().includes(`"event":"${event}"`),
    (isThere) => isThere,
    60_000,
  ).catch(() => {
    throw new Error(`${event} was not logged`);
  });
const deadLetters = async () => (await owner.get<Page<DeadLetter>>('/v1/dead-letters')).data;

describe('text that people wrote, while a host that receives it fails', () => {
  it('is in no log, dead letter, trace or refusal', async () => {
    // Redis: away, and answering nonsense until messages are given up.
    redis.be('away');
    await everything();
    await logged('cache_unavailable');
    await logged('message_retried');
    redis.be('nonsense');
    await everything();
    // Of orders too: what is given up of another topic first says nothing of their mirror.
    const letters = await until(deadLetters, (found) => found.some(({ queue }) => queue === 'ragline-orders'), 120_000);
    expect(letters.map(({ error }) => error).join()).toContain('Error');
    redis.be('ok');

    // The model and the embeddings: refusing with the request quoted, failing, and gone.
    const quoting = (status: number) => ({
      kind: 'answering' as const,
      reply: (request: Record<string, unknown>) => ({
        kind: 'status' as const,
        status,
        body: { error: { message: JSON.stringify(request) } },
      }),
    });
    models.reply(quoting(400));
    await everything();
    await logged('turn_failed');
    models.reply(quoting(500));
    await everything();
    models.embeddingDimensions(9_000);
    await everything();
    lines.models.refuse();
    await everything();
    await logged('embedding_unavailable');
    lines.models.restore();

    // The receiver of webhooks, in each way.
    for (const act of ['fail', 'reset', 'lost', 'hang'] as const) {
      host.behave(() => act);
      await everything();
    }

    // PostgreSQL: cut in the middle of everything, and refusing.
    const underWay = everything();
    lines.database.sever();
    await underWay;
    lines.database.refuse();
    await everything();
    await logged('request_failed');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    lines.database.restore();

    const failures = (await deadLetters()).flatMap(({ error, history }) => [
      error,
      ...history.map((each) => each.error),
    ]);
    const mirrored = await until(
      () => redis.ask<Array<[id: string, words: string[]]>>('XRANGE', 'ragline:dlq:orders', '-', '+'),
      (entries) => entries.length > 0,
      120_000,
    );
    const mirroredErrors = mirrored.map(([, words]) => words[words.indexOf('error') + 1]);
    expect(refusals.length).toBeGreaterThan(5);
    await until(
      async () => collected.spans,
      (spans) => spans.some(({ attributes }) => 'error.type' in attributes),
      60_000,
    );
    for (const planted of [...PLANTED, 'sk-test-planted', 'Caligula']) {
      for (const [where, text] of Object.entries({
        ...{ refusals: refusals.join('\n'), dead_letters: failures.join('\n'), mirror: mirroredErrors.join('\n') },
        ...{ traces: collected.bodies.join('\n'), log: system.log(), printed: system.output() },
      }))
        expect([where, planted, text.includes(planted)]).toEqual([where, planted, false]);
    }
  }, 600_000);
});
