import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { DeadLetter } from '../../contracts/dead-letter.ts';
import type { EventFamily, EventType, NewEvent, Topic } from '../../contracts/event.ts';
import type { StoredResponse } from '../../contracts/stored-response.ts';
import { instant, tenantId } from './columns.ts';

export const outbox = pgTable('outbox', {
  position: bigint('position', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  eventId: uuid('event_id').notNull().unique(),
  tenantId: tenantId(),
  topic: text('topic').$type<Topic>().notNull(),
  type: text('type').$type<EventType>().notNull(),
  aggregateType: text('aggregate_type').$type<EventFamily['aggregate']>().notNull(),
  aggregateId: text('aggregate_id').notNull(),
  audienceUserId: uuid('audience_user_id').notNull(),
  data: jsonb('data').$type<NewEvent['data']>().notNull(),
  requestId: text('request_id').notNull(),
  traceparent: text('traceparent').notNull(),
  createdAt: instant('created_at').notNull(),
  processedAt: instant('processed_at'),
  /** The number that the hub gave it; null until it is delivered. */
  sequence: bigint('sequence', { mode: 'number' }),
});

/** The newest sequence of each tenant: outlives its outbox rows. */
export const eventHeads = pgTable('event_heads', {
  tenantId: tenantId().primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
});

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    tenantId: tenantId(),
    principalId: uuid('principal_id').notNull(),
    route: text('route').notNull(),
    keyHash: text('key_hash').notNull(),
    fingerprint: text('fingerprint').notNull(),
    response: jsonb('response').$type<StoredResponse>(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.principalId, table.route, table.keyHash] })],
);

/** A final failure. `delivery` is the Queue's id of the failed message, so that none is recorded twice. */
export type StoredFailure = DeadLetter['history'][number] & { delivery: string };

export const deadLetters = pgTable('dead_letters', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  queue: text('queue').notNull(),
  /** The same for each delivery of the same work: an event's id, a job's name, else the Queue's id. */
  messageId: text('message_id').notNull(),
  status: text('status').$type<DeadLetter['status']>().notNull().default('open'),
  /** The message as it came. */
  payload: jsonb('payload').notNull(),
  /** The error of the newest failure. */
  error: text('error').notNull(),
  /** Deliveries that ended in its newest failure. */
  attempts: integer('attempts').notNull(),
  history: jsonb('history').$type<StoredFailure[]>().notNull().default([]),
  replays: integer('replays').notNull().default(0),
  traceparent: text('traceparent'),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  replayedAt: instant('replayed_at'),
  resolvedAt: instant('resolved_at'),
  mirroredAt: instant('mirrored_at'),
});
