import type { ChatTransport, UIMessage, UIMessageChunk } from 'ai';
import type { Client } from './index.ts';
import { errorOf, type Problem, RaglineError } from './problem.ts';
import { restOfAnswer } from './rest-of-answer.ts';
import { isNetworkFailure } from './sending.ts';
import { serverSentEvents } from './server-sent-events.ts';
import { backoffMs, wait } from './wait.ts';

/** The most connections in a row without a chunk before a stream is given up: about a minute. */
const MAX_ATTEMPTS = 12;
const LOOKS = 4;
const LOOK_AGAIN_MS = 200;
const TERMINAL: ReadonlySet<string> = new Set(['finish', 'abort', 'error']);

/**
 * A transport for `useChat`: with tokens, approvals and resume. An answer continues through lost connections without
 * its page noticing. `chat.stop()` stops listening; `POST /v1/chat/{id}/stop` stops the answer.
 */
export function chat<M extends UIMessage = UIMessage>(client: Pick<Client, 'fetch'>): ChatTransport<M> {
  return {
    resumeStreamIsReplay: true,
    sendMessages: async ({ chatId, messages, trigger, abortSignal }) => {
      const message = messages.at(-1);
      if (message === undefined) throw new TypeError('there is no message to send');
      // A copy, because `useChat` keeps changing an answer that was approved.
      const asked = { chatId, message: structuredClone(message), trigger, signal: abortSignal };
      const answer = new Answer(client, asked);
      return streamOf(answer.chunks(await answer.post()));
    },
    reconnectToStream: async ({ chatId, abortSignal }) => {
      const answer = new Answer(client, { chatId, signal: abortSignal });
      const response = await answer.resume();
      return response === undefined ? null : streamOf(answer.chunks(response));
    },
  };
}

interface Asked {
  chatId: string;
  /** The message or decision; absent for a reader who returns after a reload. */
  message?: UIMessage;
  trigger?: string;
  signal: AbortSignal | undefined;
}

/** Reads one answer over as many connections as it takes. */
class Answer {
  readonly #client: Pick<Client, 'fetch'>;
  readonly #asked: Asked;
  readonly #path: string;
  readonly #seen: UIMessageChunk[] = [];
  #turnId: string | undefined;

  constructor(client: Pick<Client, 'fetch'>, asked: Asked) {
    this.#client = client;
    this.#asked = asked;
    this.#path = `/v1/chat/${encodeURIComponent(asked.chatId)}`;
  }

