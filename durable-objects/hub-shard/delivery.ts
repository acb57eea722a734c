import type { Listeners } from '../event-sockets/event-sockets.ts';
import type { OutgoingEvent } from '../event-sockets/event-source.ts';

/** A part of the log that the hub sends to a shard: everything after `previous` and up to `last`. */
export interface Delivery {
  previous: number;
  last: number;
  events: OutgoingEvent[];
  /** The shard was at this sequence and what follows is no longer kept: its readers reset to `previous`. */
  lostFrom?: number;
}

/** The effect of a delivery on a shard at `position`. */
export interface Joined {
  /** The new position. */
  position: number;
  /** Events after this sequence are new. */
  newAfter: number;
  /** Reset every reader to this sequence first. */
  resetTo: number | undefined;
}

/** The effect of a delivery; undefined when it leaves a gap, or holds nothing new. */
export function joined({ previous, last, lostFrom }: Delivery, position: number): Joined | undefined {
  if (lostFrom !== undefined) {
    return lostFrom === position ? { position: last, newAfter: previous, resetTo: previous } : undefined;
  }
  if (previous > position || last <= position) return undefined;
  return { position: last, newAfter: position, resetTo: undefined };
}

/** A shard's answer to a delivery. */
export interface DeliveryAnswer {
  /** The last sequence that the shard passed on. Null: it has no sockets, and the hub forgets it. */
  position: number | null;
}

/** The part of a shard that its hub calls. */
export interface ShardStub {
  pass(delivery: Delivery): Promise<DeliveryAnswer>;
  listeners(): Promise<Listeners>;
  /** Closes these owners' channels. */
  closeOwned(owners: readonly string[]): Promise<void>;
}
