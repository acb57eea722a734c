import type { TurnRequest } from '../../contracts/chat.ts';
import type { StoredTurn, TurnStore } from './turn-store.ts';

/**
 * The turn's note on disk. Until that is written the runtime holds back what is sent (the output gate): the question
 * to the database too, if the note came first. So it comes after the turn of the event loop that sends the question.
 * What the turn shows is sent later, and so waits for the note.
 */
export class TurnNote {
  readonly #store: TurnStore;
  readonly #request: TurnRequest;
  readonly #written: () => void;
  #before: { turn: StoredTurn | undefined } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: TurnStore, request: TurnRequest, written: () => void) {
    this.#store = store;
    this.#request = request;
    this.#written = written;
  }

  now(): void {
    clearTimeout(this.#timer);
    if (this.#before !== undefined) return;
    this.#before = { turn: this.#store.load() };
    this.#store.begin(this.#request, Date.now());
    this.#written();
  }

  soon(): void {
    this.#timer ??= setTimeout(() => this.now(), 0);
  }

  takeBack(): void {
    clearTimeout(this.#timer);
    if (this.#before !== undefined) this.#store.putBack(this.#before.turn);
  }
}
