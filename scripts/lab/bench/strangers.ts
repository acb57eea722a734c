import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { quantile } from '../statistics.ts';
import { fillCatalog } from './bench-routes.ts';
import { startModel } from './chat-turns.ts';
import { openStage } from './stage.ts';

/**
 * A stranger's best hour: a thousand guest tokens from ten addresses do all that a guest may at a shop with production's
 * quotas, while its customers order and chat. Fails when a customer is refused or gets no answer, or when the models cost
 * more than the operator's limit.
 *   npm run bench -- strangers [--seconds 120 --rate 40 --guests 1000 --addresses 10 --customers 20 --out scripts/lab/LOAD.md]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    rate: { type: 'string', default: '40' },
    guests: { type: 'string', default: '1000' },
    addresses: { type: 'string', default: '10' },
    customers: { type: 'string', default: '20' },
    out: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const addresses = Number(values.addresses);
/** All guests together may use a tenth of it a day, which the run exhausts. */
const OPERATOR_TOKENS = 1_000_000;
const ORDER_EVERY_MS = 5_000;
const CHAT_EVERY_MS = 10_000;
const ITEMS = [{ sku: 'BENCH-0', quantity: 1 }];

/** A client: its token and its address. */
interface Client {
  token?: string;
  address: string;
}

interface Answer {
  status: number;
  text: string;
  ms: number;
}

const model = await startModel();
const env = {
  RATE_LIMIT_SCALE: '1',
  OPENAI_CHAT_MODEL: 'say-100',
  OPENAI_EMBEDDING_MODEL: 'embed',
  CHAT_OPERATOR_MONTHLY_TOKENS: String(OPERATOR_TOKENS),
};
const stage = await openStage({ pooled: true, modelUrl: model.url, env }).catch((error: unknown) => {
  model.stop();
  throw error;
});
const owner = new pg.Client({ connectionString: stage.ownerUrl });
await owner.connect();
try {
  const shop = await stage.newShop();
  await fillCatalog(stage, shop);
  const guests = await openGuests(await slugOf(shop.tenantId));
  const customers = await Promise.all(
    Array.from({ length: Number(values.customers) }, async (_, index) => ({
      token: await stage.issue(shop.tenantId, 'customer'),
      address: `203.0.113.${index}`,
    })),
  );
  const [ordered, chatted]: [Answer[], Answer[]] = [[], []];
  const untilMs = performance.now() + seconds * 1000;
  const [attempts] = await Promise.all([
    attack(guests, untilMs),
    ...customers.flatMap((customer) => [
      every(ORDER_EVERY_MS, untilMs, async () => ordered.push(await order(customer))),
      every(CHAT_EVERY_MS, untilMs, async () => chatted.push(await chat(customer))),
    ]),
  ]);
  const spent = await spentTokens();
  const columns = ['who and what', 'requests', 'passed', 'p50, ms', 'p95, ms'];
  const rows = [
    row('customers: orders', ordered, isOrdered),
    row('customers: chats', chatted, isAnswered),
    ...Object.entries(attempts).map(([kind, answers]) =>
      row(`strangers: ${kind}`, answers, ({ status }) => status < 300),
    ),
  ];
  const limits = `Models: ${spent.all} tokens of the operator's ${OPERATOR_TOKENS}, of which guests ${spent.guests}.`;
  const table = `${markdownTable(columns, rows)}\n\n${limits}`;
  console.log(
    `${guests.length} guest tokens, ${addresses} addresses, ${seconds} s, on ${stage.description}\n\n${table}`,
  );
  if (values.out !== undefined) await writeSection(values.out, 'bench: strangers', table);
  const refused = [
    ...ordered.filter((answer) => !isOrdered(answer)),
    ...chatted.filter((answer) => !isAnswered(answer)),
  ];
  if (refused[0] !== undefined) {
    throw new Error(
      `${refused.length} of the customers' requests failed, such as ${refused[0].status}: ${refused[0].text}`,
    );
  }
  if (spent.all > OPERATOR_TOKENS) throw new Error("the models cost more than the operator's limit");
} finally {
  await owner.end();
  await stage.stop();
  model.stop();
}

function isOrdered({ status }: Answer): boolean {
  return status === 201;
}

