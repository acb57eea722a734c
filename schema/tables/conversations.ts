import { boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Restrictions } from '../../contracts/chat-restrictions.ts';
import { instant, tenantId } from './columns.ts';

export const conversations = pgTable(
  'conversations',
  {
    tenantId: tenantId(),
    /** Chosen by the client, as `useChat` does. */
    id: text('id').notNull(),
    userId: uuid('user_id').notNull(),
    title: text('title'),
    restrictions: jsonb('restrictions').$type<Restrictions>(),
    /** Increases with each change of the messages. */
    version: integer('version').notNull().default(0),
    /** True if the owner's id had no account when the conversation began; set by the database. */
    ofGuest: boolean('of_guest').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const messages = pgTable(
  'messages',
  {
    tenantId: tenantId(),
    conversationId: text('conversation_id').notNull(),
    id: text('id').notNull(),
    position: integer('position').notNull(),
    role: text('role').$type<'user' | 'assistant'>().notNull(),
    parts: jsonb('parts').$type<unknown[]>().notNull(),
    metadata: jsonb('metadata').$type<Record<string, unknown>>(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.conversationId, table.id] })],
);
