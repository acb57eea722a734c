import type { ChatChunk } from '../../contracts/chat.ts';

/** A `poster` already has the answer that a turn continues; a `resumer` does not. */
export type ReaderKind = 'poster' | 'resumer';

/**
 * Invisible chunks. They are sent together with the chunk that follows, because a write of their own would delay it.
 */
const UNSEEN: ReadonlySet<string> = new Set([
  'start-step',
  'finish-step',
  'message-metadata',
  'text-start',
  'text-end',
  'reasoning-start',
  'reasoning-end',
]);

interface Frame {
  /** The chunk as JSON. */
  json: string;
  forResumersOnly: boolean;
}

/**
 * A turn's stream in memory. Any number of readers read it from the start or from their place, each at its own pace. No
 * reader can slow down or end the turn.
 */
export class TurnLog {
  readonly #frames: Frame[] = [];
  #isClosed = false;
  #hasReplay = false;
  #wake: Array<() => void> = [];

  append(chunks: readonly ChatChunk[], forResumersOnly = false): void {
    for (const chunk of chunks) this.#frames.push({ json: JSON.stringify(chunk), forResumersOnly });
    this.#hasReplay ||= forResumersOnly && chunks.length > 0;
    if (!chunks.every(({ type }) => UNSEEN.has(type))) this.#notify();
  }

  /**
   * Restores what an earlier instance left of a turn. `replayed` is the answer that it continues, and follows the start
   * chunk.
   */
  restore({ chunks, replayed }: { chunks: readonly ChatChunk[]; replayed: readonly ChatChunk[] }): void {
    this.append(chunks.slice(0, 1));
    this.append(replayed, true);
    this.append(chunks.slice(1));
  }

  /** Ends the stream: readers get the rest and their end. */
  close(): void {
    this.#isClosed = true;
    this.#notify();
  }

  /** Returns whether posters and resumers read different frames, so that their counts differ. */
  get hasReplay(): boolean {
    return this.#hasReplay;
  }

  /**
   * Yields the available chunks as JSON, without the first `from` of this kind of reader. Ends with the turn, or when
   * the signal fires.
   */
  async *read(kind: ReaderKind, { from, signal }: { from: number; signal: AbortSignal }): AsyncGenerator<string[]> {
    const isHidden = (frame: Frame) => frame.forResumersOnly && kind === 'poster';
    const leave = () => this.#notify();
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (let next = 0, skip = from; !signal.aborted; ) {
        if (next >= this.#frames.length) {
          if (this.#isClosed) return;
          await new Promise<void>((resolve) => this.#wake.push(resolve));
          continue;
        }
        const frames = this.#frames.slice(next);
        next += frames.length;
        const visible = this.#hasReplay ? frames.filter((frame) => !isHidden(frame)) : frames;
        const shown = visible.slice(skip);
        skip -= visible.length - shown.length;
        if (shown.length > 0) yield shown.map(({ json }) => json);
      }
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
