import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** What is kept of a busy second; beyond it spans are dropped and counted. A few hundred bytes each. */
export const MAX_BUFFERED = 4_096;
/** Spans of one request to the collector: about half a megabyte. */
const BATCH = 512;

/**
 * The ended spans of an isolate that are not sent yet, as plain data that its invocations may share. What is sent is
 * gone, whatever becomes of it: traces are a sample, and a collector that is away must not cost memory.
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

  /** Everything, in batches, and how many found no room since the last time. */
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
