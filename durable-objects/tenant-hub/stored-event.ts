import type { RaglineEvent } from '../../contracts/event.ts';

/**
 * An event out of the log. The one cast: every body was written by `EventLog.append` from an outbox row, whose topic,
 * type and data the domain verbs could only write as a `NewEvent`.
 */
export function storedEvent(body: string): RaglineEvent {
  return JSON.parse(body) as RaglineEvent;
}
