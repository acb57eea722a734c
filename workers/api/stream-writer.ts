import { StatedError } from '../../contracts/stated-error.ts';

/** A reader this far behind is disconnected, which frees its memory. It can reconnect and resume. */
const MAX_PENDING_CHARACTERS = 1024 * 1024;

/** The writing end of a streamed response. It ends once, and notifies those who must clean up. */
export class StreamWriter {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #cleanups: Array<() => void> = [];
  #pending = 0;
  #isEnded = false;

  constructor() {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.readable = readable;
    this.#writer = writable.getWriter();
    // Rejects when the reader leaves.
    this.#writer.closed.catch(() => this.#finish());
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Runs when the stream ends; at once when it has ended. */
  onEnd(cleanup: () => void): void {
    if (this.#isEnded) cleanup();
    else this.#cleanups.push(cleanup);
  }

  /** Writes and waits until the reader has taken it. Never rejects: a reader who left has ended the stream. */
  async write(text: string): Promise<void> {
    if (this.#isEnded || text === '') return;
    this.#pending += text.length;
    try {
      await this.#writer.write(this.#encoder.encode(text));
    } catch {
      this.#finish();
    } finally {
      this.#pending -= text.length;
    }
  }

  /** Writes without waiting; ends the stream when the reader has fallen too far behind. */
  push(text: string): void {
    void this.write(text);
    if (this.#pending <= MAX_PENDING_CHARACTERS) return;
    this.#finish();
    void this.#writer.abort(new StatedError('the reader is too slow')).catch(() => {});
  }

  /** Ends the stream after what was written. */
  end(): void {
    if (this.#isEnded) return;
    this.#finish();
    void this.#writer.close().catch(() => {});
  }

  #finish(): void {
    this.#isEnded = true;
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }
}
