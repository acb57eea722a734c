import { ExpiringMap } from '../platform/expiring-map.ts';
import type { SharedTier } from './colo-cache.ts';
import { type EdgeEntry, entryOf, isKept } from './edge-entry.ts';
import { EdgeMemory } from './edge-memory.ts';

/** Younger entries are served as they are; older ones too, while one request reads the source behind the answer. */
const FRESH_MS = 2_000;
/** No answer is older than this, from the moment when its read began at the source. */
const MAX_AGE_MS = 5_000;
const MAX_BYTES = 16 * 1024 * 1024;
/** Missing resources have a memory of their own, so unknown ids cannot push out products. */
const MAX_ABSENT_BYTES = 1024 * 1024;
/** Readers wait this long for another's read, then read themselves. */
const FLIGHT_MS = 10_000;
const MAX_PAUSE_MS = 16;
const MAX_SCOPES = 10_000;

/** Where an answer is kept. */
export interface EdgeKey {
  /** The scope of the answer: a tenant's id, or `public`. */
  scope: string;
  text: string;
}

/** The reader of a missing entry: its request, and the source to ask. */
export interface EdgeReader {
  /** Asks the source, with the reader's own rights. */
  source(): Promise<Response>;
  /** The URL of its request. */
  url: string;
  /** Keeps its invocation alive after its answer. */
  waitUntil(work: Promise<unknown>): void;
}

/** A read of the source that is under way. */
interface Flight {
  startedMs: number;
  isOver: boolean;
  landed: EdgeEntry | undefined;
}

/**
 * Catalogue answers where the client is: in the isolate's memory, behind it in the data centre's cache, and behind that
 * at the source. Entries are plain text, which invocations may share; responses belong to the invocation that made
 * them.
 */
export class EdgeTier {
  readonly #found = new EdgeMemory(MAX_BYTES);
  readonly #absent = new EdgeMemory(MAX_ABSENT_BYTES);
  readonly #flights = new Map<string, Flight>();
  /** Entries of these scopes count only when their read began later. */
  readonly #writtenMs = new ExpiringMap<number>({ ttlMs: MAX_AGE_MS, maxEntries: MAX_SCOPES });
  readonly #shared: SharedTier | undefined;
  readonly #nowMs: () => number;

  constructor({ shared, nowMs }: { shared: SharedTier | undefined; nowMs: () => number }) {
    this.#shared = shared;
    this.#nowMs = nowMs;
  }

  /** Bytes in memory. */
  get bytes(): number {
    return this.#found.bytes + this.#absent.bytes;
  }

  /** The entry in memory, at most five seconds old. Call `refresh` too when it is no longer fresh. */
  peek(key: EdgeKey): EdgeEntry | undefined {
    const entry = this.#found.get(key.text) ?? this.#absent.get(key.text);
    return entry !== undefined && this.#isValid(key, entry) ? entry : undefined;
  }

  /** True for one reader of an old entry, which then reads the source behind its answer. */
  isDue(key: EdgeKey, entry: EdgeEntry): boolean {
    return this.#nowMs() - entry.beganMs >= FRESH_MS && this.#flightOf(key) === undefined;
  }

  /**
   * The entry from further away. Of all readers who miss it at once, one reads and the others wait.
   * @returns The source's own answer when it may not be shared.
   */
  async read(key: EdgeKey, reader: EdgeReader): Promise<EdgeEntry | Response> {
    const flight = this.#flightOf(key);
    if (flight !== undefined) {
      const landed = await this.#wait(flight);
      if (landed !== undefined && this.#isValid(key, landed)) return landed;
    }
    return await this.#lead(key, reader, MAX_AGE_MS);
  }

  /** Reads the source again and replaces the entry. Never rejects. */
  async refresh(key: EdgeKey, reader: EdgeReader): Promise<void> {
    try {
      const response = await this.#lead(key, reader, FRESH_MS);
      if (response instanceof Response) await response.body?.cancel();
    } catch {
      // The entry runs out.
    }
  }

  /** Drops this isolate's entries of a scope after a write. In other isolates they expire. */
  forget(scope: string): void {
    this.#writtenMs.set(scope, this.#nowMs(), this.#nowMs());
  }

  #isValid({ scope }: EdgeKey, { beganMs }: EdgeEntry): boolean {
    const nowMs = this.#nowMs();
    return nowMs - beganMs < MAX_AGE_MS && beganMs > (this.#writtenMs.get(scope, nowMs) ?? 0);
  }

  /** A flight whose invocation died ends by its age. */
  #flightOf(key: EdgeKey): Flight | undefined {
    const flight = this.#flights.get(key.text);
    return flight !== undefined && this.#nowMs() - flight.startedMs < FLIGHT_MS ? flight : undefined;
  }

  /** Looks again and again, because workerd forbids that one invocation resolves a promise of another. */
  async #wait(flight: Flight): Promise<EdgeEntry | undefined> {
    let pauseMs = 1;
    for (let waitedMs = 0; !flight.isOver && waitedMs < FLIGHT_MS; waitedMs += pauseMs) {
      pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return flight.landed;
  }

  async #lead(key: EdgeKey, reader: EdgeReader, acceptMs: number): Promise<EdgeEntry | Response> {
    const flight: Flight = { startedMs: this.#nowMs(), isOver: false, landed: undefined };
    this.#flights.set(key.text, flight);
    const work = (async () => {
      try {
        const outcome = await this.#fetch(key, reader, acceptMs);
        if (!(outcome instanceof Response) && isKept(outcome)) flight.landed = outcome;
        return outcome;
      } finally {
        if (this.#flights.get(key.text) === flight) this.#flights.delete(key.text);
        flight.isOver = true;
      }
    })();
    // Continues when the caller disconnects, because others wait for it.
    reader.waitUntil(work.catch(() => undefined));
    return await work;
  }

  /** @param acceptMs Takes an entry of the data centre up to this age. */
  async #fetch(key: EdgeKey, { source, url, waitUntil }: EdgeReader, acceptMs: number): Promise<EdgeEntry | Response> {
    const shared = await this.#shared?.match(key.text, url);
    if (shared !== undefined && this.#isValid(key, shared) && this.#nowMs() - shared.beganMs < acceptMs) {
      return this.#keep(key, shared);
    }
    const beganMs = this.#nowMs();
    const response = await source();
    // A suspended tenant: what other readers left here must not be served either.
    if (response.status === 403) this.forget(key.scope);
    const entry = await entryOf(response, beganMs);
    if (entry === undefined) return response;
    if (!isKept(entry)) return entry;
    this.#keep(key, entry);
    // An answer 404 stays in this isolate's memory: anybody can ask for any number of ids.
    if (entry.status === 200 && this.#shared !== undefined) {
      waitUntil(this.#shared.put(key.text, url, entry, MAX_AGE_MS / 1000));
    }
    return entry;
  }

  #keep(key: EdgeKey, entry: EdgeEntry): EdgeEntry {
    const [memory, other] = entry.status === 200 ? [this.#found, this.#absent] : [this.#absent, this.#found];
    memory.set(key.text, entry);
    other.delete(key.text);
    return entry;
  }
}
