import type { Listeners } from '../event-sockets/event-sockets.ts';
import type { OutgoingEvent } from '../event-sockets/event-source.ts';

/** Part of the log on its way from the hub to a shard: whatever lies after `previous` and up to `last`. */
export interface Delivery {
  previous: number;
  last: number;
  events: OutgoingEvent[];
  /** The shard was here, and what came after is no longer kept: its readers reset to `previous`. */
  lostFrom?: number;
}

/** What a delivery means to a shard that has passed on the log up to `position`. */
export interface Joined {
  /** Where it is then. */
  position: number;
  /** The events of the delivery after this one are new. */
  newAfter: number;
  /** Tell every reader to reset to here first. */
  resetTo: number | undefined;
}

/** Joins a delivery on to what was passed on; undefined when it does not join, or holds nothing new. */
export function joined({ previous, last, lostFrom }: Delivery, position: number): Joined | undefined {
  if (lostFrom !== undefined) {
    return lostFrom === position ? { position: last, newAfter: previous, resetTo: previous } : undefined;
  }
  if (previous > position || last <= position) return undefined;
  return { position: last, newAfter: position, resetTo: undefined };
}

/** What a shard answers. */
export interface DeliveryAnswer {
  /** The last sequence that it passed on: send on from here. Null: it has no sockets, forget it. */
  position: number | null;
}

/** The part of a shard that its hub calls. */
export interface ShardStub {
  pass(delivery: Delivery): Promise<DeliveryAnswer>;
  listeners(): Promise<Listeners>;
  /** Closes what these owners have open. */
  closeOwned(owners: readonly string[]): Promise<void>;
}
