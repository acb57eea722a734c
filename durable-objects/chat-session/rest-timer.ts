/** A conversation with at least two turns keeps its connection for this long. */
const KEEP_MS = 20_000;
/** The most sessions of an isolate that keep their connection. */
const MAX_KEPT = 32;
let kept = 0;

/** Decides when a session closes what it opened for its turns. Kept connections are bounded in time and number. */
export class RestTimer {
  readonly #rest: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turns = 0;

  constructor(rest: () => Promise<void>) {
    this.#rest = rest;
  }

  beginTurn(): void {
    this.#turns += 1;
    this.#stop();
  }

  /** Most conversations end after one turn, so only one with more is expected to continue. */
  async endTurn(): Promise<void> {
    this.#stop();
    if (this.#turns < 2 || kept >= MAX_KEPT) return await this.#rest();
    kept += 1;
    this.#timer = setTimeout(() => {
      this.#stop();
      void this.#rest();
    }, KEEP_MS);
  }

  #stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    kept -= 1;
  }
}
