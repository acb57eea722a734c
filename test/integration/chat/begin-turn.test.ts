import { isToolUIPart, type UIMessage } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { ApprovalMessage, type TurnRequest } from '../../../contracts/chat.ts';
import { turnWork } from '../../../workers/chat/turn-work.ts';
import { Database } from '../../../workers/platform/database.ts';
import { RoundTrips } from '../../../workers/platform/round-trips.ts';
import { TestChat } from '../../support/chat-client.ts';
import { ordersOf, stockMenu } from '../../support/menu.ts';
import { answer, newTenant, type TestTenant } from '../../support/tenant.ts';
import { until } from '../../support/until.ts';
import { openWorker, ownerOf, testConfig } from '../../support/worker-services.ts';

const HELLO = { id: 'm1', role: 'user' as const, parts: [{ type: 'text' as const, text: 'hello' }] };

interface Failing {
  conversationId?: string;
  message?: TurnRequest['message'];
}

/** A turn of the tenant's owner, whose database fails in its n-th round trip, and whose model waits for its end. */
function turnFailingAt(
  trip: number,
  tenant: TestTenant,
  { conversationId = crypto.randomUUID(), message = HELLO }: Failing = {},
) {
  let trips = 0;
  const db = new Database(
    testConfig().database,
    new RoundTrips(() => {
      trips += 1;
      if (trips === trip) throw new Error('the database is away');
    }),
  );
  const asked: Array<AbortSignal | undefined> = [];
  const model = new MockLanguageModelV4({
    doStream: ({ abortSignal }) => {
      asked.push(abortSignal);
      return Promise.resolve({ stream: new ReadableStream() });
    },
  });
  const work = turnWork({
    services: { ...openWorker(), db },
    openModel: () => ({ model, name: 'm', isOffline: false, answeredBy: () => 'm' }),
    admit: () => Promise.resolve(),
    moderator: undefined,
    memory: { last: undefined },
  });
  const begin = () =>
    work.begin(
      {
        principal: ownerOf(tenant),
        ...{ conversationId, turnId: crypto.randomUUID(), trigger: 'submit-message', door: 'http', address: 'local' },
        message,
        ...{ requestId: 'r', traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01` },
      },
      new AbortController().signal,
    );
  return { begin, asked, conversationId, close: () => db.close() };
}

describe('a turn whose message cannot be stored', () => {
  it('returns nothing, aborts its model call and stores nothing', async () => {
    const tenant = await newTenant();
    const { begin, asked, conversationId, close } = turnFailingAt(3, tenant);
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

  it('calls no model before the database has admitted it', async () => {
    const { begin, asked, close } = turnFailingAt(2, await newTenant());
    await expect(begin()).rejects.toThrow();
    expect(asked).toEqual([]);
    await close();
  });

  it('places no order when it is an approval', async () => {
    const tenant = await newTenant();
    await stockMenu(tenant.owner);
    const chat = new TestChat({ token: tenant.owner.token });
    await chat.say('2 buddha bowl');
    await chat.say('order it');
    const { begin, close } = turnFailingAt(3, tenant, { conversationId: chat.id, message: approvalOf(chat) });
    await expect(begin()).rejects.toMatchObject({ name: 'PostgresError' });
    // Anything started in parallel with the commit would have finished by now.
    await scheduler.wait(500);
    expect(await ordersOf(tenant.owner)).toEqual([]);
    await close();
    await chat.decide(true);
    expect(await ordersOf(tenant.owner)).toHaveLength(1);
  });
});

describe('an approval that was stored before the runtime died', () => {
  /** A conversation as it is after that. */
  async function lost() {
    const tenant = await newTenant();
    await stockMenu(tenant.owner);
    const chat = new TestChat({ token: tenant.owner.token });
    await chat.say('2 buddha bowl');
    await chat.say('order it');
    const message = approvalOf(chat);
    const services = openWorker();
    await services.db.transaction({ systemWorkIn: tenant.tenantId }, async (tx) => {
      const ofChat = sql`tenant_id = ${tenant.tenantId}`;
      await tx.execute(sql`
        UPDATE messages SET parts = ${JSON.stringify(message.parts)}::jsonb
        WHERE ${ofChat} AND conversation_id = ${chat.id} AND id = ${message.id}`);
      // Invalidates the snapshot that a session may hold.
      await tx.execute(sql`UPDATE conversations SET version = version + 1 WHERE ${ofChat} AND id = ${chat.id}`);
    });
    await services.close();
    return { tenant, chat, message };
  }

  it('runs once when it is sent again', async () => {
    const { tenant, chat, message } = await lost();
    const again = async () => await tenant.owner.call('POST', '/v1/chat', { json: { id: chat.id, message } });
    const response = await again();
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"action":"place"');
    expect(await ordersOf(tenant.owner)).toHaveLength(1);
    expect((await again()).status).toBe(409);
    expect(await ordersOf(tenant.owner)).toHaveLength(1);
  });

  it('does not block the conversation', async () => {
    const { tenant, chat } = await lost();
    const { messages } = await answer<{ messages: UIMessage[] }>(
      await tenant.owner.call('GET', `/v1/chat/${chat.id}`),
      200,
    );
    const later = new TestChat({ token: tenant.owner.token, id: chat.id, messages });
    expect(await later.say('1 buddha bowl')).not.toBe('');
    expect(await ordersOf(tenant.owner)).toEqual([]);
    await later.say('order it');
    await later.decide(true);
    expect(await ordersOf(tenant.owner)).toHaveLength(1);
  });
});

function approvalOf(chat: TestChat): TurnRequest['message'] {
  const message = structuredClone(chat.lastMessage);
  const parts = message?.parts.map((part) =>
    isToolUIPart(part) && part.state === 'approval-requested'
      ? { ...part, state: 'approval-responded', approval: { id: part.approval.id, approved: true } }
      : part,
  );
  return ApprovalMessage.parse({ ...message, parts });
}
