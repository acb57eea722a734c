import { DurableObject } from 'cloudflare:workers';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { EventSockets, type Listeners, readUpgrade } from '../event-sockets/event-sockets.ts';
import type { ReplayPage, ReplayQuery } from '../event-sockets/event-source.ts';
import { lazyDeps } from '../lazy-deps.ts';
import { migrate } from '../migrate.ts';
import { RECENT_REVOCATIONS_SCHEMA, RecentRevocations } from '../recent-revocations.ts';
import { type Delivery, type DeliveryAnswer, joined } from './delivery.ts';
import { POSITION_SCHEMA, Position } from './position.ts';

const TIMEOUT_MS = 5_000;

/** Dependencies of a shard. */
export interface ShardDeps {
  /** Asks the hub for its feed. @returns The last sequence that the feed leaves out. */
  attach(): Promise<number>;
  /** A page of the hub's log. */
  replay(query: ReplayQuery): Promise<ReplayPage>;
  countSocket(change: 'opened' | 'closed'): void;
}

/**
 * The Durable Object class of a shard: sockets of a tenant for which its hub has no room. The hub feeds it the log. It
 * passes each event on once and in order, and keeps its position through hibernation and restarts. Without sockets it
 * asks to be forgotten.
 * @param connect Creates the shard's dependencies from its name, once an object and at their first use.
 */
export function hubShard<E>(connect: (env: E, name: string) => ShardDeps) {
  return class HubShard extends DurableObject<E> {
    readonly #deps: () => ShardDeps;
    readonly #position: Position;
    readonly #sockets: EventSockets;
    /** Upgrades that are being accepted: the shard is not empty then. */
    #opening = 0;
    #attaching: Promise<void> | undefined;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      migrate(ctx.storage, [POSITION_SCHEMA, RECENT_REVOCATIONS_SCHEMA]);
      const deps = lazyDeps(ctx, (name) => connect(env, name));
      this.#deps = deps;
      this.#position = new Position(ctx.storage.sql);
      this.#sockets = new EventSockets(ctx, {
        source: { head: () => this.#position.get() ?? 0, replay: async (query) => await deps().replay(query) },
        revoked: new RecentRevocations(ctx.storage.sql),
        countSocket: (change) => deps().countSocket(change),
      });
      // The storage was lost, and with it what these sockets have seen. They reconnect with `after`.
      if (this.#position.get() === null) this.#sockets.closeAll(1012, 'come back with after');
    }

    /** Accepts WebSocket upgrades from the Worker, as the hub does. */
    override async fetch(request: Request): Promise<Response> {
      const subscription = readUpgrade(request);
      if (subscription instanceof Response) return subscription;
      this.#opening += 1;
      try {
        await this.#attach();
        const refusal = await this.#sockets.refuse(subscription);
        if (refusal !== undefined) return refusal;
        const response = this.#sockets.accept(subscription);
        this.#arm();
        return response;
      } catch {
        return new Response(null, { status: 503 });
      } finally {
        this.#opening -= 1;
      }
    }

    /** Passes on the new events of a delivery. A delivery that leaves a gap is ignored, and the hub sends it again. */
    async pass(delivery: Delivery): Promise<DeliveryAnswer> {
      await this.#attaching?.catch(() => {});
      const position = this.#position.get();
      if (position === null) return { position };
      if (this.#sockets.size === 0 && this.#opening === 0) {
        this.#position.forget();
        return { position: null };
      }
      return { position: this.#apply(delivery, position) };
    }

    listeners(): Listeners {
      return this.#sockets.listeners();
    }

    closeOwned(owners: readonly string[]): void {
      this.#sockets.closeOwned(owners);
    }

    override async alarm(): Promise<void> {
      this.#sockets.closeExpired();
      this.#arm();
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

    /** One synchronous step, so that the output gate sends no frame before the position is stored. */
    #apply(delivery: Delivery, position: number): number {
      const next = joined(delivery, position);
      if (next === undefined) return position;
      this.#position.set(next.position);
      if (next.resetTo !== undefined) this.#sockets.resetAll(next.resetTo);
      this.#sockets.fanOut(delivery.events.filter(({ sequence }) => sequence > next.newAfter));
      return next.position;
    }

    /** One call serves all concurrent upgrades. */
    async #attach(): Promise<void> {
      if (this.#position.get() !== null) return;
      this.#attaching ??= withTimeout('attaching to the hub', TIMEOUT_MS, this.#deps().attach())
        .then((position) => this.#position.set(position))
        .finally(() => {
          this.#attaching = undefined;
        });
      await this.#attaching;
    }

    #arm(): void {
      const expiryMs = this.#sockets.earliestExpiryMs();
      const { storage } = this.ctx;
      this.ctx.waitUntil(
        expiryMs === undefined ? storage.deleteAlarm() : storage.setAlarm(Math.max(Date.now(), expiryMs)),
      );
    }
  };
}
