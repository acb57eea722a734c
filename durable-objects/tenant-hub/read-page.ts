import type { EventList, RaglineEvent } from '../../contracts/event.ts';
import type { EventFilter } from '../../contracts/subscription.ts';
import type { EventLog } from './event-log.ts';

/** An RPC answer holds at most 32 MiB, and the object holds it twice. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

export interface PageQuery extends EventFilter {
  after: number;
  limit: number;
}

/**
 * Events after a sequence: at most `limit`, fewer when they are large. Continue after `next_after` until it equals
 * `head`.
 */
export function readPage(log: EventLog, { limit, ...query }: PageQuery): EventList {
  const { events, coveredTo, head, reset } = log.page({ ...query, maxRows: limit, maxCharacters: MAX_CHARACTERS });
  return { data: events.map(({ body }) => storedEvent(body)), next_after: coveredTo, head, reset };
}

/**
 * Parses an event of the log. The cast holds because `EventLog.append` wrote every body from an outbox row, which
 * domain verbs can only write as a `NewEvent`.
 */
function storedEvent(body: string): RaglineEvent {
  return JSON.parse(body) as RaglineEvent;
}
