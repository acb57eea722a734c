import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetter, ReplaysAccepted } from '../../../contracts/dead-letter.ts';
import type { EventEnvelope } from '../../../contracts/event.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import { sweepDeadLetters } from '../../../workers/pool/sweep-dead-letters.ts';
import { anEvent, deadLettersOf, deadRedis, deliver, newPool, streamEntries } from '../../support/pool.ts';
import { answer, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { until } from '../../support/until.ts';
import { workerWith } from '../../support/worker-with.ts';

const QUEUE = 'ragline-orders';
const DAY_MS = 24 * 60 * 60_000;
const pool = newPool();
const { deps } = pool;
const redisAway = newPool({ redis: deadRedis() });
afterAll(() => Promise.all([pool.close(), redisAway.close()]));

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const list = async (of: TestTenant, query = '') =>
  await answer<Page<DeadLetter>>(await of.owner.call('GET', `/v1/dead-letters${query}`), 200);
const get = async (of: TestTenant, id: string) =>
  await answer<DeadLetter>(await of.owner.call('GET', `/v1/dead-letters/${id}`), 200);
const replay = (of: TestTenant, id: string) => of.owner.call('POST', `/v1/dead-letters/${id}/replay`);
const status = (letter: DeadLetter): string => letter.status;

/** An event that Redis would not take, nine times. */
async function givenUp(of: TestTenant, more: Partial<EventEnvelope> = {}) {
  const event = anEvent(of.tenantId, more);
  await deliver(QUEUE, [{ body: { event }, attempts: 9 }], redisAway.deps);
  const [letter] = (await list(of)).data.filter(({ message_id }) => message_id === event.id);
  if (letter === undefined) throw new Error('no dead letter');
  return { event, letter };
}

/** A message that no consumer will ever take. */
async function hopeless(of: TestTenant) {
  const { event } = { event: { ...anEvent(of.tenantId), specversion: '0.3' } };
  await deliver(QUEUE, [{ body: { event } }], deps);
  const [letter] = (await list(of)).data.filter(({ message_id }) => message_id === event.id);
  if (letter === undefined) throw new Error('no dead letter');
  return { event, letter };
}

/** A queue's binding; the one cast: the product calls nothing else of it here. */
const queueThat = (sendBatch: () => Promise<void>) => ({ sendBatch }) as unknown as Env['ORDERS_QUEUE'];

const change = (of: TestTenant, id: string, values: Partial<typeof deadLetters.$inferInsert>) =>
  asTenant(of.tenantId, (tx) => tx.update(deadLetters).set(values).where(eq(deadLetters.id, id)));

describe('a dead letter', () => {
  it('shows the message, why it was given up, and the trace that caused it', async () => {
    const { event, letter } = await givenUp(tenant);
    expect(letter).toEqual({
      id: expect.any(String),
      queue: QUEUE,
      message_id: event.id,
      status: 'open',
      error: expect.stringMatching(/EVAL: connection refused; host redis.test|has failed just now/),
      attempts: 9,
      payload: { event },
      traceparent: event.traceparent,
      replays: 0,
      history: [{ at: letter.created_at, error: letter.error, attempts: 9 }],
      created_at: expect.any(String),
      updated_at: letter.created_at,
      replayed_at: null,
      resolved_at: null,
    });
    expect(await get(tenant, letter.id)).toEqual(letter);
  });

  it('is listed by queue and status, page by page, each once', async () => {
    const mine = await newTenant();
    const ids = new Set<string>();
    for (let i = 0; i < 5; i++) ids.add((await hopeless(mine)).letter.id);
    await deliver('ragline-jobs', [{ body: { kind: 'unknown', tenant_id: mine.tenantId } }], deps);
    const seen: string[] = [];
    let query = `?queue=${QUEUE}&status=open&limit=2`;
    for (let next: string | null = ''; next !== null; query = `?queue=${QUEUE}&status=open&limit=2&cursor=${next}`) {
      const page: Page<DeadLetter> = await list(mine, query);
      seen.push(...page.data.map(({ id }) => id));
      next = page.next_cursor;
    }
    expect(seen).toEqual([...ids].toReversed());
    expect((await list(mine, '?queue=ragline-jobs')).data).toHaveLength(1);
    expect((await list(mine, '?status=resolved')).data).toEqual([]);
    expect((await list(mine, '?queue=nothing')).data).toEqual([]);
  });

  it('refuses an invalid query', async () => {
    const calls: Array<[string, string, unknown?]> = [
      ['GET', '/v1/dead-letters?status=dead'],
      ['GET', '/v1/dead-letters?queue=a%20b'],
      ['GET', '/v1/dead-letters?limit=0'],
      ['GET', '/v1/dead-letters?cursor=nonsense'],
      ['GET', '/v1/dead-letters?colour=red'],
      ['GET', '/v1/dead-letters/nonsense'],
      ['POST', '/v1/dead-letters/nonsense/replay'],
      ['DELETE', '/v1/dead-letters/nonsense'],
      ['POST', '/v1/dead-letters/replay', { ids: [] }],
      ['POST', '/v1/dead-letters/replay', { ids: ['x'] }],
      ['POST', '/v1/dead-letters/replay', { ids: Array.from({ length: 101 }, () => crypto.randomUUID()) }],
      ['POST', '/v1/dead-letters/replay', { queue: 42 }],
    ];
    for (const [method, path, json] of calls) {
      const problem = await answer<Problem>(
        await tenant.owner.call(method, path, json === undefined ? {} : { json }),
        422,
      );
      expect([path, problem.code]).toEqual([path, 'invalid_request']);
    }
  });

  it('of another tenant answers 404 to a read, a replay and a drop', async () => {
    const { letter } = await hopeless(tenant);
    const stranger = await newTenant();
    expect((await list(stranger)).data).toEqual([]);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/replay'],
      ['DELETE', ''],
    ] as const) {
      await answer(await stranger.owner.call(method, `/v1/dead-letters/${letter.id}${path}`), 404);
    }
    const all = await stranger.owner.call('POST', '/v1/dead-letters/replay', { json: { ids: [letter.id] } });
    expect(await answer<ReplaysAccepted>(all, 202)).toEqual({ replayed: 0, remaining: 0 });
    expect((await get(tenant, letter.id)).status).toBe('open');
  });

  it('is restricted to owners and admins', async () => {
    for (const [role, expected] of [
      ['admin', 200],
      ['staff', 403],
      ['customer', 403],
      ['guest', 403],
    ] as const) {
      const user = await newUser(tenant, role);
      await answer(await user.call('GET', '/v1/dead-letters'), expected);
    }
  });
});

