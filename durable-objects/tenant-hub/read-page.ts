import type { EventList, RaglineEvent } from '../../contracts/event.ts';
import type { EventFilter } from '../../contracts/subscription.ts';
import type { EventLog } from './event-log.ts';

/** An RPC answer holds 32 MiB at most, and the object all of it twice. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

export interface PageQuery extends EventFilter {
  after: number;
  limit: number;
}

/** Events after a sequence: at most `limit`, fewer when they are large. Go on after `next_after` until it is `head`. */
export function readPage(log: EventLog, { limit, ...query }: PageQuery): EventList {
  const { events, coveredTo, head, reset } = log.page({ ...query, maxRows: limit, maxCharacters: MAX_CHARACTERS });
  return { data: events.map(({ body }) => storedEvent(body)), next_after: coveredTo, head, reset };
}

/**
 * An event out of the log. The one cast: every body was written by `EventLog.append` from an outbox row, whose topic,
 * type and data the domain verbs could only write as a `NewEvent`.
 */
function storedEvent(body: string): RaglineEvent {
  return JSON.parse(body) as RaglineEvent;
}
