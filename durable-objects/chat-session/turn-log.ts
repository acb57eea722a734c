import type { ChatChunk } from '../../contracts/chat.ts';

/** Who reads: the poster has the answer that a turn goes on with, one who resumes has not. */
export type ReaderKind = 'poster' | 'resumer';

/**
 * Chunks in which there is nothing to see. What follows them is a moment away: they reach the readers with it, in one
 * write and not in one of their own, behind which the next would have to wait.
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
 * A turn's stream in memory. Any number of readers read it from its start or from where they were, each at its own
 * pace; none of them can slow down or end the turn.
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

  /** What an earlier instance left of a turn: what it went on with comes after the chunk that begins it. */
  restore({ chunks, replayed }: { chunks: readonly ChatChunk[]; replayed: readonly ChatChunk[] }): void {
    this.append(chunks.slice(0, 1));
    this.append(replayed, true);
    this.append(chunks.slice(1));
  }

  /** Nothing more will come: readers get what is left, and their end. */
  close(): void {
    this.#isClosed = true;
    this.#notify();
  }

  /** Whether the poster and those who resume read different frames, so that their counts do not compare. */
  get hasReplay(): boolean {
    return this.#hasReplay;
  }

  /**
   * The chunks as JSON, without the first `from` of those that this kind of reader is shown: at each turn all that are
   * there by now. Ends with the turn, or when the signal fires.
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
