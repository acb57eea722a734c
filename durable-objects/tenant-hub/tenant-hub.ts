import { DurableObject } from 'cloudflare:workers';
import type { EventList, OutboxEntry } from '../../contracts/event.ts';
import type { Principal } from '../../contracts/identity.ts';
import { SUBSCRIPTION_HEADER, Subscription, TICKET_TTL_SECONDS } from '../../contracts/subscription.ts';
import { closeQuietly } from '../close-quietly.ts';
import { migrate } from '../migrate.ts';
import { EVENT_LOG_SCHEMA, EventLog } from './event-log.ts';
import type { HubDeps, LoggedEvent } from './hub-deps.ts';
import { lazyDeps } from './lazy-deps.ts';
import { type PageQuery, readPage } from './read-page.ts';
import { Relay } from './relay.ts';
import { Replays } from './replays.ts';
import { Sockets } from './sockets.ts';
import { Subscribers } from './subscribers.ts';
import { TICKETS_SCHEMA, Tickets } from './tickets.ts';

const TIMEOUT_MS = 5_000;

/**
 * The class of a tenant's hub: relay, ordered event log, fan-out and stream tickets. Its name is the tenant's id.
 * @param connect Makes what the hub does outside of itself, once an object and at its first use.
 */
export function tenantHub<E>(connect: (env: E, tenantId: string) => HubDeps) {
  return class TenantHub extends DurableObject<E> {
    readonly #log: EventLog;
    readonly #tickets: Tickets;
    readonly #subscribers: Subscribers;
    readonly #replays: Replays;
    readonly #sockets: Sockets;
    readonly #relay: Relay;
    /** A new instance cannot know what its predecessor left: 0 makes it look once. Undefined: the relay sleeps. */
    #relayDueMs: number | undefined = 0;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      migrate(ctx.storage, [EVENT_LOG_SCHEMA, TICKETS_SCHEMA]);
      ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('{"type":"ping"}', '{"type":"pong"}'));
      const deps = lazyDeps(ctx, (tenantId) => connect(env, tenantId));
      this.#log = new EventLog(ctx.storage);
      this.#tickets = new Tickets(ctx.storage.sql);
      this.#subscribers = new Subscribers(ctx.getWebSockets());
      this.#replays = new Replays(this.#log, this.#subscribers);
      this.#sockets = new Sockets(this.#log, this.#subscribers, this.#replays);
      this.#relay = new Relay({
        readOutbox: async (limit) => await deps().readOutbox(limit),
        markProcessed: async (positions) => await deps().markProcessed(positions),
        publish: async (topic, events) => await deps().publish(topic, events),
        observeLag: (seconds) => deps().observeLag(seconds),
        log: { error: (event, fields) => deps().log.error(event, fields) },
        deliver: (entries) => this.#deliver(entries),
        settled: () => this.#log.prune(Date.now(), false),
        wakeAt: (atMs) => this.#wakeAt(atMs, deps),
        now: Date.now,
        random: Math.random,
        timeoutMs: TIMEOUT_MS,
      });
      this.#background(this.#replays.resume());
    }

    /** The tenant's outbox may have rows. Returns at once. */
    nudge(): void {
      this.#background(this.#relay.nudge());
    }

    /** A page of the log for a reader who pulls: at most `limit` events, fewer when they are large. */
    read(query: PageQuery): EventList {
      return readPage(this.#log, query);
    }

    async createTicket(principal: Principal): Promise<{ ticket: string; expires_in: number }> {
      return { ticket: await this.#tickets.create(principal, Date.now()), expires_in: TICKET_TTL_SECONDS };
    }

    /** The principal that the ticket was made for; null when it is not valid, or no longer. */
    async redeemTicket(ticket: string): Promise<Principal | null> {
      return await this.#tickets.redeem(ticket, Date.now());
    }

    /** WebSocket upgrades from the Worker alone, which has put the subscription into an internal header. */
    override async fetch(request: Request): Promise<Response> {
      if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return new Response(null, { status: 426 });
      const subscription = readSubscription(request.headers.get(SUBSCRIPTION_HEADER));
      if (subscription === undefined) return new Response(null, { status: 400 });
      const { 0: client, 1: server } = new WebSocketPair();
      this.ctx.acceptWebSocket(server);
      this.#background(this.#sockets.open(server, subscription, Date.now()));
      this.#arm();
      return new Response(null, { status: 101, webSocket: client });
    }

    override async alarm(): Promise<void> {
      this.#subscribers.closeExpired(Date.now());
      if (this.#relayDueMs === undefined) this.#arm();
      else await this.#relay.drain();
    }

    override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
      this.#background(this.#sockets.receive(socket, message));
    }

    override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
      this.#subscribers.delete(socket);
      closeQuietly(socket, code, reason);
    }

    override async webSocketError(socket: WebSocket): Promise<void> {
      this.#subscribers.close(socket, 1011, 'socket error');
    }

    /** In one synchronous step, so that the output gate lets no frame out before its event is stored. */
    #deliver(entries: readonly OutboxEntry[]): LoggedEvent[] {
      const nowMs = Date.now();
      const logged = this.#log.append(entries, nowMs);
      this.#subscribers.fanOut(logged, nowMs);
      return logged;
    }

    #wakeAt(atMs: number | undefined, deps: () => HubDeps): void {
      this.#relayDueMs = atMs;
      this.#arm();
      if (atMs !== undefined) return;
      this.#log.prune(Date.now(), true);
      this.#background(deps().release());
    }

    /** An object has one alarm: the earlier of the relay's next turn and the first token to expire. */
    #arm(): void {
      const due = [this.#relayDueMs, this.#subscribers.earliestExpiryMs()].filter((atMs) => atMs !== undefined);
      const { storage } = this.ctx;
      this.#background(
        due.length === 0 ? storage.deleteAlarm() : storage.setAlarm(Math.max(Date.now(), Math.min(...due))),
      );
    }

    #background(work: Promise<void> | undefined): void {
      if (work !== undefined) this.ctx.waitUntil(work);
    }
  };
}

function readSubscription(header: string | null): Subscription | undefined {
  try {
    return Subscription.parse(JSON.parse(header ?? ''));
  } catch {
    return undefined;
  }
}
