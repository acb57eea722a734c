import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** Spans that are kept, a few hundred bytes each; further ones are dropped and counted. */
export const MAX_BUFFERED = 4_096;
/** Spans in one request to the collector: about half a megabyte. */
const BATCH = 512;

/**
 * An isolate's ended spans that have not been sent, as plain data that invocations may share. A batch leaves the buffer
 * when it is sent, even if that fails: traces are a sample, and a failing collector must not cost memory.
 */
export class SpanBuffer implements SpanProcessor {
  #ended: ReadableSpan[] = [];
  #dropped = 0;

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#ended.length < MAX_BUFFERED) this.#ended.push(span);
    else this.#dropped += 1;
  }

  get size(): number {
    return this.#ended.length;
  }

  /** All spans in batches, and how many were dropped since the last call. */
  take(): { batches: ReadableSpan[][]; dropped: number } {
    const ended = this.#ended.splice(0);
    const dropped = this.#dropped;
    this.#dropped = 0;
    const batches: ReadableSpan[][] = [];
    for (let from = 0; from < ended.length; from += BATCH) batches.push(ended.slice(from, from + BATCH));
    return { batches, dropped };
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
