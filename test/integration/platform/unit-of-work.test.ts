import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CreateOrder } from '../../../contracts/order.ts';
import { CreateProduct } from '../../../contracts/product.ts';
import { createProduct } from '../../../workers/domain/catalog/create-product.ts';
import { updateProduct } from '../../../workers/domain/catalog/update-product.ts';
import { type Ctx, inTransaction, read, type UnitOfWork } from '../../../workers/domain/context.ts';
import { type IdempotentWork, runOnce } from '../../../workers/domain/idempotency/run-once.ts';
import { advanceOrder } from '../../../workers/domain/orders/advance-order.ts';
import { cancelOrder } from '../../../workers/domain/orders/cancel-order.ts';
import { placeOrder } from '../../../workers/domain/orders/place-order.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { ProblemError } from '../../../workers/platform/problem-error.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { openWorker } from '../../support/worker-services.ts';
import { newHub } from '../events/hub-fixture.ts';

let ctx: Ctx;
/** The nudges, in order. */
let nudged: string[];
let close: () => Promise<void>;

beforeEach(async () => {
  const { tenantId } = await newHub();
  nudged = [];
  const nudges = {
    nudgeRelay: () => void nudged.push('relay'),
    nudgeRevocations: () => undefined,
    nudgeIndexer: () => void nudged.push('indexer'),
    nudgeJob: () => void nudged.push('job'),
    nudgeWebhook: () => void nudged.push('webhook'),
  };
  const services = openWorker(undefined, nudges);
  const principal = { tenantId, userId: newId(), roles: ['owner' as const], expiresAt: 2 ** 31 };
  ctx = { ...services, principal, authority: 'system' };
  close = services.close;
});
afterEach(() => close());

const done = { status: 201, headers: {}, body: 'done' };
const request = { route: 'POST /test', keyHash: 'key', fingerprint: 'one' };
/** The error that PostgreSQL reports to the victim of a deadlock. */
const deadlock = () => Object.assign(new Error('deadlock detected'), { code: '40P01' });

const writeRow = (unit: UnitOfWork) =>
  unit.tx.execute(sql`INSERT INTO order_counters (tenant_id, last_number) VALUES (${unit.tenantId}, 7)`);
const committedRows = async (): Promise<number> =>
  (await asTenant(ctx.principal.tenantId, (tx) => tx.execute(sql`SELECT 1 FROM order_counters`))).rows.length;

const WAYS: Record<string, (work: (unit: UnitOfWork) => Promise<void>) => Promise<unknown>> = {
  'a transaction of its own': (work) => inTransaction(ctx, work),
  'the transaction of an idempotency key': (work) =>
    runOnce(ctx, request, async (joined) => {
      await inTransaction(joined, work);
      return done;
    }),
};

describe.each(Object.entries(WAYS))('a verb in %s', (_name, run) => {
  it('has its effects once its rows are there for everyone', async () => {
    const seen: number[] = [];
    await run(async (unit) => {
      unit.afterCommit(async () => void seen.push(await committedRows()));
      await writeRow(unit);
    });
    expect(seen).toEqual([1]);
  });

  it.each([
    ['a fault', () => new Error('broken')],
    ['a refusal', () => new ProblemError('insufficient_stock', 'None left.')],
  ])('has neither rows nor effects after %s', async (_fault, fault) => {
    const effects: string[] = [];
    const failing = run(async (unit) => {
      unit.afterCommit(() => void effects.push('effect'));
      await writeRow(unit);
      throw fault();
    });
    await failing.catch(() => undefined);
    expect(effects).toEqual([]);
    expect(await committedRows()).toBe(0);
  });

  it('runs again after a deadlock, and has the effects of the run that was committed', async () => {
    let runs = 0;
    const effects: number[] = [];
    await run(async (unit) => {
      const thisRun = ++runs;
      unit.afterCommit(() => void effects.push(thisRun));
      await writeRow(unit);
      if (thisRun < 3) throw deadlock();
    });
    expect(effects).toEqual([3]);
    expect(await committedRows()).toBe(1);
  });

  it('does not run again for ever, nor after any other fault', async () => {
    for (const [fault, expected] of [
      [deadlock(), 4],
      [Object.assign(new Error('unique'), { code: '23505' }), 1],
    ] as const) {
      let runs = 0;
      const failing = run(async () => {
        runs += 1;
        throw fault;
      });
      await expect(failing).rejects.toThrow(fault.message);
      expect(runs).toBe(expected);
    }
  });
});

describe('work under an idempotency key', () => {
  it('is not remembered after a server error', async () => {
    let runs = 0;
    const work: IdempotentWork = async (joined) => {
      // Work under a key that is taken gets no further than this.
      await read(joined, ({ tx }) => tx.execute(sql`SELECT 1`));
      runs += 1;
      if (runs === 1) throw new ProblemError('unavailable', 'Later.');
      return done;
    };
    await expect(runOnce(ctx, request, work)).rejects.toThrow('Later.');
    expect(await runOnce(ctx, request, work)).toEqual({ response: done, isReplay: false });
    expect(await runOnce(ctx, request, work)).toEqual({ response: done, isReplay: true });
    expect(runs).toBe(2);
  });
});

describe('a verb that writes an event or a text to search', () => {
  it('nudges the relay or the indexer', async () => {
    const nudgesOf = async <T>(work: Promise<T>) => {
      const result = await work;
      return { result, nudges: nudged.splice(0) };
    };
    const input = CreateProduct.parse({ sku: 'A', name: 'A', price: { amount: 1, currency: 'EUR' } });
    const { result: product, nudges: atFirst } = await nudgesOf(createProduct({ ctx, input }));
    expect(atFirst).toEqual(['indexer']);
    const change = async (fields: { name?: string; stock?: number }) =>
      (await nudgesOf(updateProduct({ ctx, input: { id: product.id, change: fields } }))).nudges;
    expect(await change({ name: 'B' })).toEqual(['indexer']);
    // A number, not a text.
    expect(await change({ stock: 3 })).toEqual([]);

    const items = [{ sku: 'A', quantity: 1 }];
    const placed = await nudgesOf(placeOrder({ ctx, input: CreateOrder.parse({ items }) }));
    expect(placed.nudges).toEqual(['relay']);
    const { id } = placed.result;
    expect((await nudgesOf(advanceOrder({ ctx, input: { id, status: 'confirmed' } }))).nudges).toEqual(['relay']);
    expect((await nudgesOf(cancelOrder({ ctx, input: { id, reason: null } }))).nudges).toEqual(['relay']);
  });
});