  /** Posts the message until it is known to have arrived. @throws {RaglineError} When it is refused. */
  async post(): Promise<Response | undefined> {
    const { chatId: id, message, trigger, signal } = this.#asked;
    const body = JSON.stringify({ id, message, trigger });
    const headers = { 'content-type': 'application/json' };
    for (let attempt = 0; ; attempt += 1) {
      try {
        const response = await this.#client.fetch('/v1/chat', {
          method: 'POST',
          headers,
          body,
          signal: signal ?? null,
        });
        if (response.ok) return response;
        const error = await errorOf(response);
        // An earlier attempt did arrive, and its answer runs or is stored. Browsers repeat posts too.
        if (await this.#isTaken(error.problem, attempt > 0)) return await this.resume();
        if (attempt === 0 || !isPassing(error.problem) || attempt >= MAX_ATTEMPTS) throw error;
      } catch (error) {
        if (signal?.aborted || !isNetworkFailure(error) || attempt >= MAX_ATTEMPTS) throw error;
      }
      await wait(backoffMs(attempt), signal);
    }
  }

  /** The rest of the running answer; undefined when none is running, or another than the one that was begun. */
  async resume(): Promise<Response | undefined> {
    const after = this.#turnId === undefined ? '0' : `${this.#turnId}.${this.#seen.length}`;
    const as = this.#asked.message === undefined ? '' : '&as=poster';
    const init = { signal: this.#asked.signal ?? null };
    const response = await this.#client.fetch(`${this.#path}/stream?after=${after}${as}`, init);
    if (response.status === 204) return undefined;
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  /** @param first The stream's first connection; undefined when the answer has ended before it could be opened. */
  async *chunks(first: Response | undefined): AsyncGenerator<UIMessageChunk> {
    const { signal } = this.#asked;
    let response = first;
    for (let attempt = 0; ; attempt += 1) {
      const before = this.#seen.length;
      try {
        if (response === undefined) return yield* await this.#restFromHistory();
        if (yield* this.#read(response)) return;
      } catch (error) {
        if (signal?.aborted || !isNetworkFailure(error)) throw error;
      }
      if (this.#seen.length > before) attempt = 0;
      response = await this.#reconnect(attempt);
    }
  }

  async #reconnect(attempt: number): Promise<Response | undefined> {
    const { signal, message } = this.#asked;
    for (let tries = attempt; ; tries += 1) {
      await wait(backoffMs(tries), signal);
      try {
        // It is unknown if a post arrived until its first chunk.
        return message !== undefined && this.#turnId === undefined ? await this.#postAgain() : await this.resume();
      } catch (error) {
        const passes = isNetworkFailure(error) || (error instanceof RaglineError && isPassing(error.problem));
        if (signal?.aborted || !passes || tries >= MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #postAgain(): Promise<Response | undefined> {
    const { chatId: id, message, trigger, signal } = this.#asked;
    const response = await this.#client.fetch('/v1/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, message, trigger }),
      signal: signal ?? null,
    });
    if (response.ok) return response;
    const error = await errorOf(response);
    if (await this.#isTaken(error.problem, true)) return await this.resume();
    throw error;
  }

  /** Returns whether a post is refused because the conversation has its message, or its decision, already. */
  async #isTaken({ code }: Problem, isRepeated: boolean): Promise<boolean> {
    const { message, trigger, signal } = this.#asked;
    if (message === undefined || (code !== 'turn_in_progress' && code !== 'conflict')) return false;
    // The question of a regenerated answer is always in the history.
    if (trigger === 'regenerate-message') return isRepeated && code === 'turn_in_progress';
    // A turn that has just begun stores its message while the model is being asked.
    for (let look = 0; look < (code === 'conflict' ? 1 : LOOKS); look += 1) {
      await wait(look * LOOK_AGAIN_MS, signal);
      const response = await this.#client.fetch(this.#path, { signal: signal ?? null });
      const { messages = [] } = response.ok ? ((await response.json()) as { messages: UIMessage[] }) : {};
      const stored = messages.find(({ id }) => id === message.id);
      if (stored !== undefined && !isUndecided(stored, message)) return true;
    }
    return false;
  }

  /** @returns Whether the answer has ended. A stream that just stops has not. */
  async *#read(response: Response): AsyncGenerator<UIMessageChunk, boolean> {
    if (response.body === null) return false;
    for await (const { data } of serverSentEvents(response.body)) {
      if (data === '[DONE]') {
        if (!TERMINAL.has(this.#seen.at(-1)?.type ?? '')) {
          yield { type: 'error', errorText: 'The answer was interrupted.' };
        }
        return true;
      }
      const chunk = JSON.parse(data) as UIMessageChunk;
      this.#seen.push(chunk);
      if (chunk.type === 'start') this.#turnId = turnIdOf(chunk.messageMetadata);
      yield chunk;
    }
    return false;
  }

  /** The turn is over. Answers are stored before their end is visible. */
  async #restFromHistory(): Promise<UIMessageChunk[]> {
    const response = await this.#client.fetch(this.#path, { signal: this.#asked.signal ?? null });
    if (!response.ok) throw await errorOf(response);
    const { messages } = (await response.json()) as { messages: UIMessage[] };
    const { message } = this.#asked;
    const begins = message === undefined ? -1 : messages.findIndex(({ id }) => id === message.id);
    const answer = messages.findLast((said, index) =>
      this.#turnId === undefined
        ? said.role === 'assistant' && index >= begins
        : turnIdOf(said.metadata) === this.#turnId,
    );
    if (answer === undefined) return [{ type: 'error', errorText: 'The answer was lost. Ask again.' }];
    const before = message?.role === 'assistant' && message.id === answer.id ? message : undefined;
    return restOfAnswer(before, this.#seen, answer);
  }
}

/** Returns whether a decision that was sent has not arrived. */
function isUndecided(stored: UIMessage, sent: UIMessage): boolean {
  const callsIn = ({ parts }: UIMessage, state: string) =>
    parts.flatMap((part) => ('toolCallId' in part && part.state === state ? [part.toolCallId] : []));
  const pending = callsIn(stored, 'approval-requested');
  return callsIn(sent, 'approval-responded').some((call) => pending.includes(call));
}

const isPassing = ({ status }: Problem): boolean => status >= 500;

function turnIdOf(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('turn_id' in metadata)) return undefined;
  return typeof metadata.turn_id === 'string' ? metadata.turn_id : undefined;
}

function streamOf<T>(items: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream<T>({
    pull: async (controller) => {
      const { done, value } = await items.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await items.return(undefined);
    },
  });
}
