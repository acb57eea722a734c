import { env } from 'cloudflare:workers';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { openTurn } from '../../workers/domain/chat/open-turn.ts';
import type { ConversationSnapshot } from '../../workers/domain/conversations/conversation-snapshot.ts';
import { newTenant } from '../support/tenant.ts';
import { userMessage } from '../support/turn-books.ts';
import { openWorker, ownerOf } from '../support/worker-services.ts';

// The embedded database runs one transaction at a time, so none can wait for another's lock.
describe.runIf(inject('databaseKind') === 'server')('a turn that waits for another one of its conversation', () => {
  it('sees that turn’s messages, although its own snapshot is older', async () => {
    const tenant = await newTenant();
    const services = openWorker();
    const ctx = { ...services, principal: ownerOf(tenant) };
    const conversationId = crypto.randomUUID();
    const say = async (id: string, remembered: ConversationSnapshot | undefined) => {
      const turn = { turnId: crypto.randomUUID(), conversationId, trigger: 'submit-message' } as const;
      const { history, stored } = await openTurn({ ctx, input: { ...turn, message: userMessage(id), remembered } });
      return { snapshot: await stored, seen: history.slice(0, -1).map((message) => message.id) };
    };
    const { snapshot } = await say('m1', undefined);

    const other = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
    other.on('error', () => undefined);
    await other.connect();
    await other.query(
      `BEGIN; SELECT set_config('role', 'ragline_app', true), set_config('app.tenant_id', '${tenant.tenantId}', true)`,
    );
    await other.query('UPDATE conversations SET version = version + 1 WHERE id = $1', [conversationId]);
    await other.query(
      `INSERT INTO messages (tenant_id, conversation_id, id, position, role, parts)
       VALUES ($1, $2, 'late', 2, 'user', '[]')`,
      [tenant.tenantId, conversationId],
    );
    const waiting = say('m2', snapshot);
    // Until it stands at the lock.
    await scheduler.wait(300);
    await other.query('COMMIT');
    await other.end().catch(() => undefined);
    const { seen, snapshot: then } = await waiting;
    expect(seen).toEqual(['m1', 'late']);
    expect(then).toMatchObject({ version: 2, lastPosition: 3 });
    await services.close();
  });
});