describe('a replay', () => {
  it('puts the message on its queue; its consumer does it and resolves the dead letter', async () => {
    const { event, letter } = await givenUp(tenant);
    const sent = await answer<DeadLetter>(await replay(tenant, letter.id), 202);
    expect(sent).toMatchObject({ id: letter.id, status: 'replaying', replays: 1 });
    const resolved = await until(
      () => get(tenant, letter.id),
      (each) => status(each) === 'resolved',
    );
    expect(resolved).toMatchObject({ replays: 1, resolved_at: expect.any(String), history: letter.history });
    const entries = await streamEntries('ragline:stream:orders', tenant.tenantId);
    expect(entries.filter(({ event_id }) => event_id === event.id)).toHaveLength(1);
    // As the consumer always sees it: nothing of the replay is in what leaves the system.
    expect(JSON.parse(entries.find(({ event_id }) => event_id === event.id)?.event ?? '')).toEqual(event);
    const again = await answer<Problem>(await replay(tenant, letter.id), 409);
    expect(again.detail).toContain('resolved');
  });

  it('that fails again comes back to the same dead letter, with its history', async () => {
    const { letter } = await hopeless(tenant);
    await answer(await replay(tenant, letter.id), 202);
    const back = await until(
      () => get(tenant, letter.id),
      (each) => each.history.length === 2,
    );
    expect(back).toMatchObject({ id: letter.id, status: 'open', replays: 1, attempts: 1, resolved_at: null });
    expect(back.history[0]).toEqual(letter.history[0]);
    expect(
      (await deadLettersOf(tenant.tenantId, deps)).filter((row) => row.messageId === letter.message_id),
    ).toHaveLength(1);
    // And can be tried once more.
    await answer(await replay(tenant, letter.id), 202);
    await until(
      () => get(tenant, letter.id),
      (each) => each.history.length === 3,
    );
  });

  it('that dies each time returns through the dead-letter queue, and does not count as a success', async () => {
    const { event, letter } = await hopeless(tenant);
    await change(tenant, letter.id, { status: 'replaying', replayedAt: new Date(), replays: 1 });
    await deliver(`${QUEUE}-dlq`, [{ body: { event, dead_letter_id: letter.id } }], deps);
    const back = await get(tenant, letter.id);
    expect(back).toMatchObject({ status: 'open', attempts: 9, resolved_at: null, payload: { event } });
    expect(back.history).toMatchObject([{}, { error: expect.stringContaining('gave up after 9 attempts') }]);
  });

  it('of one that was deleted meanwhile is a new dead letter when it fails', async () => {
    const { event, letter } = await hopeless(tenant);
    await asTenant(tenant.tenantId, (tx) => tx.delete(deadLetters).where(eq(deadLetters.id, letter.id)));
    await deliver(QUEUE, [{ body: { event, dead_letter_id: letter.id } }], deps);
    const [fresh] = (await list(tenant)).data.filter(({ message_id }) => message_id === event.id);
    expect(fresh).toMatchObject({ status: 'open', payload: { event }, history: [{}] });
  });

  it('is done for only one of concurrent requests', async () => {
    const { letter } = await hopeless(tenant);
    // A queue that delivers nothing: no replay may finish before all six requests are in.
    const worker = workerWith({ ORDERS_QUEUE: queueThat(async () => undefined) });
    const headers = { authorization: `Bearer ${tenant.owner.token}` };
    const ask = () => worker('POST', `/v1/dead-letters/${letter.id}/replay`, { headers });
    const statuses = (await Promise.all(Array.from({ length: 6 }, ask))).map((response) => response.status);
    expect(statuses.toSorted()).toEqual([202, 409, 409, 409, 409, 409]);
    expect((await get(tenant, letter.id)).replays).toBe(1);
    const dropped = await answer<Problem>(await tenant.owner.call('DELETE', `/v1/dead-letters/${letter.id}`), 409);
    expect(dropped.code).toBe('conflict');
  });

  it('leaves the dead letter open and says so when its queue refuses it', async () => {
    const { letter } = await hopeless(tenant);
    const worker = workerWith({ ORDERS_QUEUE: queueThat(async () => Promise.reject(new Error('away'))) });
    const headers = { authorization: `Bearer ${tenant.owner.token}` };
    const refused = await answer<Problem>(
      await worker('POST', `/v1/dead-letters/${letter.id}/replay`, { headers }),
      503,
    );
    expect(refused.code).toBe('unavailable');
    expect((await get(tenant, letter.id)).status).toBe('open');
    const many = await worker('POST', '/v1/dead-letters/replay', { headers, json: { ids: [letter.id] } });
    expect(await answer<ReplaysAccepted>(many, 202)).toEqual({ replayed: 0, remaining: 1 });
  });

  it('reopens after half an hour without a result', async () => {
    const { letter } = await hopeless(tenant);
    await change(tenant, letter.id, { status: 'replaying', replayedAt: new Date(Date.now() - 31 * 60_000) });
    const { letter: fresh } = await hopeless(tenant);
    await change(tenant, fresh.id, { status: 'replaying', replayedAt: new Date(Date.now() - 60_000) });
    await sweepDeadLetters(deps);
    expect(await get(tenant, letter.id)).toMatchObject({
      status: 'open',
      history: [letter.history[0], { attempts: 0, error: expect.stringContaining('replay was lost') }],
    });
    expect((await get(tenant, fresh.id)).status).toBe('replaying');
  });

  it('of a job’s message runs the job', async () => {
    const mine = await newTenant();
    const message = { kind: 'embed_chunks', tenant_id: mine.tenantId, requestid: 'request-1', traceparent: 'none' };
    const broken = newPool({ embedPendingChunks: async () => Promise.reject(new Error('the model is away')) });
    for (let i = 0; i < 3; i++) await deliver('ragline-jobs', [{ body: message, attempts: 9 }], broken.deps);
    await broken.close();
    const [letter, ...others] = (await list(mine)).data;
    // The same work, however often it was asked for.
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ queue: 'ragline-jobs', message_id: 'embed_chunks', history: [{}, {}, {}] });
    await answer(await replay(mine, letter?.id ?? ''), 202);
    await until(
      () => get(mine, letter?.id ?? ''),
      (each) => status(each) === 'resolved',
    );
  });
});

