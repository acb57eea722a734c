import { DurableObject } from 'cloudflare:workers';
import type { ChatChannel, ChatChannelAnswer } from '../../contracts/channel.ts';
import type { CommittedEvent, EventList } from '../../contracts/event.ts';
import type { Principal } from '../../contracts/identity.ts';
import { type Presence, SHARD_HEADER, TICKET_TTL_SECONDS } from '../../contracts/subscription.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { EventSockets, type Listeners, readUpgrade } from '../event-sockets/event-sockets.ts';
import type { ReplayPage, ReplayQuery } from '../event-sockets/event-source.ts';
import { lazyDeps } from '../lazy-deps.ts';
import { migrate } from '../migrate.ts';
import { RECENT_REVOCATIONS_SCHEMA, RecentRevocations } from '../recent-revocations.ts';
import { CHAT_CHANNELS_SCHEMA, ChatChannels } from './chat-channels.ts';
import { EVENT_LOG_SCHEMA, EventLog, LOG_BEGINNING_SCHEMA, MARKED_SCHEMA } from './event-log.ts';
import type { HubDeps, LoggedEvent } from './hub-deps.ts';
import { MAX_SHARDS, Placement } from './placement.ts';
import { type PageQuery, readPage } from './read-page.ts';
import { Relay, WATCHED_POLL_MS } from './relay.ts';
import { carryOutRevocations } from './revocations.ts';
import { SHARD_FEEDS_SCHEMA, ShardFeeds } from './shard-feeds.ts';
import { SINGLE_USE_TICKETS_SCHEMA, TICKETS_SCHEMA, Tickets } from './tickets.ts';

const TIMEOUT_MS = 5_000;
/** An alarm may ring this early. For a later due time the object should hibernate. */
const SOON_MS = 10_000;

/**
 * The Durable Object class of a tenant's hub: relay, ordered event log, fan-out to sockets and shards, stream tickets.
 * Its name is the tenant's id.
 * @param connect Creates the hub's dependencies, once an object and at their first use.
 */
