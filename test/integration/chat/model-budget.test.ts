import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { ChatUsage } from '../../../contracts/chat-settings.ts';
import { RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import type { Principal } from '../../../contracts/identity.ts';
import { getChatUsage } from '../../../workers/domain/chat/get-chat-usage.ts';
import { pruneExpired } from '../../../workers/domain/retention/prune-expired.ts';
import type { BudgetConfig, Limit } from '../../../workers/platform/chat-config.ts';
import type { Embedder } from '../../../workers/platform/embedder.ts';
import { embedPendingChunks } from '../../../workers/rag/embed-chunks.ts';
import { hashedEmbedding } from '../../../workers/rag/hashed-embedding.ts';
import { searchProducts } from '../../../workers/rag/search-products.ts';
import { newProduct, newTenant, type TestTenant } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';
import { spendAll, type TurnBooks, turnBooks } from '../../support/turn-books.ts';
import { openWorker, ownerOf } from '../../support/worker-services.ts';

const UNLIMITED: Limit = { tokens: null, costMicros: null };
const tokens = (count: number): Limit => ({ tokens: count, costMicros: null });
const GUESTS = { dailyTokens: 60_000, addressDailyTokens: 100_000, monthlyShare: 0.5, dailyShare: 0.25 };
/** The operator's month is all tests'. */
let months = 0;
const monthOfItsOwn = () => new Date(Date.UTC(2100, months++, 10, 12));

const budgetOf = (over: Partial<BudgetConfig>): { budget: BudgetConfig } => ({
  budget: { operator: UNLIMITED, tenant: UNLIMITED, guests: GUESTS, ...over },
});
const guestOf = ({ tenantId }: TestTenant): Principal => ({
  tenantId,
  userId: crypto.randomUUID(),
  roles: ['guest'],
  expiresAt: 2 ** 31,
});
const usageOf = ({ ctx }: TurnBooks): Promise<ChatUsage> => getChatUsage({ ctx, input: {} });

describe('the budget of models', () => {
  it('gives a guest, an address and all guests of a day their share, and the rest to people who have signed in', async () => {
    const tenant = await newTenant();
    const now = monthOfItsOwn();
    const options = { chat: budgetOf({ tenant: tokens(500_000) }), now };
    const guest = (address: string) => turnBooks(tenant, { ...options, address, principal: guestOf(tenant) });
    const all = [guest('192.0.2.7'), guest('192.0.2.7'), guest('192.0.2.8'), guest('192.0.2.9')] as const;
    const refusals: unknown[] = [];
    const turns: number[] = [];
    for (const books of all) {
      const { turns: count, error } = await spendAll(books, 15_000);
      turns.push(count);
      refusals.push(error);
    }
    // 60,000 each; 100,000 an address; 125,000 all of them in a day. The last turn may go over by a step.
    expect(turns).toEqual([4, 3, 2, 0]);
    expect(refusals).toMatchObject([
      { code: 'budget_exhausted', message: expect.stringContaining('one guest'), retryAfterSeconds: 12 * 3600 },
      { code: 'budget_exhausted', message: expect.stringContaining('your address'), retryAfterSeconds: 12 * 3600 },
      { code: 'budget_exhausted', message: expect.stringContaining('this shop have used their share') },
      { code: 'budget_exhausted', message: expect.stringContaining('Sign in') },
    ]);
    const owner = turnBooks(tenant, options);
    expect(await usageOf(owner)).toMatchObject({
      current: {
        left: { tokens: 365_000 },
        guests: { tokens_today: 135_000, left_today: 0, left_month: 115_000 },
        stopped_by: null,
      },
    });
    // Days later all guests together reach their monthly share.
    const later = { ...options, now: new Date(now.getTime() + 24 * 3_600_000) };
    const next = turnBooks(tenant, { ...later, address: '192.0.2.1', principal: guestOf(tenant) });
    expect((await spendAll(next, 15_000)).turns).toBe(4);
    const last = turnBooks(tenant, {
      ...{ ...options, now: new Date(now.getTime() + 48 * 3_600_000) },
      ...{ address: '192.0.2.2', principal: guestOf(tenant) },
    });
    expect(await spendAll(last, 30_000)).toMatchObject({
      turns: 2,
      error: { message: expect.stringContaining('this month') },
    });
    expect((await spendAll(owner, 20_000)).turns).toBe(13);
    const stored = await inTenantDatabase<{ subject: string }>(tenant.tenantId, sql`SELECT subject FROM guest_spend`);
    expect(stored.map(({ subject }) => subject).join()).not.toContain('192.0.2');
    await Promise.all([...all, owner, next, last].map(({ close }) => close()));
  });

  it('ends with the operator’s month, over all tenants, and tells a tenant no more than that', async () => {
    const now = monthOfItsOwn();
    const options = { chat: budgetOf({ operator: tokens(200_000), tenant: tokens(1_000_000) }), now };
    const [one, other] = [await newTenant(), await newTenant()];
    const guest = turnBooks(one, { ...options, address: 'a', principal: guestOf(one) });
    const owner = turnBooks(one, options);
    const stranger = turnBooks(other, options);
    expect((await spendAll(guest, 15_000)).turns).toBe(4);
    expect((await spendAll(owner, 20_000, 5)).turns).toBe(5);
    const { turns, error } = await spendAll(stranger, 15_000);
    expect(turns).toBe(3);
    expect(error).toMatchObject({ code: 'budget_exhausted', message: expect.stringContaining('over all shops') });
    expect(await spendAll(owner, 1)).toMatchObject({ turns: 0 });
    const usage = await usageOf(stranger);
    expect(usage.current).toMatchObject({ left: { tokens: 955_000 }, stopped_by: 'operator' });
    expect(JSON.stringify(usage)).not.toMatch(/160000|205000|200000/);
    await Promise.all([guest, owner, stranger].map(({ close }) => close()));
  });

  it('leaves people who have signed in a part of the operator’s month that guests of any tenant cannot use up', async () => {
    const now = monthOfItsOwn();
    const options = { chat: budgetOf({ operator: tokens(100_000) }), now };
    const [one, other] = [await newTenant(), await newTenant()];
    const guests = [one, other].map((tenant) => turnBooks(tenant, { ...options, principal: guestOf(tenant) }));
    const results = [];
    for (const guest of guests) results.push(await spendAll(guest, 20_000));
    expect(results).toMatchObject([{ turns: 3 }, { turns: 0, error: { message: expect.stringContaining('Sign in') } }]);
    const owner = turnBooks(other, options);
    expect((await spendAll(owner, 20_000)).turns).toBe(2);
    await Promise.all([...guests, owner].map(({ close }) => close()));
  });

  it('releases the reservation of a lost turn, and forgets guests and addresses after two days', async () => {
    const tenant = await newTenant();
    // Always in the month before this one, in which no other test spends.
    const lastMonth = new Date(Date.now() - 31 * 24 * 3_600_000);
    const options = { chat: budgetOf({ operator: tokens(20_000) }), now: lastMonth };
    const lost = turnBooks(tenant, options);
    await lost.book(crypto.randomUUID());
    await inTenantDatabase(
      tenant.tenantId,
      sql`INSERT INTO guest_spend (tenant_id, subject, day, updated_at)
        SELECT ${tenant.tenantId}, subject, current_date - 3, now() - interval '3 days' FROM unnest(ARRAY['all', 'guest:x']) AS subject`,
    );
    const services = openWorker();
    expect((await pruneExpired(services)).chat_turns).toBeGreaterThanOrEqual(1);
    await services.close();
    const left = await inTenantDatabase(tenant.tenantId, sql`SELECT subject FROM guest_spend`);
    expect(left).toEqual([{ subject: 'all' }]);
    const again = turnBooks(tenant, options);
    expect(await again.book(crypto.randomUUID())).toBe(20_000);
    await Promise.all([lost, again].map(({ close }) => close()));
  });
});

describe('embeddings', () => {
  /** A model that reports ten tokens a text, and counts what it is asked for. */
  function meteredModel(): Embedder & { asked: string[] } {
    const asked: string[] = [];
    return {
      id: 'metered@8',
      asked,
      embed: (texts, _purpose, _signal, onUsage) => {
        asked.push(...texts);
        onUsage?.(10 * texts.length);
        return Promise.resolve(texts.map((text) => hashedEmbedding(text, 8)));
      },
    };
  }

  it('are counted by what the server reports, and stop when the budget is gone: a search then goes by words', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Lentil soup' });
    const model = meteredModel();
    const budget = (count: number) => turnBooks(tenant, { chat: budgetOf({ tenant: tokens(count) }) });
    const none = budget(0);
    const search = async ({ ctx }: TurnBooks, query: string) =>
      (await searchProducts({ ctx: { ...ctx, embedder: model }, input: RetrieveMenuInput.parse({ query }) })).hits
        .length;
    // Neither indexing nor searching asks the server, and neither fails.
    expect(await embedPendingChunks({ ...none.ctx, embedder: model }, tenant.tenantId)).toEqual({
      embedded: 0,
      remaining: false,
    });
    expect(await search(none, 'lentil')).toBe(1);
    expect(model.asked).toEqual([]);
    const some = budget(1_000);
    // What was paused goes on once there is more.
    expect(await embedPendingChunks({ ...some.ctx, embedder: model }, tenant.tenantId)).toEqual({
      embedded: 1,
      remaining: false,
    });
    expect(await search(some, 'lentil')).toBe(1);
    expect(model.asked).toHaveLength(2);
    expect(await usageOf(some)).toMatchObject({
      by_model: [{ model: 'metered', turns: 0, input_tokens: 20 }],
      embeddings: { tokens: 20 },
      current: { left: { tokens: 980 } },
    });
    await Promise.all([none, some].map(({ close }) => close()));
  });

  it('of guests count as theirs, and a call that fails costs nothing', async () => {
    const tenant = await newTenant();
    const options = { chat: budgetOf({ tenant: tokens(1_000_000), operator: tokens(1_000) }), now: monthOfItsOwn() };
    const guest = turnBooks(tenant, { ...options, address: 'a', principal: guestOf(tenant) });
    const broken: Embedder = { id: 'broken', embed: () => Promise.reject(new Error('away')) };
    const input = RetrieveMenuInput.parse({ query: 'soup' });
    await searchProducts({ ctx: { ...guest.ctx, embedder: broken }, input });
    expect((await usageOf({ ...guest, ctx: { ...guest.ctx, principal: ownerOf(tenant) } })).embeddings.tokens).toBe(0);
    await searchProducts({ ctx: { ...guest.ctx, embedder: meteredModel() }, input });
    const usage = await usageOf({ ...guest, ctx: { ...guest.ctx, principal: ownerOf(tenant) } });
    expect(usage).toMatchObject({ embeddings: { tokens: 10 }, current: { guests: { tokens_today: 10 } } });
    await guest.close();
  });
});
