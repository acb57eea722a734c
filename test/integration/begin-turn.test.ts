import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { turnWork } from '../../workers/chat/turn-work.ts';
import { Database } from '../../workers/platform/database.ts';
import { answer, newTenant } from '../support/tenant.ts';
import { until } from '../support/until.ts';
import { openWorker, ownerOf, testConfig } from '../support/worker-services.ts';

/** A turn of the tenant's owner, whose database fails from its n-th round trip on, and whose model waits for its end. */
function turnFailingAt(trip: number, tenant: Awaited<ReturnType<typeof newTenant>>) {
  let trips = 0;
  const db = new Database(testConfig().database, () => {
    trips += 1;
    if (trips >= trip) throw new Error('the database is away');
  });
  const asked: Array<AbortSignal | undefined> = [];
  const model = new MockLanguageModelV4({
    doStream: ({ abortSignal }) => {
      asked.push(abortSignal);
      return Promise.resolve({ stream: new ReadableStream() });
    },
  });
  const work = turnWork({
    services: { ...openWorker(), db },
    chat: testConfig().chat,
    openModel: () => ({ model, name: 'm', isOffline: false, answeredBy: () => 'm' }),
    admit: () => Promise.resolve(),
    moderator: undefined,
    embeddingModel: undefined,
    memory: { last: undefined },
  });
  const conversationId = crypto.randomUUID();
  const begin = () =>
    work.begin(
      {
        principal: ownerOf(tenant),
        ...{ conversationId, turnId: crypto.randomUUID(), trigger: 'submit-message', door: 'http' },
        message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hello' }] },
        ...{ requestId: 'r', traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01` },
      },
      new AbortController().signal,
    );
  return { begin, asked, conversationId, close: () => db.close() };
}

describe('a turn whose message cannot be stored', () => {
  it.each([
    ['the message', 3],
    ['the commit', 4],
  ])('shows nothing, lets its model go and leaves no trace when %s is refused', async (_what, trip) => {
    const tenant = await newTenant();
    const { begin, asked, conversationId, close } = turnFailingAt(trip, tenant);
    await expect(begin()).rejects.toThrow();
    // Asked beside the statement that failed, or not at all.
    await until(
      () => Promise.resolve(asked.every((signal) => signal?.aborted === true)),
      (isLetGo) => isLetGo,
    );
    expect((await tenant.owner.call('GET', `/v1/chat/${conversationId}`)).status).toBe(404);
    const usage = await answer<{ running: { turns: number } }>(await tenant.owner.call('GET', '/v1/chat/usage'), 200);
    expect(usage.running.turns).toBe(0);
    await close();
  });

  it('is not asked of a model before the database has said that it may be', async () => {
    const { begin, asked, close } = turnFailingAt(2, await newTenant());
    await expect(begin()).rejects.toThrow();
    expect(asked).toEqual([]);
    await close();
  });
});
