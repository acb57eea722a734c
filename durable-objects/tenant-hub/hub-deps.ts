import type { PendingRevocation } from '../../contracts/channel.ts';
import type { DeliveredRow, EventEnvelope, OutboxEntry, Topic } from '../../contracts/event.ts';
import type { ShardStub } from '../hub-shard/delivery.ts';

export interface OutboxPage {
  entries: OutboxEntry[];
  /** The newest sequence that the tenant's rows were marked with; 0 for none, undefined with no entries. */
  head: number | undefined;
}

/** What one tenant's hub does outside of itself; made once an object at the composition root. */
export interface HubDeps {
  /** The tenant's committed events that were not delivered yet, oldest first, and the newest sequence ever marked. */
  readOutbox(limit: number): Promise<OutboxPage>;
  /** Marks delivered rows and remembers the newest sequence; marking one twice must change nothing. */
  markProcessed(delivered: readonly DeliveredRow[]): Promise<void>;
  /** The newest sequence ever marked; 0 for none. */
  readHead(): Promise<number>;
  /** Hands at most 100 events and 256 KB to the topic's Queue. Its consumers deduplicate by event id. */
  publish(topic: Topic, events: readonly EventEnvelope[]): Promise<void>;
  /** Called when the relay goes to sleep: an open database socket would keep the object from hibernating. */
  release(): Promise<void>;
  /** Shards are numbered from 1. */
  shard(index: number): ShardStub;
  /** Committed revocations that were not carried out yet, oldest first. */
  readRevocations(limit: number): Promise<PendingRevocation[]>;
  /** Forgets revocations that were carried out. */
  dropRevocations(ids: readonly string[]): Promise<void>;
  /** Ends what these owners have open at a conversation's session. */
  closeChat(conversationId: string, owners: readonly string[]): Promise<void>;
  /** How many sockets the hub, and each shard, should hold at most. */
  socketsPerObject: number;
  /** The event has just gone to the sockets, so long after it was written. */
  observeDelivery(event: EventEnvelope, lagSeconds: number): void;
  countSocket(change: 'opened' | 'closed'): void;
  log: HubLog;
}

export interface HubLog {
  error(event: string, fields?: Record<string, unknown> & { error?: unknown }): void;
}

/** An event on its way out of the log. */
export interface LoggedEvent {
  event: EventEnvelope;
  /** The event as JSON, its sequence included. */
  body: string;
  audienceUserId: string;
  /** False: it was logged and fanned out before a crash, and only its outbox row was left unmarked. */
  isNew: boolean;
}
