import type { TurnRequest } from '../../contracts/chat.ts';
import type { StoredTurn, TurnStore } from './turn-store.ts';

/**
 * Writes the turn's note to disk. Until a write is on disk, the output gate holds back whatever the object sends. A
 * note that is written first would so delay the query to the database. It is therefore written in the next turn of the
 * event loop, after the query was sent. What readers see is sent later, and waits for the note.
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
