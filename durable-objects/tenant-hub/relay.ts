import type { DeliveredRow, EventEnvelope, OutboxEntry, Topic } from '../../contracts/event.ts';
import { queueBatches } from '../../contracts/queue-batches.ts';
import { StatedError } from '../../contracts/stated-error.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { backoffMs } from '../backoff.ts';
import { fitForQueue } from './claim-checks.ts';
import type { HubDeps, LoggedEvent } from './hub-deps.ts';

/** The relay looks again this long after it found a row, and after twice as long each time it finds none … */
export const POLL_MS = 100;
/** … for about so long: only a nudge that was lost with its Worker needs it. Then it sleeps. */
export const POLL_FOR_MS = 3_000;
/** When a killed runtime is woken again. */
export const WATCHDOG_MS = 5_000;
export const BATCH = 200;
export const MAX_BATCH = 5_000;

export interface RelayDeps
  extends Pick<HubDeps, 'readOutbox' | 'markProcessed' | 'publish' | 'observeDelivery' | 'log'> {
  /** The newest sequence that the database confirmed to be marked; 0 for none. */
  markedHead(): number;
  /** The database has confirmed marks up to this sequence. */
  noteMarked(sequence: number): void;
  /** The database has forgotten marks that it confirmed, and knows those up to `head`: it was restored. */
  restored(head: number): void;
  /** Makes sure that the log knows where its numbers begin, before anything is logged. */
  begin(): Promise<void>;
  /** Logs the entries and fans the new ones out, in one synchronous step. Answers all, in the same order. */
  deliver(entries: readonly OutboxEntry[]): LoggedEvent[];
  /** Asks for a call of `drain` at that time, kept through a crash; undefined: the relay sleeps. */
  wakeAt(atMs: number | undefined): void;
  /** Called once the rows of a batch are logged, published and marked. */
  settled(): void;
  now(): number;
  random(): number;
  timeoutMs: number;
}

/**
 * Carries a tenant's outbox into its log, its sockets and its Queues: one drain at a time. A crash at any step
 * leaves rows unmarked, which are read again; the log knows them by event id, so subscribers see each once.
 */
export class Relay {
  readonly #deps: RelayDeps;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #failedAtMs = 0;
  #pollUntilMs = 0;
  /** Drains in a row that found nothing. */
  #empty = 0;
  /** Rows that were delivered but could not be marked: the next read reaches past them. */
  #stuck = 0;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
  }

  /** There may be rows. Never rejects; right after a failure it leaves the next attempt to the backoff. */
  async nudge(): Promise<void> {
    const { now } = this.#deps;
    if (this.#running === undefined && this.#failures > 0 && now() - this.#failedAtMs < POLL_MS) return;
    await this.drain();
  }

  /** Drains the outbox, or once more after the drain that is running. Never rejects; always re-arms. */
  async drain(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { now, wakeAt, begin, log } = this.#deps;
    try {
      // Before the first row is read: from here on a killed runtime resumes by itself.
      wakeAt(now() + WATCHDOG_MS);
      await begin();
      this.#empty += 1;
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
    const { now, random } = this.#deps;
    if (this.#failures > 0) return now() + backoffMs(this.#failures, random());
    return now() < this.#pollUntilMs ? now() + POLL_MS * 2 ** this.#empty : undefined;
  }

  /** One batch. True: there may be more, read on at once. */
  async #round(): Promise<boolean> {
    const { readOutbox, deliver, observeDelivery, now, timeoutMs, settled, markedHead, restored } = this.#deps;
    const limit = Math.min(BATCH + this.#stuck, MAX_BATCH);
    // Before the read is sent: what is confirmed while it is under way need not be in what it sees.
    const confirmed = markedHead();
    const { entries, head } = await withTimeout('reading the outbox', timeoutMs, readOutbox(limit));
    if (entries.length === 0) {
      this.#stuck = 0;
      return false;
    }
    this.#pollUntilMs = now() + POLL_FOR_MS;
    this.#empty = 0;
    if (head !== undefined && head < confirmed) restored(head);
    const logged = deliver(entries);
    let fresh = 0;
    for (const [index, { isNew, event }] of logged.entries()) {
      if (!isNew) continue;
      fresh += 1;
      observeDelivery(event, Math.max(0, now() - (entries[index]?.createdAtMs ?? now())) / 1000);
    }
    this.#stuck = entries.length;
    const { published, failure } = await this.#publish(logged);
    await this.#mark(
      entries.flatMap(({ position }, index) => {
        const event = logged[index]?.event;
        return event !== undefined && published.has(event.topic) ? [{ position, sequence: event.sequence }] : [];
      }),
    );
    if (failure !== undefined) throw failure;
    settled();
    // Rows that come back although they were marked must not become a hot loop: those wait for the poll.
    return entries.length >= limit && fresh > 0;
  }

  /** A topic whose Queue is away must not hold the others up: its rows stay unmarked, theirs do not. */
  async #publish(logged: readonly LoggedEvent[]): Promise<{ published: Set<Topic>; failure: Error | undefined }> {
    const byTopic = Map.groupBy(logged, ({ event }) => event.topic);
    const published = new Set<Topic>();
    let failure: Error | undefined;
    await Promise.all(
      Array.from(byTopic, async ([topic, events]) => {
        try {
          await this.#publishTopic(
            topic,
            events.map(({ event }) => event),
          );
          published.add(topic);
        } catch (error) {
          failure = new StatedError(`publishing to ${topic} failed`, { cause: error });
        }
      }),
    );
    return { published, failure };
  }

  async #publishTopic(topic: Topic, events: readonly EventEnvelope[]): Promise<void> {
    const { publish, timeoutMs } = this.#deps;
    for (const batch of queueBatches(events.map(fitForQueue))) {
      await withTimeout(`publishing to ${topic}`, timeoutMs, publish(topic, batch));
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
