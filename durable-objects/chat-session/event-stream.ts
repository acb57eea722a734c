import { CLOSE_REASONS } from '../../contracts/subscription.ts';
import type { ReaderKind, TurnLog } from './turn-log.ts';

const encoder = new TextEncoder();
const DONE = 'data: [DONE]\n\n';
/** The last chunk for a reader whose session has ended. */
const CLOSED = `data: ${JSON.stringify({ type: 'abort', reason: CLOSE_REASONS.sessionEnded })}\n\n${DONE}`;

export interface StreamOptions {
  kind: ReaderKind;
  /** The index of the first frame. */
  from?: number;
  /** Prefix of frame ids, with which a reader can resume. */
  idPrefix?: string | undefined;
}

/** Ends a reader's stream before the turn ends. */
export interface StreamEnd {
  /** Fires when the reader's session has ended. */
  closed: AbortSignal;
  /** Called once the stream has ended, for whatever reason. */
  onEnd(): void;
}

/** A turn as the SSE frames of the AI SDK's UI-message stream. Cancelling it does not affect the turn. */
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
