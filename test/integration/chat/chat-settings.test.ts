import { beforeAll, describe, expect, it } from 'vitest';
import type { ChatSettings, ChatUsage } from '../../../contracts/chat-settings.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { ChatConfig, Limit } from '../../../workers/platform/chat-config.ts';
import { TestChat } from '../../support/chat-client.ts';
import { answer, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { turnBooks } from '../../support/turn-books.ts';
import { workerWith } from '../../support/worker-with.ts';

const SETTINGS = '/v1/tenant/chat-settings';
const UNLIMITED: Limit = { tokens: null, costMicros: null };

describe('chat settings', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await newTenant();
  });
  const change = (json: unknown) => tenant.owner.call('PATCH', SETTINGS, { json });

  it('begin with defaults, and change one by one', async () => {
    const before = await answer<ChatSettings>(await tenant.owner.call('GET', SETTINGS), 200);
    expect(before).toEqual({
      model: null,
      available_models: [],
      link_hosts: [],
      moderation: false,
      moderation_available: false,
      monthly_limit: { tokens: null, cost_micros: null },
      operator_limit: { tokens: null, cost_micros: null },
      updated_at: null,
    });
    await answer(await change({ link_hosts: ['Bistro.Test', 'bistro.test'] }), 200);
    const after = await answer<ChatSettings>(await change({ monthly_limit: { tokens: 5_000_000 } }), 200);
    expect(after).toMatchObject({ link_hosts: ['bistro.test'], monthly_limit: { tokens: 5_000_000 } });
    expect(after.updated_at).not.toBeNull();
    expect(await answer(await tenant.owner.call('GET', SETTINGS), 200)).toEqual(after);
  });

  it.each([
    ['a model that is not offered', { model: 'gpt-9' }, 'model'],
    ['moderation where there is none', { moderation: true }, 'moderation'],
    ['a limit below zero', { monthly_limit: { tokens: -1 } }, 'monthly_limit.tokens'],
    ['a limit that is no whole number', { monthly_limit: { cost_micros: 0.5 } }, 'monthly_limit.cost_micros'],
    ['an address for a host', { link_hosts: ['https://bistro.test/x'] }, 'link_hosts.0'],
    ['nothing', {}, ''],
  ])('refuse %s', async (_name, json, path) => {
    const problem = await answer<Problem>(await change(json), 422);
    expect(problem.errors?.map((error) => error.path)).toEqual([path]);
  });

  it('offer the models of the configuration, and a limit of cost where every model has a price', async () => {
    const worker = (variables: Record<string, string>) => {
      const call = workerWith({ OPENAI_API_KEY: 'sk-x', OPENAI_CHAT_MODELS: 'large', ...variables } as Partial<Env>);
      return (json: unknown) =>
        call('PATCH', SETTINGS, { json, headers: { authorization: `Bearer ${tenant.owner.token}` } });
    };
    const priced = worker({
      CHAT_MODEL_PRICES: '{"gpt-5-mini":{"input":1,"output":2},"large":{"input":3,"output":9}}',
    });
    const chosen = await answer<ChatSettings>(await priced({ model: 'large', monthly_limit: { cost_micros: 1 } }), 200);
    expect(chosen).toMatchObject({ model: 'large', available_models: ['gpt-5-mini', 'large'] });
    const unpriced = await answer<Problem>(await worker({})({ monthly_limit: { cost_micros: 1 } }), 422);
    expect(unpriced.errors?.[0]?.path).toBe('monthly_limit.cost_micros');
    await answer(await priced({ model: null, monthly_limit: { cost_micros: null } }), 200);
  });
});