export function tenantHub<E>(connect: (env: E, tenantId: string) => HubDeps) {
  return class TenantHub extends DurableObject<E> {
    readonly #deps: () => HubDeps;
    readonly #log: EventLog;
    readonly #tickets: Tickets;
    readonly #revoked: RecentRevocations;
    readonly #chats: ChatChannels;
    readonly #sockets: EventSockets;
    readonly #feeds: ShardFeeds;
    readonly #placement: Placement;
    readonly #relay: Relay;
    /** The alarm that is set, as far as this instance knows. */
    #armedMs: number | undefined;
    /**
     * 0 makes a new instance look once, because it cannot know what its predecessor left. Undefined: the relay sleeps.
     */
    #relayDueMs: number | undefined = 0;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      migrate(ctx.storage, [
        ...[EVENT_LOG_SCHEMA, SINGLE_USE_TICKETS_SCHEMA, LOG_BEGINNING_SCHEMA, SHARD_FEEDS_SCHEMA],
        ...[RECENT_REVOCATIONS_SCHEMA, CHAT_CHANNELS_SCHEMA, TICKETS_SCHEMA, MARKED_SCHEMA],
      ]);
      const deps = lazyDeps(ctx, (tenantId) => connect(env, tenantId));
      this.#deps = deps;
      const log = { error: (event: string, fields?: Record<string, unknown>) => deps().log.error(event, fields) };
      this.#log = new EventLog(ctx.storage);
      this.#tickets = new Tickets(ctx.storage.sql);
      this.#revoked = new RecentRevocations(ctx.storage.sql);
      this.#chats = new ChatChannels(ctx.storage.sql);
      this.#sockets = new EventSockets(ctx, {
        source: { head: () => this.#log.head(), replay: async (query) => this.#log.page(query) },
        revoked: this.#revoked,
        countSocket: (change) => deps().countSocket(change),
      });
      this.#feeds = new ShardFeeds(ctx.storage, this.#log, {
        pass: async (index, delivery) => await deps().shard(index).pass(delivery),
        rearm: () => this.#arm(),
        log,
        now: Date.now,
        random: Math.random,
      });
      this.#placement = new Placement({
        known: () => this.#feeds.indexes(),
        listeners: (index) => this.#listenersOf(index),
        now: Date.now,
      });
      this.#relay = new Relay({
        begin: () => this.#begin(),
        readOutbox: async (limit) => await deps().readOutbox(limit),
        markProcessed: async (delivered) => await deps().markProcessed(delivered),
        markedHead: () => this.#log.markedHead(),
        noteMarked: (sequence) => this.#log.noteMarked(sequence),
        restored: (head) => this.#restart(head),
        publish: async (topic, events, to) => await deps().publish(topic, events, to),
        observeDelivery: (event, lagSeconds) => deps().observeDelivery(event, lagSeconds),
        log,
        deliver: (entries) => this.#deliver(entries),
        watchMs: () => (this.#sockets.size > 0 || this.#feeds.indexes().length > 0 ? deps().watchMs : 0),
        settled: () => this.#log.prune(Date.now(), false),
        wakeAt: (atMs) => this.#wakeAt(atMs),
        now: Date.now,
        random: Math.random,
        timeoutMs: TIMEOUT_MS,
      });
    }

    /**
     * Called when the outbox may have rows. Returns at once.
     * @param first A committed event that is the first of its aggregate, and so can be delivered before its row is
     *   read.
     */
    nudge(first?: CommittedEvent): void {
      // Begun first: an event that cannot be delivered here must not keep the relay from its rows.
      this.#background(this.#relay.nudge());
      if (first !== undefined && this.#log.hasBegun) this.#relay.first(first);
    }

    /** A page of the log for pulling readers: at most `limit` events, fewer when they are large. */
    async read(query: PageQuery): Promise<EventList> {
      await this.#beginIfPossible();
      return readPage(this.#log, query);
    }

    /**
     * Closes every channel of owners whose rights have ended, here, in the shards and in the chat sessions.
     * @throws when a part did not answer: call it again.
     */
    async carryOutRevocations(): Promise<void> {
      const deps = this.#deps();
      try {
        await carryOutRevocations({
          readRevocations: async (limit) => await deps.readRevocations(limit),
          dropRevocations: async (ids) => await deps.dropRevocations(ids),
          closeChat: async (conversationId, owners) => await deps.closeChat(conversationId, owners),
          shard: (index) => deps.shard(index),
          shards: () => this.#feeds.indexes(),
          conversations: (owners) => this.#chats.of(owners),
          chatClosed: (conversationId, owners) => this.#chats.forget(conversationId, owners),
          closeOwn: (owners) => {
            this.#tickets.drop(owners);
            this.#sockets.closeOwned(owners);
          },
        });
      } finally {
        this.#background(deps.release());
      }
    }

    /** Called by a chat session: records what an owner has open there, so that it can be closed with their rights. */
    noteChat(channel: ChatChannel): ChatChannelAnswer {
      const nowMs = Date.now();
      return this.#revoked.has(channel.owner, nowMs) ? 'revoked' : this.#chats.note(channel, nowMs);
    }

    async createTicket(principal: Principal): Promise<{ ticket: string; expires_in: number }> {
      return { ticket: await this.#tickets.create(principal, Date.now()), expires_in: TICKET_TTL_SECONDS };
    }

    /**
     * @returns The principal of the ticket; null when it is not valid, or not for this stream.
     * @param stream What the ticket opens, and may open again. Undefined: it opens something once.
     */
    async redeemTicket(ticket: string, stream?: string): Promise<Principal | null> {
      return await this.#tickets.redeem(ticket, stream, Date.now());
    }

    /**
     * Counts the readers of the hub and its shards.
     * @throws when a shard does not answer, because a partial count is wrong.
     */
    async presence(): Promise<Presence> {
      const shards = await Promise.all(this.#feeds.indexes().map((index) => this.#listenersOf(index)));
      const all: Listeners[] = [this.#sockets.listeners(), ...shards];
      return {
        connections: all.reduce((sum, { connections }) => sum + connections, 0),
        users: new Set(all.flatMap(({ userIds }) => userIds)).size,
      };
    }

    /** Called by a shard that got its first socket. @returns The last sequence that it will not be sent. */
    attachShard(index: number): number {
      const position = this.#feeds.attach(index);
      // The shard missed the revocations of the last moments.
      const owners = this.#revoked.owners(Date.now());
      if (owners.length > 0) this.#background(this.#deps().shard(index).closeOwned(owners));
      return position;
    }

    /** Called by a shard: what one of its sockets missed. */
    replay(query: ReplayQuery): ReplayPage {
      return this.#log.page(query);
    }

    /**
     * Accepts WebSocket upgrades from the Worker, which has put the subscription into an internal header. A full hub
     * answers 421 with the number of a shard, or 503 when all shards are full.
     */
    override async fetch(request: Request): Promise<Response> {
      const subscription = readUpgrade(request);
      if (subscription instanceof Response) return subscription;
      await this.#beginIfPossible();
      const refusal = await this.#sockets.refuse(subscription);
      if (refusal !== undefined) return refusal;
      const { socketsPerObject } = this.#deps();
      if (this.#sockets.size >= socketsPerObject) {
        const index = await this.#placement.place(socketsPerObject);
        if (index === null) return new Response(null, { status: 503 });
        return new Response(null, { status: 421, headers: { [SHARD_HEADER]: String(index) } });
      }
      const response = this.#sockets.accept(subscription);
      this.#relayDueMs ??= Date.now() + WATCHED_POLL_MS;
      this.#arm();
      return response;
    }

    override async alarm(): Promise<void> {
      this.#armedMs = undefined;
      this.#sockets.closeExpired();
      this.#feedShards();
      if (this.#relayDueMs === undefined) this.#arm();
      else await this.#relay.drain();
    }

    override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
      this.#sockets.receive(socket, message);
    }

    override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
      this.#sockets.closed(socket, code, reason);
    }

    override async webSocketError(socket: WebSocket): Promise<void> {
      this.#sockets.closed(socket, 1011, 'socket error');
    }

    /** Asks the database once in the life of the log for its first sequence. */
    async #begin(): Promise<void> {
      if (this.#log.hasBegun) return;
      const head = await withTimeout('reading the head', TIMEOUT_MS, this.#deps().readHead());
      const lostUpTo = this.#log.begin(head);
      if (lostUpTo !== undefined) this.#resetReaders(lostUpTo);
    }

    /** Readers must not see the events that a restored database has lost. */
    #restart(databaseHead: number): void {
      const head = this.#log.restart();
      this.#deps().log.error('log_restarted', { database_head: databaseHead, head });
      this.#resetReaders(head);
    }

    #resetReaders(after: number): void {
      this.#sockets.resetAll(after);
      this.#feeds.attachAll(MAX_SHARDS);
      this.#feedShards();
    }

    /** Readers are answered even without the database: from an empty log that tells them to reset. */
    async #beginIfPossible(): Promise<void> {
      if (this.#log.hasBegun) return;
      await this.#begin().catch((error: unknown) => this.#deps().log.error('log_not_begun', { error }));
      this.#background(this.#deps().release());
    }

    /** One synchronous step, so that the output gate sends no frame before its event is stored. */
    #deliver(entries: readonly CommittedEvent[]): LoggedEvent[] {
      const logged = this.#log.append(entries, Date.now());
      const fresh = logged.filter(({ isNew }) => isNew);
      this.#sockets.fanOut(
        fresh.map(({ event: { sequence, topic }, audienceUserId, body }) => ({
          sequence,
          topic,
          audienceUserId,
          body,
        })),
      );
      this.#feedShards();
      return logged;
    }

    #feedShards(): void {
      for (const feeding of this.#feeds.pump()) this.#background(feeding);
    }

    async #listenersOf(index: number): Promise<Listeners> {
      return await withTimeout(`counting shard ${index}`, TIMEOUT_MS, this.#deps().shard(index).listeners());
    }

    #wakeAt(atMs: number | undefined): void {
      this.#relayDueMs = atMs;
      this.#arm();
      if (atMs !== undefined) return;
      this.#log.prune(Date.now(), true);
      this.#log.storeMarked();
      this.#background(this.#deps().release());
    }

    /**
     * Sets the object's only alarm for the earliest of the relay's next turn, the shards' and the first token to
     * expire. An earlier alarm is kept, because setting one is a write that delays everything that leaves the object.
     */
    #arm(): void {
      const nowMs = Date.now();
      const wanted = [this.#relayDueMs, this.#feeds.dueMs(), this.#sockets.earliestExpiryMs()];
      const due = wanted.filter((atMs) => atMs !== undefined);
      const { storage } = this.ctx;
      if (due.length === 0) {
        this.#armedMs = undefined;
        this.#background(storage.deleteAlarm());
        return;
      }
      const atMs = Math.max(nowMs, Math.min(...due));
      const isEarlier = this.#armedMs !== undefined && this.#armedMs > nowMs && this.#armedMs <= atMs;
      if (isEarlier && atMs - nowMs < SOON_MS) return;
      this.#armedMs = atMs;
      this.#background(storage.setAlarm(atMs));
    }

    #background(work: Promise<void> | undefined): void {
      if (work !== undefined) this.ctx.waitUntil(work);
    }
  };
}
