import type { Topic } from '../../contracts/event.ts';
import type { EventFilter } from '../../contracts/subscription.ts';

/** An event on its way to sockets. */
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
  /** A page ends with the event that reaches this. */
  maxCharacters: number;
}

export interface ReplayPage {
  /** Where it begins: at `after` of the query, unless `reset`. */
  after: number;
  /** The reader has missed events that are no longer kept, or is ahead of the log. */
  reset: boolean;
  events: Array<Pick<OutgoingEvent, 'sequence' | 'body'>>;
  /** Whatever the filter lets through up to this sequence has been read. */
  coveredTo: number;
  /** The newest sequence of the log. */
  head: number;
}

/** Where an object's sockets get what they missed: its own log, or that of the tenant's hub. */
export interface EventSource {
  /** The last sequence that was passed on to this object's live sockets. */
  head(): number;
  replay(query: ReplayQuery): Promise<ReplayPage>;
}
