import type { ChatChunk, ChatMessage, TurnOutcome, TurnRequest, TurnWork } from '../../contracts/chat.ts';
import { TurnLog } from './turn-log.ts';
import type { StoredTurn, TurnStore } from './turn-store.ts';

/** The text for a person when the turn failed. Details are in the log. */
const BROKEN_OFF = 'The answer broke off. Please try again.';
/** Chunks reach readers at once and are stored this often: the most that a crash can take from the history. */
const STORE_EVERY_MS = 50;
const STORE_ATTEMPTS = 3;
const RETRY_DELAY_MS = 200;

interface Parts {
  request: TurnRequest;
  work: TurnWork;
  store: TurnStore;
}

/** A turn, from its first chunk to the stored answer. It runs without readers too. */
export class RunningTurn {
  readonly log = new TurnLog();
  readonly #parts: Parts;
  readonly #chunks: ChatChunk[] = [];
  readonly #abort = new AbortController();
  #continues: ChatMessage | null = null;
  #unstored: ChatChunk[] = [];
  #storeTimer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  /** Interrupts the wait for the next chunk. */
  #interrupt: () => void = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get id(): string {
    return this.#parts.request.turnId;
  }

  get request(): TurnRequest {
    return this.#parts.request;
  }

  get userId(): string {
    return this.#parts.request.principal.userId;
  }

  /** Ends the stream now, whatever the model or a tool is doing; the signal stops them. */
  stop(): void {
    this.#isStopped = true;
    this.#interrupt();
    this.#abort.abort(new DOMException('Stopped.', 'AbortError'));
  }

  /** Pumps the answer to its end and stores it. @returns Whether it could be stored. Never rejects. */
  async run(
    stream: ReadableStream<ChatChunk>,
    continues: ChatMessage | null,
    replayed: readonly ChatChunk[],
  ): Promise<boolean> {
    this.#continues = continues;
    const outcome = await this.#pump(stream, replayed);
    return await this.finish(outcome);
  }

  /** Restores what a dead instance left, for the readers. */
  restore({ chunks, continues, replayed }: Pick<StoredTurn, 'chunks' | 'continues' | 'replayed'>): void {
    this.#continues = continues;
    this.#chunks.push(...chunks);
    this.log.restore({ chunks, replayed });
  }

  /** Completes the answer as the protocol requires, stores it, then ends the readers' streams. */
  async finish(outcome: TurnOutcome): Promise<boolean> {
    const has = (type: string) => this.#chunks.some((chunk) => chunk.type === type);
    if (outcome === 'stopped' && !has('abort')) this.#emit({ type: 'abort', reason: 'stopped' });
    if (outcome === 'interrupted' && !has('finish') && !has('abort')) {
      this.#emit({ type: 'error', errorText: BROKEN_OFF });
      this.#emit({ type: 'finish', finishReason: 'error' });
    }
    this.#flush();
    // Let the readers' streams send what was said before storing, which keeps the event loop busy.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const { request } = this.#parts;
    const isStored = await this.#storeAnswer({
      turn: request,
      continues: this.#continues,
      chunks: this.#chunks,
      outcome,
    });
    if (isStored) this.#parts.store.end(Date.now());
    return isStored;
  }

  async #pump(stream: ReadableStream<ChatChunk>, replayed: readonly ChatChunk[]): Promise<TurnOutcome> {
    const reader = stream.getReader();
    let isFirst = true;
    try {
      for (;;) {
        const next = await this.#next(reader);
        if (next === 'stopped') {
          reader.cancel().catch(() => {});
          return 'stopped';
        }
        if (next.done) return 'finished';
        this.#emit(next.value);
        if (isFirst && replayed.length > 0) {
          this.log.append(replayed, true);
          this.#parts.store.append(replayed, true);
        }
        isFirst = false;
      }
    } catch (error) {
      this.#parts.work.log.error('turn_broke_off', { turn_id: this.#parts.request.turnId, error });
      return 'interrupted';
    }
  }

  /**
   * The next chunk, or at once the news that the turn was stopped. A race against one long-lived promise would leak at
   * each chunk.
   */
  #next(reader: ReadableStreamDefaultReader<ChatChunk>) {
    return new Promise<Awaited<ReturnType<typeof reader.read>> | 'stopped'>((resolve, reject) => {
      this.#interrupt = () => resolve('stopped');
      if (this.#isStopped) resolve('stopped');
      else reader.read().then(resolve, reject);
    });
  }

  #emit(chunk: ChatChunk): void {
    this.#chunks.push(chunk);
    this.#unstored.push(chunk);
    this.log.append([chunk]);
    this.#storeTimer ??= setTimeout(() => this.#flush(), STORE_EVERY_MS);
  }

  #flush(): void {
    clearTimeout(this.#storeTimer);
    this.#storeTimer = undefined;
    this.#parts.store.append(this.#unstored);
    this.#unstored = [];
  }

  async #storeAnswer(ended: Parameters<TurnWork['end']>[0]): Promise<boolean> {
    for (let attempt = 1; attempt <= STORE_ATTEMPTS; attempt++) {
      try {
        await this.#parts.work.end(ended);
        return true;
      } catch (error) {
        this.#parts.work.log.error('answer_not_stored', { turn_id: ended.turn.turnId, attempt, error });
        if (attempt < STORE_ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * attempt));
      }
    }
    return false;
  }
}
