import type { CommittedEvent, DeliveredRow, EventEnvelope, Topic } from '../../contracts/event.ts';
import { queueBatches } from '../../contracts/queue-batches.ts';
import { StatedError } from '../../contracts/stated-error.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { backoffMs } from '../backoff.ts';
import { fitForQueue } from './claim-checks.ts';
import type { HubDeps, LoggedEvent } from './hub-deps.ts';

/**
 * The relay polls again this long after the last row that it found, for rows whose nudge died with its Worker. Each
 * poll costs one read of the outbox.
 */
export const LOOKS_MS = [1_000, 3_000];
/** The pause between two polls while a reader is connected. */
export const WATCHED_POLL_MS = 1_000;
/** For this long after a failure a nudge does nothing: the alarm tries again. */
const PAUSE_MS = 100;
/** The alarm that resumes the work of a killed runtime. */
const WATCHDOG_MS = 5_000;
export const BATCH = 200;
const MAX_BATCH = 5_000;

export interface RelayDeps
  extends Pick<HubDeps, 'readOutbox' | 'markProcessed' | 'publish' | 'observeDelivery' | 'log'> {
  /** The newest sequence that the database has confirmed as marked; 0 for none. */
  markedHead(): number;
  /** The database has confirmed marks up to this sequence. */
  noteMarked(sequence: number): void;
  /** The database knows marks only up to `head`, below the confirmed ones: it was restored. */
  restored(head: number): void;
  /** Makes sure that the log knows its first sequence. */
  begin(): Promise<void>;
  /** Logs the entries and fans new ones out, in one synchronous step. @returns All, in the same order. */
  deliver(entries: readonly CommittedEvent[]): LoggedEvent[];
  /** Schedules a call of `drain` that survives a crash; undefined cancels it. */
  wakeAt(atMs: number | undefined): void;
  /** How long polling continues after the last row while a client listens; 0 when none does. */
  watchMs(): number;
  /** Called once the rows of a batch are logged, published and marked. */
  settled(): void;
  now(): number;
  random(): number;
  timeoutMs: number;
}

/**
 * Moves a tenant's outbox into its log, sockets and Queues, one drain at a time. A crash at any step leaves rows
 * unmarked. They are read again, and the log recognises them by event id, so subscribers see each event once.
 */
export class Relay {
  readonly #deps: RelayDeps;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #failedAtMs = 0;
  #foundAtMs = Number.NEGATIVE_INFINITY;
  /** Delivered rows that could not be marked: the next read must reach beyond them. */
  #stuck = 0;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
  }

  /** Called when there may be rows. Never rejects. Right after a failure it leaves the next attempt to the backoff. */
  async nudge(): Promise<void> {
    const { now } = this.#deps;
    if (this.#running === undefined && this.#failures > 0 && now() - this.#failedAtMs < PAUSE_MS) return;
    await this.drain();
  }

  /**
   * Delivers the first event of an aggregate before its row is read: no earlier event can be missing before it. The
   * drain that follows recognises the row.
   */
  first(event: CommittedEvent): void {
    this.#deliver([event]);
  }

  /** Drains the outbox, once more if a drain is running. Never rejects, and always sets the next alarm. */
  async drain(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { now, wakeAt, begin, log } = this.#deps;
    try {
      // Set before the first read: from here on a killed runtime resumes.
      wakeAt(now() + WATCHDOG_MS);
      await begin();
      while (this.#again) {
        this.#again = false;
        while (await this.#round()) {}
      }
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#failedAtMs = now();
      log.error('relay_failed', { failures: this.#failures, stuck: this.#stuck, error });
    } finally {
      this.#running = undefined;
      wakeAt(this.#nextWakeMs());
    }
  }

  #nextWakeMs(): number | undefined {
    const { now, random, watchMs } = this.#deps;
    if (this.#failures > 0) return now() + backoffMs(this.#failures, random());
    if (now() - this.#foundAtMs < watchMs()) return now() + WATCHED_POLL_MS;
    return LOOKS_MS.map((ms) => this.#foundAtMs + ms).find((atMs) => atMs > now());
  }

  /** Handles one batch. @returns Whether to read on at once. */
  async #round(): Promise<boolean> {
    const { readOutbox, now, timeoutMs, settled, markedHead, restored } = this.#deps;
    const limit = Math.min(BATCH + this.#stuck, MAX_BATCH);
    // Read before the query is sent: the result need not contain what is confirmed meanwhile.
    const confirmed = markedHead();
    const { entries, head, hasWebhooks } = await withTimeout('reading the outbox', timeoutMs, readOutbox(limit));
    if (entries.length === 0) {
      this.#stuck = 0;
      return false;
    }
    this.#foundAtMs = now();
    if (head !== undefined && head < confirmed) restored(head);
    const { logged, fresh } = this.#deliver(entries);
    this.#stuck = entries.length;
    const { published, failure } = await this.#publish(logged, { hasWebhooks });
    await this.#mark(
      entries.flatMap(({ position }, index) => {
        const event = logged[index]?.event;
        return event !== undefined && published.has(event.topic) ? [{ position, sequence: event.sequence }] : [];
      }),
    );
    if (failure !== undefined) throw failure;
    settled();
    // Marked rows that come back must not cause a busy loop: they wait for the poll.
    return entries.length >= limit && fresh > 0;
  }

  #deliver(entries: readonly CommittedEvent[]): { logged: LoggedEvent[]; fresh: number } {
    const { deliver, observeDelivery, now } = this.#deps;
    const logged = deliver(entries);
    let fresh = 0;
    for (const [index, { isNew, event }] of logged.entries()) {
      if (!isNew) continue;
      fresh += 1;
      observeDelivery(event, Math.max(0, now() - (entries[index]?.createdAtMs ?? now())) / 1000);
    }
    return { logged, fresh };
  }

  /** A failing Queue delays only its own topic: its rows stay unmarked. */
  async #publish(
    logged: readonly LoggedEvent[],
    to: { hasWebhooks: boolean },
  ): Promise<{ published: Set<Topic>; failure: Error | undefined }> {
    const byTopic = Map.groupBy(logged, ({ event }) => event.topic);
    const published = new Set<Topic>();
    let failure: Error | undefined;
    await Promise.all(
      Array.from(byTopic, async ([topic, events]) => {
        try {
          await this.#publishTopic(
            topic,
            events.map(({ event }) => event),
            to,
          );
          published.add(topic);
        } catch (error) {
          failure = new StatedError(`publishing to ${topic} failed`, { cause: error });
        }
      }),
    );
    return { published, failure };
  }

  async #publishTopic(topic: Topic, events: readonly EventEnvelope[], to: { hasWebhooks: boolean }): Promise<void> {
    const { publish, timeoutMs } = this.#deps;
    for (const batch of queueBatches(events.map(fitForQueue))) {
      await withTimeout(`publishing to ${topic}`, timeoutMs, publish(topic, batch, to));
    }
  }

  async #mark(delivered: readonly DeliveredRow[]): Promise<void> {
    if (delivered.length === 0) return;
    const { markProcessed, noteMarked, timeoutMs } = this.#deps;
    await withTimeout('marking the outbox', timeoutMs, markProcessed(delivered));
    noteMarked(Math.max(...delivered.map(({ sequence }) => sequence)));
    this.#stuck -= delivered.length;
  }
}
