import type { EventList, RaglineEvent } from '../../contracts/event.ts';
import type { EventLog, LogFilter } from './event-log.ts';

/** An RPC answer holds 32 MiB at most, and the object all of it twice. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

export interface PageQuery extends LogFilter {
  after: number;
  limit: number;
}

/** Events after a sequence: at most `limit`, fewer when they are large. Go on after `next_after` until it is `head`. */
export function readPage(log: EventLog, { after, limit, ...filter }: PageQuery): EventList {
  const resumed = log.resume(after);
  const head = log.head();
  const data: RaglineEvent[] = [];
  let characters = 0;
  let isCut = false;
  for (const { body } of log.rows(filter, resumed.after, limit)) {
    data.push(storedEvent(body));
    characters += body.length;
    isCut = data.length === limit || characters >= MAX_CHARACTERS;
    if (isCut) break;
  }
  // A page that was not cut short saw everything up to the head, also what the filter hid.
  const last = isCut ? data.at(-1) : undefined;
  return { data, next_after: last?.sequence ?? head, head, reset: resumed.reset };
}

/**
 * An event out of the log. The one cast: every body was written by `EventLog.append` from an outbox row, whose topic,
 * type and data the domain verbs could only write as a `NewEvent`.
 */
function storedEvent(body: string): RaglineEvent {
  return JSON.parse(body) as RaglineEvent;
}
