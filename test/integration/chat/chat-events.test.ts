import { and, asc, eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { outbox } from '../../../schema/tables/delivery.ts';
import { TestChat } from '../../support/chat-client.ts';
import { ordersOf, stockMenu } from '../../support/menu.ts';
import { newTenant } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';

it('publishes each tool call with its outcome and order, and without chat text', async () => {
  const { owner, tenantId } = await newTenant();
  await stockMenu(owner);
  const chat = new TestChat({ token: owner.token });
  await chat.say('2 lentil soup');
  await chat.say('I have code NOSUCH1');
  await chat.say('order it');
  await chat.decide(true);
  const [order] = await ordersOf(owner);

  const rows = await asTenant(tenantId, (tx) =>
    tx
      .select({ data: outbox.data, subject: outbox.aggregateId })
      .from(outbox)
      .where(and(eq(outbox.tenantId, tenantId), eq(outbox.topic, 'chat_tools')))
      .orderBy(asc(outbox.position)),
  );
  expect(rows.map((row) => row.data)).toMatchObject([
    { tool: 'retrieve_menu', outcome: 'ok', error_code: null, order_id: null, conversation_id: chat.id },
    { tool: 'apply_promos', outcome: 'ok' },
    { tool: 'apply_promos', outcome: 'error', error_code: 'invalid_promotion' },
    { tool: 'confirm', outcome: 'ok', order_id: order?.id, latency_ms: expect.any(Number) },
  ]);
  expect(rows.every((row) => row.subject === chat.id)).toBe(true);
  expect(JSON.stringify(rows)).not.toMatch(/lentil/i);
});
