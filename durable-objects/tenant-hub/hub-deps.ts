import type { PendingRevocation } from '../../contracts/channel.ts';
import type { DeliveredRow, EventEnvelope, OutboxEntry, Topic } from '../../contracts/event.ts';
import type { ShardStub } from '../hub-shard/delivery.ts';

export interface OutboxPage {
  entries: OutboxEntry[];
  /** The newest marked sequence of the tenant; 0 for none, undefined without entries. */
  head: number | undefined;
  /** True if webhook endpoints may wait for these events. */
  hasWebhooks: boolean;
}

/** Dependencies of a tenant's hub. The composition root creates them once for each object. */
export interface HubDeps {
  /** Committed events that were not delivered, oldest first, and the newest marked sequence. */
  readOutbox(limit: number): Promise<OutboxPage>;
  /** Marks delivered rows and stores the newest sequence. Repeating it changes nothing. */
  markProcessed(delivered: readonly DeliveredRow[]): Promise<void>;
  /** The newest sequence ever marked; 0 for none. */
  readHead(): Promise<number>;
  /**
   * Sends at most 100 events and 256 KB to the topic's Queue, whose consumers deduplicate by event id, and records them
   * for the webhook endpoints.
   */
  publish(topic: Topic, events: readonly EventEnvelope[], to: Pick<OutboxPage, 'hasWebhooks'>): Promise<void>;
  /** Called when the relay goes to sleep, because an open database connection keeps the object from hibernating. */
  release(): Promise<void>;
  /** Shards are numbered from 1. */
  shard(index: number): ShardStub;
  /** Committed revocations that were not carried out, oldest first. */
  readRevocations(limit: number): Promise<PendingRevocation[]>;
  /** Deletes revocations that were carried out. */
  dropRevocations(ids: readonly string[]): Promise<void>;
  /** Closes these owners' channels in a conversation. */
  closeChat(conversationId: string, owners: readonly string[]): Promise<void>;
  /** How long after its last event a tenant's outbox is polled each second while a client listens. */
  watchMs: number;
  /** The most sockets of the hub, and of each shard. */
  socketsPerObject: number;
  /** Reports that an event reached the sockets `lagSeconds` after it was written. */
  observeDelivery(event: EventEnvelope, lagSeconds: number): void;
  countSocket(change: 'opened' | 'closed'): void;
  log: HubLog;
}

export interface HubLog {
  error(event: string, fields?: Record<string, unknown> & { error?: unknown }): void;
}

/** An event of the log. */
export interface LoggedEvent {
  event: EventEnvelope;
  /** The event as JSON, its sequence included. */
  body: string;
  audienceUserId: string;
  /** False when the event was logged and fanned out before a crash that left its outbox row unmarked. */
  isNew: boolean;
}
