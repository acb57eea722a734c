import { beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from './shop.ts';
import { type StoredOrder, World } from './world.ts';

export type Step =
  /** The customer speaks. `hears`: what the answer must have; `lacks`: what it must not. */
  | { say: string; hears?: RegExp | RegExp[]; lacks?: RegExp }
  /** The customer decides on what the answer asked approval for. */
  | { decide: boolean; hears?: RegExp | RegExp[]; lacks?: RegExp }
  /** Runs an action or a check outside the conversation. */
  | { do: (world: World) => Promise<void> };

/** The expected state of the database afterwards. Omitted fields are not checked. */
export interface Outcome {
  /** Newest first; `[]`: nothing was ordered. */
  orders: Array<Partial<StoredOrder>>;
  /** By how much the stock of these skus has changed. */
  stock?: Record<string, number>;
  /** Types of the events about orders. */
  events?: string[];
  /** Tools and how they ended: `confirm quote_expired`. */
  tools?: string[];
}

export interface Scenario {
  name: string;
  asGuest?: boolean;
  steps: Step[];
  after: Outcome;
}

/** A conversation of many steps may take longer on a busy machine. */
const [TIMEOUT_MS, STEP_TIMEOUT_MS] = [30_000, 2_000];

/** Plays each scenario as a customer of its own in one shop. */
export function playAll(theme: string, scenarios: readonly Scenario[]): void {
  describe(theme, () => {
    let shop: Shop;
    beforeAll(async () => {
      shop = await openShop();
    });
    for (const scenario of scenarios) {
      it(scenario.name, { timeout: TIMEOUT_MS + scenario.steps.length * STEP_TIMEOUT_MS }, async () => {
        await play(shop, scenario);
      });
    }
  });
}

async function play(shop: Shop, { asGuest = false, steps, after }: Scenario): Promise<void> {
  const world = await World.enter(shop, { asGuest });
  const skus = Object.keys(after.stock ?? {});
  const before = new Map(await Promise.all(skus.map(async (sku) => [sku, await world.stockOf(sku)] as const)));
  for (const step of steps) {
    if ('do' in step) {
      await step.do(world);
      continue;
    }
    const answer = 'say' in step ? await world.say(step.say) : await world.decide(step.decide);
    const label = `${'say' in step ? step.say : step.decide ? '(approves)' : '(declines)'} → ${answer}`;
    for (const pattern of [step.hears ?? []].flat()) expect(label).toMatch(pattern);
    if (step.lacks !== undefined) expect(answer).not.toMatch(step.lacks);
  }
  const orders = await world.orders();
  expect(orders, world.heard.join('\n--\n')).toHaveLength(after.orders.length);
  expect(orders).toMatchObject(after.orders);
  for (const sku of skus) {
    const change = ((await world.stockOf(sku)) ?? 0) - (before.get(sku) ?? 0);
    expect([sku, change]).toEqual([sku, after.stock?.[sku]]);
  }
  if (after.events !== undefined) expect(await world.orderEvents()).toEqual(after.events);
  if (after.tools !== undefined) expect(await world.toolEvents()).toEqual(after.tools);
}
