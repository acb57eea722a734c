/** Who has asked twice and asks again within so long finds everything open. */
const KEEP_MS = 20_000;
/** Of an isolate's sessions so many may keep what they opened; the others open it anew. */
const MAX_KEPT = 32;
let kept = 0;

/** When a session lets go of what it has opened for its turns. What is kept is bounded in time and in number. */
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

  /** Most conversations that begin do not go on: only one that did is expected to go on again. */
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
