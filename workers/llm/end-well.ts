import type { UIMessageChunk } from 'ai';
import { StatedError } from '../../contracts/stated-error.ts';

interface Options<T> {
  /** The chunks that replace each chunk. */
  pass: (chunk: T | UIMessageChunk) => ReadonlyArray<T | UIMessageChunk>;
  /** The text for people. */
  errorText: string;
  onError: (error: unknown) => void;
  isStopped: () => boolean;
}

/**
 * Returns a stream of UI-message chunks that always ends as the protocol requires: an error of the stream itself, such
 * as a broken connection, becomes an `error` chunk with a text for people, and a missing `finish` is added. An `abort`
 * without a user's stop, such as a turn that took too long, is an error as well.
 */
export function endWell<T extends UIMessageChunk>(
  stream: ReadableStream<T>,
  { pass, errorText, onError, isStopped }: Options<T>,
): ReadableStream<T | UIMessageChunk> {
  const reader = stream.getReader();
  let isEnded = false;
  return new ReadableStream<T | UIMessageChunk>({
    async pull(controller) {
      try {
        // A pull that enqueues nothing would not be repeated.
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
          const { value } = next;
          if (value.type === 'abort' && !isStopped()) {
            onError(new StatedError('the turn took too long'));
            for (const chunk of pass({ type: 'error', errorText })) controller.enqueue(chunk);
            return;
          }
          isEnded ||= value.type === 'finish' || value.type === 'abort';
          const shown = pass(value);
          for (const chunk of shown) controller.enqueue(chunk);
          if (shown.length > 0) return;
        }
      } catch (error) {
        onError(error);
        for (const chunk of pass({ type: 'error', errorText })) controller.enqueue(chunk);
      }
      if (!isEnded) controller.enqueue({ type: 'finish', finishReason: 'error' });
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