describe('messages that ask for the same', () => {
  it('share a dead letter, whatever their ids in the queue; those of different endpoints do not', async () => {
    const mine = await newTenant();
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const traced = { tenant_id: mine.tenantId, requestid: 'request-1', traceparent: 'none' };
    await deliver(
      'ragline-webhooks-dlq',
      [one, one, other].map((id) => ({ body: { ...traced, endpoint_id: id } })),
      deps,
    );
    await deliver(
      'ragline-jobs-dlq',
      [one, one, other].map((id) => ({ body: { ...traced, kind: 'run_job', job_id: id } })),
      deps,
    );
    const letters = (await list(mine)).data.map(({ queue, message_id, history }) => [
      queue,
      message_id,
      history.length,
    ]);
    expect(letters.toReversed()).toEqual([
      ['ragline-webhooks', `webhooks ${one}`, 2],
      ['ragline-webhooks', `webhooks ${other}`, 1],
      ['ragline-jobs', `run_job ${one}`, 2],
      ['ragline-jobs', `run_job ${other}`, 1],
    ]);
  });
});

describe('dropping', () => {
  it('deletes it, and the audit log records who did', async () => {
    const { letter } = await hopeless(tenant);
    expect((await tenant.owner.call('DELETE', `/v1/dead-letters/${letter.id}`)).status).toBe(204);
    await answer(await tenant.owner.call('GET', `/v1/dead-letters/${letter.id}`), 404);
    await answer(await tenant.owner.call('DELETE', `/v1/dead-letters/${letter.id}`), 404);
    const rows = await asTenant(tenant.tenantId, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.resourceId, letter.id)),
    );
    expect(rows).toMatchObject([
      {
        action: 'dead_letter.dropped',
        resourceType: 'dead_letter',
        actorId: tenant.owner.userId,
        details: { queue: QUEUE, message_id: letter.message_id, status: 'open', replays: 0 },
      },
    ]);
  });
});

