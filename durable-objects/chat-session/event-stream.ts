import { CLOSE_REASONS } from '../../contracts/subscription.ts';
import type { ReaderKind, TurnLog } from './turn-log.ts';

const encoder = new TextEncoder();
const DONE = 'data: [DONE]\n\n';
/** The last chunk of a reader whose session was ended. */
const CLOSED = `data: ${JSON.stringify({ type: 'abort', reason: CLOSE_REASONS.sessionEnded })}\n\n${DONE}`;

export interface StreamOptions {
  kind: ReaderKind;
  /** The frame to begin with. */
  from?: number;
  /** Names each frame by this and its number, so that a reader can come back after it. */
  idPrefix?: string | undefined;
}

/** How a reader's stream ends before the turn does. */
export interface StreamEnd {
  /** Fires when the reader's session was ended. */
  closed: AbortSignal;
  /** The stream has ended, in whatever way. */
  onEnd(): void;
}

/** A turn as the SSE frames of the AI SDK's UI-message stream. Dropping it tells nobody. */
export function eventStream(
  log: TurnLog,
  { kind, from = 0, idPrefix, closed, onEnd }: StreamOptions & StreamEnd,
): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const frames = log.read(kind, { from, signal: AbortSignal.any([left.signal, closed]) });
  let number = from;
  const asFrame = (json: string): string =>
    idPrefix === undefined ? `data: ${json}\n\n` : `id: ${idPrefix}.${++number}\ndata: ${json}\n\n`;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await frames.next();
        if (left.signal.aborted) return;
        if (!done) return controller.enqueue(encoder.encode(value.map(asFrame).join('')));
        controller.enqueue(encoder.encode(closed.aborted ? CLOSED : DONE));
        controller.close();
        onEnd();
      },
      cancel: () => {
        left.abort();
        onEnd();
      },
    },
    { highWaterMark: 0 },
  );
}
