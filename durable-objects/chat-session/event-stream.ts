import type { ReaderKind, TurnLog } from './turn-log.ts';

const encoder = new TextEncoder();
const DONE = 'data: [DONE]\n\n';

export interface StreamOptions {
  kind: ReaderKind;
  /** The frame to begin with. */
  from?: number;
  /** Names each frame by this and its number, so that a reader can come back after it. */
  idPrefix?: string | undefined;
}

/** A turn as the SSE frames of the AI SDK's UI-message stream. Dropping it tells nobody. */
export function eventStream(log: TurnLog, { kind, from = 0, idPrefix }: StreamOptions): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const frames = log.read(kind, { from, signal: left.signal });
  let number = from;
  const asFrame = (json: string): string =>
    idPrefix === undefined ? `data: ${json}\n\n` : `id: ${idPrefix}.${++number}\ndata: ${json}\n\n`;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await frames.next();
        if (left.signal.aborted) return;
        controller.enqueue(encoder.encode(done ? DONE : value.map(asFrame).join('')));
        if (done) controller.close();
      },
      cancel: () => left.abort(),
    },
    { highWaterMark: 0 },
  );
}