describe('the monthly budget', () => {
  it('counts turns, refuses the next one when it is used up, and lets it in when there is more', async () => {
    const tenant = await newTenant();
    const chat = new TestChat({ token: tenant.owner.token });
    await chat.say('hello');
    const usage = await answer<ChatUsage>(await tenant.owner.call('GET', '/v1/chat/usage'), 200);
    expect(usage).toMatchObject({
      month: new Date().toISOString().slice(0, 7),
      turns: 1,
      by_model: [{ model: 'offline', turns: 1 }],
      running: { turns: 0, held_tokens: 0 },
      limit: { tokens: null },
    });
    expect(usage.output_tokens).toBeGreaterThan(0);
    expect(usage.input_tokens + usage.output_tokens).toBe(
      Number(usage.by_model[0]?.input_tokens) + Number(usage.by_model[0]?.output_tokens),
    );

    const tokens = usage.input_tokens + usage.output_tokens;
    await answer(await tenant.owner.call('PATCH', SETTINGS, { json: { monthly_limit: { tokens } } }), 200);
    const message = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: 'hello' }] };
    const post = (id: string) => tenant.owner.call('POST', '/v1/chat', { json: { id, message } });
    const refused = await post('over-budget');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer<Problem>(refused, 429)).toMatchObject({ code: 'budget_exhausted' });
    // What was refused has left no trace.
    expect((await tenant.owner.call('GET', '/v1/chat/over-budget')).status).toBe(404);
    await answer(await tenant.owner.call('PATCH', SETTINGS, { json: { monthly_limit: { tokens: tokens + 1 } } }), 200);
    const let_in = await post('over-budget');
    await let_in.text();
    expect(let_in.status).toBe(200);
    expect((await answer<ChatUsage>(await tenant.owner.call('GET', '/v1/chat/usage'), 200)).turns).toBe(2);
    expect((await answer<ChatUsage>(await tenant.owner.call('GET', '/v1/chat/usage?month=2020-01'), 200)).turns).toBe(
      0,
    );
    expect((await tenant.owner.call('GET', '/v1/chat/usage?month=2020-13')).status).toBe(422);
  });

  it('is separate for each tenant, and visible only with the permission', async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    await new TestChat({ token: one.owner.token }).say('hello');
    expect((await answer<ChatUsage>(await other.owner.call('GET', '/v1/chat/usage'), 200)).turns).toBe(0);
    const customer = await newUser(one, 'customer');
    expect((await customer.call('GET', '/v1/chat/usage')).status).toBe(403);
    expect((await (await newUser(one, 'admin')).call('PATCH', SETTINGS, { json: {} })).status).toBe(403);
  });

  const budgetOf = (tenant: Limit) => ({ operator: UNLIMITED, tenant, guests: undefined });

  const books = (tenant: TestTenant, chat: Partial<ChatConfig>) => turnBooks(tenant, { chat });

  it('lets concurrent turns reserve no more than remains', async () => {
    const tenant = await newTenant();
    const limit = { tokens: 50_000, costMicros: null };
    const all = Array.from({ length: 12 }, () => ({
      id: crypto.randomUUID(),
      ...books(tenant, { budget: budgetOf(limit) }),
    }));
    const booked = await Promise.allSettled(all.map(({ book, id }) => book(id)));
    const held = booked.flatMap((result) => (result.status === 'fulfilled' ? [result.value ?? 0] : []));
    expect(held.toSorted((a, b) => b - a)).toEqual([20_000, 20_000, 10_000]);
    expect(booked.filter((result) => result.status === 'rejected').map((result) => result.reason.code)).toEqual(
      Array.from({ length: 9 }, () => 'budget_exhausted'),
    );
    // Counted once, however often it is reported; the unused part is released.
    const first = all.find((_books, index) => booked[index]?.status === 'fulfilled');
    await first?.settle(first.id, 100);
    await first?.settle(first.id, 100);
    const usage = await answer<ChatUsage>(await tenant.owner.call('GET', '/v1/chat/usage'), 200);
    expect(usage).toMatchObject({ turns: 1, input_tokens: 100, running: { turns: 2 } });
    const again = books(tenant, { budget: budgetOf(limit) });
    expect(await again.book(crypto.randomUUID())).toBeGreaterThan(9_000);
    await Promise.all([...all, again].map(({ close }) => close()));
  });

  it('converts a cost limit to tokens at the highest price of the offered models', async () => {
    const tenant = await newTenant();
    const priced = books(tenant, {
      budget: budgetOf({ tokens: null, costMicros: 1_000 }),
      models: ['m'],
      prices: { m: { input: 0.5, output: 2 } },
    });
    const id = crypto.randomUUID();
    expect(await priced.book(id)).toBe(500);
    await priced.settle(id, 1_000);
    await expect(priced.book(crypto.randomUUID())).rejects.toMatchObject({ code: 'budget_exhausted' });
    await priced.close();
  });
});
