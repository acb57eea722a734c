import { describe, expect, it } from 'vitest';
import { recordDeliveries } from '../../workers/domain/webhooks/record-deliveries.ts';
import { resendDelivery } from '../../workers/domain/webhooks/resend-delivery.ts';
import { webhookWorld } from '../support/webhooks.ts';

const newWorld = (answer: (body: { subject: string; sequence: number }) => Promise<Response>) =>
  webhookWorld({ answer: ({ body }) => answer(JSON.parse(body)) });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('many Workers at one endpoint', () => {
  it('send each event once, five at a time at most', async () => {
    let inFlight = 0;
    let most = 0;
    const world = await newWorld(async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await pause(20);
      inFlight -= 1;
      return new Response();
    });
    const { id } = await world.endpoint();
    await world.record(...Array.from({ length: 60 }, () => world.event()));
    const workers = Array.from({ length: 9 }, () => world.newWorker());
    await Promise.all(workers.map((worker) => world.deliverAll(id, worker)));
    // A lane that found the others busy has left; what they did not take is still due.
    await world.deliverAll(id);
    const ids = world.received.map(({ headers }) => headers.get('webhook-id'));
    expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
    expect(most).toBeLessThanOrEqual(5);
    expect(most).toBeGreaterThan(1);
    expect((await world.deliveries(id)).every(({ status, attempts }) => status === 'delivered' && attempts === 1)).toBe(
      true,
    );
  });

  it('keep the order of each subject, whatever fails, while events are still being recorded and sent again', async () => {
    const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
    console.info(`seed ${seed}`);
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const overlapping: string[] = [];
    const busy = new Set<string>();
    const delivered = new Map<string, number[]>();
    const inARow = new Map<string, number>();
    const world = await newWorld(async ({ subject, sequence }) => {
      if (busy.has(subject)) overlapping.push(subject);
      busy.add(subject);
      await pause(random() * 5);
      busy.delete(subject);
      const failures = inARow.get(subject) ?? 0;
      // Never so often that the endpoint would count as away, and be disabled.
      if (failures < 4 && random() < 0.3) {
        inARow.set(subject, failures + 1);
        return new Response(null, { status: 500 });
      }
      inARow.delete(subject);
      delivered.set(subject, [...(delivered.get(subject) ?? []), sequence]);
      return new Response();
    });
    const { id } = await world.endpoint();
    const subjects = Array.from({ length: 6 }, (_, n) => `orders/${n}`);
    const recording = (async () => {
      for (let batch = 0; batch < 12; batch++) {
        await world.record(...subjects.map((subject) => world.event({ subject })));
        await pause(random() * 10);
      }
    })();
    const workers = Array.from({ length: 4 }, () => world.newWorker());
    for (;;) {
      await Promise.all(workers.map((worker) => world.deliverAll(id, worker)));
      const deliveries = await world.deliveries(id);
      const pending = deliveries.filter(({ status }) => status === 'pending');
      if (deliveries.length === 72 && pending.length === 0) break;
      // To the next attempt, however far the schedule has put it, or until more is recorded.
      const next = pending.flatMap(({ next_attempt_at }) => next_attempt_at ?? []).toSorted()[0];
      if (next === undefined) await pause(1);
      else world.pass(Math.max(0, (Date.parse(next) - world.now().getTime()) / 1000));
    }
    await recording;
    expect(overlapping).toEqual([]);
    for (const subject of subjects) {
      const sequences = delivered.get(subject) ?? [];
      expect([subject, sequences]).toEqual([subject, sequences.toSorted((a, b) => a - b)]);
    }
    expect([...delivered.values()].flat()).toHaveLength(72);
  }, 60_000);

  it('leave no delivery waiting when resends, records and settlements meet', async () => {
    const world = await newWorld(async () => new Response());
    const { id } = await world.endpoint();
    await world.record(...Array.from({ length: 10 }, () => world.event({ subject: 'orders/a' })));
    await world.deliverAll(id);
    const deliveries = await world.deliveries(id);
    await Promise.all([
      ...deliveries.map((delivery) =>
        resendDelivery({ ctx: world.newWorker(), input: { id, delivery_id: delivery.id } }),
      ),
      ...Array.from({ length: 3 }, () => world.deliverAll(id, world.newWorker())),
      ...Array.from({ length: 5 }, () => world.record(world.event({ subject: 'orders/a' }))),
    ]);
    await world.deliverAll(id);
    const after = await world.deliveries(id);
    expect(after).toHaveLength(15);
    expect(after.filter(({ status }) => status !== 'delivered')).toEqual([]);
  });

  it('send an event that is recorded in the instant in which the one before it arrives', async () => {
    const slow = { ready: () => {}, recorded: Promise.resolve() };
    const world = await newWorld(async ({ sequence }) => {
      if (sequence > 1) return new Response();
      // The next event is written, and found to have one before it, but is not committed when that one is settled.
      const recorder = world.newWorker();
      const transaction = recorder.db.transaction.bind(recorder.db);
      const isWritten = new Promise<void>((resolve) => {
        slow.ready = resolve;
      });
      recorder.db.transaction = (scope, work) =>
        transaction(scope, async (tx, end) => {
          const result = await work(tx, end);
          slow.ready();
          await pause(300);
          return result;
        });
      const events = [world.event({ subject: 'orders/a' })];
      slow.recorded = recordDeliveries({ services: recorder, input: { tenantId: world.tenantId, events } });
      await isWritten;
      return new Response();
    });
    const { id } = await world.endpoint();
    await world.record(world.event({ subject: 'orders/a' }));
    await world.deliver(id);
    await slow.recorded;
    expect(await world.deliverAll(id)).toBe(1);
    expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  it('record an event once, however many relays report it at a time', async () => {
    const world = await newWorld(async () => new Response());
    const [first, second] = [await world.endpoint(), await world.endpoint()];
    const events = Array.from({ length: 20 }, () => world.event({ subject: 'orders/a' }));
    await Promise.all(Array.from({ length: 6 }, () => world.record(...events)));
    for (const { id } of [first, second]) {
      expect((await world.deliveries(id)).map(({ event_id }) => event_id)).toEqual(events.map((event) => event.id));
      expect(await world.deliverAll(id)).toBe(20);
    }
  });
});
