import { type EdgeEntry, sizeOf } from './edge-entry.ts';

/** Bytes of an entry beside its text: key, headers and objects. */
const OVERHEAD_BYTES = 1_500;

/** Entries in an isolate's memory, up to a number of bytes. The entry that was read longest ago is dropped first. */
export class EdgeMemory {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { entry: EdgeEntry; bytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): EdgeEntry | undefined {
    const held = this.#entries.get(key);
    if (held === undefined) return undefined;
    // A Map keeps insertion order: an entry that is set again becomes the youngest.
    this.#entries.delete(key);
    this.#entries.set(key, held);
    return held.entry;
  }

  set(key: string, entry: EdgeEntry): void {
    this.delete(key);
    // A character takes two bytes as soon as the text holds one beyond Latin-1.
    const bytes = OVERHEAD_BYTES + 2 * (key.length + sizeOf(entry.pieces));
    this.#entries.set(key, { entry, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const held = this.#entries.get(key);
    if (held === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= held.bytes;
  }
}
