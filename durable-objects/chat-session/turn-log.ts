import type { ChatChunk } from '../../contracts/chat.ts';

const encoder = new TextEncoder();
const DONE = 'data: [DONE]\n\n';

/** Who reads: the poster has the answer that a turn goes on with, one who resumes has not. */
export type ReaderKind = 'poster' | 'resumer';

interface Frame {
  text: string;
  forResumersOnly: boolean;
}

/**
 * A running turn's stream in memory, as the SSE frames of the AI SDK's UI-message stream. Any number of readers read
 * it from its start, each at its own pace; none of them can slow down or end the turn.
 */
export class TurnLog {
  readonly #frames: Frame[] = [];
  #isClosed = false;
  #wake: Array<() => void> = [];

  append(chunks: readonly ChatChunk[], forResumersOnly = false): void {
    for (const chunk of chunks) this.#frames.push({ text: `data: ${JSON.stringify(chunk)}\n\n`, forResumersOnly });
    this.#notify();
  }

  /** Nothing more will come: readers get the end marker and their streams close. */
  close(): void {
    this.#isClosed = true;
    this.#notify();
  }

  /** A stream of the whole turn, from its first frame. Dropping it tells nobody. */
  read(kind: ReaderKind): ReadableStream<Uint8Array> {
    let next = 0;
    let isCancelled = false;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          while (next === this.#frames.length && !this.#isClosed && !isCancelled) await this.#change();
          if (isCancelled) return;
          const frames = this.#frames.slice(next);
          next += frames.length;
          const text = frames.map((frame) => (frame.forResumersOnly && kind === 'poster' ? '' : frame.text)).join('');
          // The log may have closed while frames were left to read, so look again.
          const isAtEnd = this.#isClosed && next === this.#frames.length;
          if (text !== '' || isAtEnd) controller.enqueue(encoder.encode(isAtEnd ? text + DONE : text));
          if (isAtEnd) controller.close();
        },
        cancel: () => {
          isCancelled = true;
          this.#notify();
        },
      },
      { highWaterMark: 0 },
    );
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