describe('two hundred events that Redis did not take', () => {
  it('are all recovered by one replay, each once, in batches that come twice', async () => {
    const mine = await newTenant();
    const count = 200;
    const events = Array.from({ length: count }, (_, index) => anEvent(mine.tenantId, { sequence: index + 1 }));
    await deliver(
      QUEUE,
      events.map((event) => ({ body: { event }, attempts: 9 })),
      redisAway.deps,
    );
    expect(await deadLettersOf(mine.tenantId, deps)).toHaveLength(count);
    const replayed = await mine.owner.call('POST', '/v1/dead-letters/replay');
    expect(await answer<ReplaysAccepted>(replayed, 202)).toEqual({ replayed: count, remaining: 0 });
    // Once more: the queue delivers at least once.
    await deliver(QUEUE, events.map((event) => ({ body: { event } })).toReversed(), deps);
    const rows = await until(
      () => deadLettersOf(mine.tenantId, deps),
      (letters) => letters.every((letter) => letter.status === 'resolved'),
      60_000,
    );
    expect(rows).toHaveLength(count);
    const entries = await streamEntries('ragline:stream:orders', mine.tenantId);
    expect(entries.map(({ event_id }) => event_id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    const audited = await asTenant(mine.tenantId, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.action, 'dead_letter.replayed')),
    );
    expect(new Set(audited.map(({ resourceId }) => resourceId)).size).toBe(count);
  }, 90_000);
});

describe('the Redis stream of dead letters', () => {
  it('has each failure once, with its tenant, trace and error, also of those given up while Redis was away', async () => {
    const mine = await newTenant();
    const { event, letter } = await givenUp(mine);
    const { letter: other } = await hopeless(mine);
    const entries = () => streamEntries('ragline:dlq:orders', mine.tenantId);
    // Given up because of Redis: the row is there, the entry is not.
    expect((await entries()).map(({ dead_letter_id }) => dead_letter_id)).toEqual([other.id]);
    await change(mine, letter.id, { updatedAt: new Date(Date.now() - 60_000) });
    expect((await sweepDeadLetters(redisAway.deps)).unmirrored).toBeGreaterThan(0);
    expect(await entries()).toHaveLength(1);
    await sweepDeadLetters(deps);
    await sweepDeadLetters(deps);
    expect(await entries()).toHaveLength(2);
    const { payload = '', ...fields } = (await entries())[1] ?? {};
    expect(JSON.parse(payload)).toEqual({ event });
    expect(fields).toEqual({
      dead_letter_id: letter.id,
      tenant_id: mine.tenantId,
      queue: QUEUE,
      message_id: event.id,
      error: letter.error,
      attempts: '9',
      traceparent: event.traceparent,
    });
    // The same failure, its mark lost: it is not copied again. Another failure is.
    await change(mine, other.id, { mirroredAt: null, updatedAt: new Date(Date.now() - 60_000) });
    await sweepDeadLetters(deps);
    expect(await entries()).toHaveLength(2);
    await answer(await replay(mine, other.id), 202);
    await until(entries, (all) => all.length === 3);
  });
});

describe('the sweep', () => {
  it('deletes dead letters that have not changed for thirty days', async () => {
    const mine = await newTenant();
    const [old, young] = [await hopeless(mine), await hopeless(mine)];
    await change(mine, old.letter.id, { updatedAt: new Date(Date.now() - 30 * DAY_MS - 1_000) });
    await change(mine, young.letter.id, { updatedAt: new Date(Date.now() - 29 * DAY_MS) });
    expect((await sweepDeadLetters(deps)).pruned).toBeGreaterThanOrEqual(1);
    expect((await list(mine)).data.map(({ id }) => id)).toEqual([young.letter.id]);
  });
});
