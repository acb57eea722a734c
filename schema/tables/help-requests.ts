import { bigint, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { HelpKind, HelpRequest, HelpStatus } from '../../contracts/help-request.ts';
import { instant, tenantId } from './columns.ts';

export const helpRequests = pgTable('help_requests', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  userId: uuid('user_id').notNull(),
  kind: text('kind').$type<HelpKind>().notNull(),
  reason: text('reason').notNull(),
  orderId: uuid('order_id'),
  orderNumber: bigint('order_number', { mode: 'number' }),
  items: jsonb('items').$type<HelpRequest['items']>().notNull(),
  status: text('status').$type<HelpStatus>().notNull(),
  answer: text('answer'),
  /** The conversation that it came from; null for MCP. */
  conversationId: text('conversation_id'),
  /** Made of message, kind and order: a person has one request for each. */
  claim: text('claim').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});