function isAnswered({ status, text }: Answer): boolean {
  return status === 200 && text.includes('"type":"text-delta"');
}

function row(name: string, answers: readonly Answer[], isPassed: (answer: Answer) => boolean): string[] {
  const passed = answers.filter(isPassed);
  const times = passed.map(({ ms }) => ms);
  const at = (share: number) => (times.length === 0 ? '' : quantile(times, share).toFixed(0));
  return [name, String(answers.length), String(passed.length), at(0.5), at(0.95)];
}

async function send({ token, address }: Client, path: string, body: object): Promise<Answer> {
  const beganMs = performance.now();
  const response = await fetch(`${stage.system.url}${path}`, {
    method: 'POST',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      'cf-connecting-ip': address,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, ms: performance.now() - beganMs };
}

function order(client: Client): Promise<Answer> {
  return send(client, '/v1/orders', { items: ITEMS });
}

function chat(client: Client): Promise<Answer> {
  const message = {
    id: crypto.randomUUID(),
    role: 'user',
    parts: [{ type: 'text', text: 'What have you got today?' }],
  };
  return send(client, '/v1/chat', { id: crypto.randomUUID(), message });
}

async function slugOf(tenantId: string): Promise<string> {
  const { rows } = await owner.query('SELECT slug FROM tenants WHERE id = $1', [tenantId]);
  return z.tuple([z.object({ slug: z.string() })]).parse(rows)[0].slug;
}

/** Guest tokens, as many from each address as its quota gives out. */
async function openGuests(slug: string): Promise<Client[]> {
  const each = Math.ceil(Number(values.guests) / addresses);
  const opened = await Promise.all(
    Array.from({ length: addresses }, async (_, place) => {
      const address = `198.51.100.${place}`;
      const clients: Client[] = [];
      for (let made = 0; made < each; made++) {
        const { status, text } = await send({ address }, '/v1/auth/guest', { tenant_slug: slug });
        if (status === 200)
          clients.push({ address, token: z.object({ access_token: z.string() }).parse(JSON.parse(text)).access_token });
      }
      return clients;
    }),
  );
  return opened.flat();
}

/**
 * Sends requests of the guests in turn at a steady rate, without reacting to answers.
 * @returns The answers by kind of request.
 */
async function attack(guests: readonly Client[], untilMs: number): Promise<Record<string, Answer[]>> {
  const ways: Record<string, (guest: Client) => Promise<Answer>> = {
    chats: chat,
    orders: order,
    quotes: (guest) => send(guest, '/v1/quotes', { items: ITEMS }),
    searches: (guest) => send(guest, '/v1/search', { query: `fresh bread ${crypto.randomUUID()}` }),
    tickets: (guest) => send(guest, '/v1/events/tickets', {}),
  };
  const answers = Object.fromEntries(Object.keys(ways).map((kind): [string, Answer[]] => [kind, []]));
  const under: Promise<unknown>[] = [];
  for (let turn = 0; performance.now() < untilMs; turn++) {
    const [kind, ask] = Object.entries(ways)[turn % 5] ?? [];
    const guest = guests[turn % guests.length];
    if (kind === undefined || ask === undefined || guest === undefined) throw new Error('no guest token was given out');
    under.push(ask(guest).then((answer) => answers[kind]?.push(answer)));
    await pause(1000 / Number(values.rate));
  }
  await Promise.all(under);
  return answers;
}

/** Repeats an action each period, from a random moment within the first, so that customers do not arrive together. */
async function every(periodMs: number, untilMs: number, act: () => Promise<unknown>): Promise<void> {
  await pause(Math.random() * periodMs);
  while (performance.now() < untilMs) {
    const nextMs = performance.now() + periodMs;
    await act();
    await pause(Math.max(0, nextMs - performance.now()));
  }
}

/** Past row-level security, which would show the owner of the tables none. */
async function spentTokens(): Promise<{ all: number; guests: number }> {
  const { rows } = await owner.query(
    'SELECT sum(tokens)::float8 AS all, sum(guest_tokens)::float8 AS guests FROM operator_spend',
  );
  return z.tuple([z.object({ all: z.number(), guests: z.number() })]).parse(rows)[0];
}
