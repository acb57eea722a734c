import type { Topic } from '../../contracts/event.ts';
import type { EventFilter } from '../../contracts/subscription.ts';

/** An event for sockets. */
export interface OutgoingEvent {
  sequence: number;
  topic: Topic;
  audienceUserId: string;
  /** The event as JSON. */
  body: string;
}

export interface ReplayQuery extends EventFilter {
  after: number;
  maxRows: number;
  /** The page ends with the event that reaches this size. */
  maxCharacters: number;
}

export interface ReplayPage {
  /** The start: `after` of the query, unless `reset`. */
  after: number;
  /** True when the reader missed events that are no longer kept, or is ahead of the log. */
  reset: boolean;
  events: Array<Pick<OutgoingEvent, 'sequence' | 'body'>>;
  /** Everything that the filter lets through up to this sequence has been read. */
  coveredTo: number;
  /** The newest sequence of the log. */
  head: number;
}

/** Where an object's sockets get what they missed: its own log, or the hub's. */
export interface EventSource {
  /** The last sequence that was sent to this object's live sockets. */
  head(): number;
  replay(query: ReplayQuery): Promise<ReplayPage>;
}
