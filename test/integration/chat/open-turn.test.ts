import { sql } from 'drizzle-orm';
import { describe, expect, it, vi } from 'vitest';
import type { ChatMessage } from '../../../contracts/chat.ts';
import { openTurn } from '../../../workers/domain/chat/open-turn.ts';
import { inTransaction } from '../../../workers/domain/context.ts';
import type { ConversationSnapshot } from '../../../workers/domain/conversations/conversation-snapshot.ts';
import { storeAnswer } from '../../../workers/domain/conversations/store-answer.ts';
import { Database } from '../../../workers/platform/database.ts';
import { RoundTrips } from '../../../workers/platform/round-trips.ts';
import { newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { userMessage } from '../../support/turn-books.ts';
import { openWorker, ownerOf, testConfig } from '../../support/worker-services.ts';

const message = (id: string, role: ChatMessage['role'] = 'user'): ChatMessage => ({ ...userMessage(id), role });

/** A conversation of the tenant's owner, and turns in it as a session would open them. */
function conversation(tenant: TestTenant, principal = ownerOf(tenant)) {
  let trips = 0;
  const db = new Database(
    testConfig().database,
    new RoundTrips(() => {
      trips += 1;
    }),
  );
  const ctx = { ...openWorker(), db, principal };
  const conversationId = crypto.randomUUID();
  return {
    ctx,
    conversationId,
    close: () => db.close(),
    /** Returns the history that the turn saw, how often it waited for the database, and the conversation afterwards. */
    say: async (id: string, remembered?: ConversationSnapshot, inConversation = conversationId) => {
      const before = trips;
      const turn = { turnId: crypto.randomUUID(), conversationId: inConversation, trigger: 'submit-message' } as const;
      const { history, stored } = await openTurn({ ctx, input: { ...turn, message: userMessage(id), remembered } });
      const wasStored = await Promise.race([stored.then(() => true), Promise.resolve(false)]);
      const snapshot = await stored;
      const seen = history.slice(0, -1).map((message) => message.id);
      return { seen, snapshot, trips: trips - before, wasStored };
    },
    answer: (id: string) =>
      inTransaction(ctx, (unit) => storeAnswer(ctx, unit, { conversationId, answer: message(id, 'assistant') })),
  };
}

describe('opening a turn', () => {
  it('takes two round trips in an open conversation, and the connect as well in a new one', async () => {
    const { say, close } = conversation(await newTenant());
    expect((await say('m1')).trips).toBe(3);
    expect((await say('m2')).trips).toBe(2);
    await close();
  });

  it('returns its decision while the message is still being stored', async () => {
    const { say, close } = conversation(await newTenant());
    await say('m1');
    expect((await say('m2')).wasStored).toBe(false);
    await close();
  });

  describe('whose transaction has to run again', () => {
    /** Opens a turn whose statement that stores the message fails once, as in a deadlock. */
    async function openTwice({ ctx, conversationId }: ReturnType<typeof conversation>) {
      let trip = 0;
      const db = new Database(
        testConfig().database,
        new RoundTrips(() => {
          trip += 1;
          if (trip === 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        }),
      );
      const turn = { turnId: crypto.randomUUID(), conversationId, trigger: 'submit-message' } as const;
      const input = { ...turn, message: userMessage('twice'), remembered: undefined };
      const { history, stored } = await openTurn({ ctx: { ...ctx, db }, input });
      return { ids: history.map(({ id }) => id), stored: stored.finally(() => db.close()) };
    }

    it('is stored as it was decided', async () => {
      const talk = conversation(await newTenant());
      await talk.say('m1');
      const { ids, stored } = await openTwice(talk);
      expect(ids).toEqual(['m1', 'twice']);
      expect((await stored).messages.map(({ id }) => id)).toEqual(ids);
      await talk.close();
    });

    it('is refused when the conversation has changed meanwhile', async () => {
      const talk = conversation(await newTenant());
      await talk.say('m1');
      // The pause before a transaction runs again is random. This makes it long.
      const random = vi.spyOn(Math, 'random').mockReturnValue(20);
      const { stored } = await openTwice(talk);
      const outcome = stored.catch((error: unknown) => error);
      await talk.say('m2');
      random.mockRestore();
      expect(await outcome).toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
      expect((await talk.say('m3')).seen).toEqual(['m1', 'm2']);
      await talk.close();
    });
  });

  it('uses the snapshot while it is current, and reloads it otherwise', async () => {
    const { say, answer, close, ctx, conversationId } = conversation(await newTenant());
    const { snapshot } = await say('m1');
    expect(snapshot).toMatchObject({ version: 0, lastPosition: 1 });
    // A snapshot of the same version is used unread, as its different words show.
    const { seen } = await say('m2', { ...snapshot, messages: [message('remembered')] });
    expect(seen).toEqual(['remembered']);
    const answered = await answer('a2');
    expect(answered).toEqual({ version: 2, position: 3 });
    const later = await say('m3', { ...snapshot, messages: [message('remembered')] });
    expect(later.seen).toEqual(['m1', 'm2', 'a2']);
    expect(later.snapshot.messages.map(({ id }) => id)).toEqual(['m1', 'm2', 'a2', 'm3']);
    // The conversation is deleted, and a new one has its id.
    await inTransaction(ctx, ({ tx }) => tx.execute(sql`DELETE FROM conversations WHERE id = ${conversationId}`));
    expect((await say('m4', later.snapshot)).seen).toEqual([]);
    await close();
  });

  it('puts an answer that is stored twice in its place once', async () => {
    const { say, answer, close } = conversation(await newTenant());
    await say('m1');
    const first = await answer('a1');
    expect(await answer('a1')).toMatchObject({ position: first?.position });
    expect((await say('m2')).seen).toEqual(['m1', 'a1']);
    await close();
  });

  it('refuses another principal’s conversation without side effects', async () => {
    const tenant = await newTenant();
    const own = conversation(tenant);
    const { snapshot } = await own.say('m1');
    const other = await newUser(tenant, 'customer');
    const { tenantId } = tenant;
    const { userId, sessionId } = other;
    const theirs = conversation(tenant, { ...ownerOf(tenant), userId, sessionId, roles: ['customer'] });
    await expect(theirs.say('m2', snapshot, own.conversationId)).rejects.toMatchObject({ code: 'not_found' });
    expect((await own.say('m3')).seen).toEqual(['m1']);
    const { rows } = await inTransaction(own.ctx, ({ tx }) =>
      tx.execute(sql`SELECT count(*)::int AS turns FROM chat_turns WHERE tenant_id = ${tenantId}`),
    );
    expect(rows).toEqual([{ turns: 2 }]);
    await Promise.all([own.close(), theirs.close()]);
  });
});
