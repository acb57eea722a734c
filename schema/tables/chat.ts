import { bigint, boolean, date, integer, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
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
    /** True for an embedding model, which has no turns and only input. */
    embeddings: boolean('embeddings').notNull().default(false),
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
    /** Null for a signed-in person. */
    guestId: uuid('guest_id'),
    /** A keyed hash of a guest's address. */
    addressHash: text('address_hash'),
    /** The month of the operator's that holds the turn, where one is limited. */
    operatorMonth: date('operator_month'),
    begunAt: instant('begun_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const guestSpend = pgTable(
  'guest_spend',
  {
    tenantId: tenantId(),
    /** `all`, `guest:<id>` or `address:<keyed hash>`. */
    subject: text('subject').notNull(),
    day: date('day').notNull(),
    tokens: bigint('tokens', { mode: 'number' }).notNull().default(0),
    costMicros: bigint('cost_micros', { mode: 'number' }).notNull().default(0),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.subject, table.day] })],
);

/**
 * Sums over all tenants, without a tenant column. Functions of migration 0031 write them, and only the system reads
 * them.
 */
export const operatorSpend = pgTable(
  'operator_spend',
  {
    month: date('month').notNull(),
    shard: smallint('shard').notNull(),
    tokens: bigint('tokens', { mode: 'number' }).notNull().default(0),
    costMicros: bigint('cost_micros', { mode: 'number' }).notNull().default(0),
    guestTokens: bigint('guest_tokens', { mode: 'number' }).notNull().default(0),
    guestCostMicros: bigint('guest_cost_micros', { mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.month, table.shard] })],
);
