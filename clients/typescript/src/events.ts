import type { components } from './generated/openapi.ts';
import { errorOf, RaglineError } from './problem.ts';
import { isNetworkFailure } from './sending.ts';
import { serverSentEvents } from './server-sent-events.ts';
import { backoffMs, wait } from './wait.ts';

export type RaglineEvent = components['schemas']['Event'];
export type Topic = RaglineEvent['topic'];

export interface EventOptions {
  /** The topics to follow; by default all that the principal may see. */
  topics?: Topic[];
  /** Continue after this sequence; by default start with new events. */
  after?: number;
  /** Ends the iteration. */
  signal?: AbortSignal;
  /** Events up to this sequence are no longer kept: reload what you show. */
  onReset?: (after: number) => void;
  /** The stream is open, for the first time or again. */
  onOpen?: () => void;
  /** The stream has ended, or did not open. The client reopens it and then calls `onOpen`. */
  onClose?: () => void;
}

/** The server sends something every 15 seconds. */
const SILENCE_MS = 40_000;

/**
 * Yields each event once and in order. Reconnects after a lost connection, a server restart or an expired token.
 * @throws {RaglineError} When the API refuses it for good, as after a log-out.
 */
export async function* followEvents(
  send: (request: Request) => Promise<Response>,
  baseUrl: string,
  { topics, after, signal, onReset, onOpen, onClose }: EventOptions,
): AsyncGenerator<RaglineEvent> {
  const query = topics === undefined ? '' : `?topics=${topics.join()}`;
  let last = after;
  for (let attempt = 0; !signal?.aborted; attempt += 1) {
    try {
      const headers: Record<string, string> = last === undefined ? {} : { 'last-event-id': String(last) };
      const request = new Request(`${baseUrl}/v1/events/stream${query}`, { headers, signal: signal ?? null });
      const response = await send(request);
      if (!response.ok || response.body === null) throw await errorOf(response);
      onOpen?.();
      for await (const { id, event, data } of serverSentEvents(response.body, SILENCE_MS)) {
        attempt = 0;
        const sequence = Number(id);
        // The token ended, or the session: the next request finds out which.
        if (event === 'closed') break;
        if (event === 'ready') last = sequence;
        else if (event === 'reset') {
          last = sequence;
          onReset?.(sequence);
        } else if (last === undefined || sequence > last) {
          last = sequence;
          yield JSON.parse(data) as RaglineEvent;
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      const passes =
        error instanceof RaglineError ? error.status === 429 || error.status >= 500 : isNetworkFailure(error);
      if (!passes) throw error;
    }
    if (signal?.aborted) return;
    onClose?.();
    await wait(backoffMs(attempt), signal);
  }
}
