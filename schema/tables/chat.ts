import { bigint, boolean, date, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantId } from './columns.ts';

export const chatSettings = pgTable(
  'chat_settings',
  {
    tenantId: tenantId(),
    model: text('model'),
    linkHosts: text('link_hosts').array().notNull().default([]),
    moderation: boolean('moderation').notNull().default(false),
    monthlyTokens: bigint('monthly_tokens', { mode: 'number' }),
    /** Millionths of a US dollar. */
    monthlyCostMicros: bigint('monthly_cost_micros', { mode: 'number' }),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] })],
);

export const chatUsage = pgTable(
  'chat_usage',
  {
    tenantId: tenantId(),
    /** The month's first day. */
    month: date('month').notNull(),
    model: text('model').notNull(),
    turns: integer('turns').notNull().default(0),
    inputTokens: bigint('input_tokens', { mode: 'number' }).notNull().default(0),
    outputTokens: bigint('output_tokens', { mode: 'number' }).notNull().default(0),
    costMicros: bigint('cost_micros', { mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.month, table.model] })],
);

export const chatTurns = pgTable(
  'chat_turns',
  {
    tenantId: tenantId(),
    id: uuid('id').notNull(),
    heldTokens: bigint('held_tokens', { mode: 'number' }).notNull().default(0),
    heldCostMicros: bigint('held_cost_micros', { mode: 'number' }).notNull().default(0),
    begunAt: instant('begun_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
