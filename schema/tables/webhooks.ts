import { bigint, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { EventType } from '../../contracts/event.ts';
import type { AttemptOutcome, DeliveryStatus, DisabledReason } from '../../contracts/webhook.ts';
import { instant, tenantId } from './columns.ts';

export const webhookEndpoints = pgTable('webhook_endpoints', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  url: text('url').notNull(),
  description: text('description'),
  /** Empty for all types. */
  eventTypes: text('event_types').array().$type<EventType[]>().notNull(),
  sealedSecret: text('sealed_secret').notNull(),
  sealedPreviousSecret: text('sealed_previous_secret'),
  /** The id of the signing key from which the sealing key is derived. */
  sealedWith: text('sealed_with').notNull(),
  previousSecretExpiresAt: instant('previous_secret_expires_at'),
  disabledAt: instant('disabled_at'),
  disabledReason: text('disabled_reason').$type<DisabledReason>(),
  failingSince: instant('failing_since'),
  lastFailedAt: instant('last_failed_at'),
  /** Since when no key of a Worker has decrypted the secret. */
  unreadableSince: instant('unreadable_since'),
  createdBy: uuid('created_by').notNull(),
  /** The account that last set the target and types. Null in rows of releases without it: an owner. */
  authorisedBy: uuid('authorised_by'),
  authorisedByKey: uuid('authorised_by_key'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  deletedAt: instant('deleted_at'),
});

export const webhookDeliveries = pgTable('webhook_deliveries', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  endpointId: uuid('endpoint_id').notNull(),
  position: bigint('position', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
  eventId: uuid('event_id').notNull(),
  /** An `EventType`, or `webhook_test`. */
  eventType: text('event_type').notNull(),
  subject: text('subject').notNull(),
  traceparent: text('traceparent').notNull(),
  body: text('body').notNull(),
  eventTime: instant('event_time').notNull(),
  status: text('status').$type<DeliveryStatus>().notNull(),
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: instant('next_attempt_at'),
  leaseId: uuid('lease_id'),
  createdAt: instant('created_at').notNull(),
  completedAt: instant('completed_at'),
});

export const webhookAttempts = pgTable('webhook_attempts', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  deliveryId: uuid('delivery_id').notNull(),
  outcome: text('outcome').$type<AttemptOutcome>().notNull(),
  url: text('url').notNull(),
  requestHeaders: jsonb('request_headers').$type<Record<string, string>>().notNull(),
  responseStatus: integer('response_status'),
  responseHeaders: jsonb('response_headers').$type<Record<string, string>>(),
  responseBody: text('response_body'),
  error: text('error'),
  durationMs: integer('duration_ms').notNull(),
  startedAt: instant('started_at').notNull(),
});
