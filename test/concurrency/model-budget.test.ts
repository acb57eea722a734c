import { describe, expect, inject, it } from 'vitest';
import type { BudgetConfig } from '../../workers/platform/chat-config.ts';
import { newTenant } from '../support/tenant.ts';
import { turnBooks } from '../support/turn-books.ts';

const HELD = 20_000;
const SHARDS = 16;

// The embedded database runs one transaction at a time, so no transaction overlaps with an uncommitted one.
describe.runIf(inject('databaseKind') === 'server')('turns of many tenants at once', () => {
  it('reserve at most the operator’s monthly limit plus one turn for each other shard', async () => {
    const limit = 600_000;
    const budget: BudgetConfig = {
      operator: { tokens: limit, costMicros: null },
      tenant: { tokens: null, costMicros: null },
      guests: undefined,
    };
    const tenants = await Promise.all(Array.from({ length: 24 }, () => newTenant()));
    const now = new Date(Date.UTC(2200, Math.floor(Math.random() * 1_000), 2));
    const books = tenants.flatMap((tenant) => [0, 1, 2].map(() => turnBooks(tenant, { chat: { budget }, now })));
    const booked = await Promise.all(
      books.map(async (each) => {
        const id = crypto.randomUUID();
        const held = await each.book(id).catch((error: { code?: string }) => {
          expect(error.code).toBe('budget_exhausted');
          return 0;
        });
        return { each, id, held: held ?? 0 };
      }),
    );
    const held = booked.reduce((sum, turn) => sum + turn.held, 0);
    expect(held).toBeGreaterThanOrEqual(limit);
    expect(held).toBeLessThanOrEqual(limit + (SHARDS - 1) * HELD);
    // Unused reservations are returned, to the token.
    await Promise.all(booked.map(({ each, id, held: of }) => (of > 0 ? each.settle(id, 1_000) : undefined)));
    const settled = booked.filter((turn) => turn.held > 0).length;
    let left = limit - settled * 1_000;
    for (const { each } of booked) {
      if (left <= 0) break;
      left -= (await each.book(crypto.randomUUID())) ?? 0;
    }
    expect(left).toBe(0);
    await Promise.all(books.map(({ close }) => close()));
  });
});
