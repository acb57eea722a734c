import type { UIMessageChunk } from 'ai';

/**
 * A stream of UI-message chunks that always ends by the protocol: an error of the stream itself, such as a connection
 * that broke, becomes an `error` chunk with a text for people, and a `finish` is added where one is missing. An `abort`
 * that nobody asked for, such as a turn that took too long, is an error as well.
 */
export function endWell<T extends UIMessageChunk>(
  stream: ReadableStream<T>,
  { errorText, onError, isStopped }: { errorText: string; onError: (error: unknown) => void; isStopped: () => boolean },
): ReadableStream<T | UIMessageChunk> {
  const reader = stream.getReader();
  let isEnded = false;
  return new ReadableStream<T | UIMessageChunk>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done && value.type === 'abort' && !isStopped()) {
          onError(new Error('the turn took too long'));
          controller.enqueue({ type: 'error', errorText });
          return;
        }
        if (!done) {
          isEnded ||= value.type === 'finish' || value.type === 'abort';
          controller.enqueue(value);
          return;
        }
      } catch (error) {
        onError(error);
        controller.enqueue({ type: 'error', errorText });
      }
      if (!isEnded) controller.enqueue({ type: 'finish', finishReason: 'error' });
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
