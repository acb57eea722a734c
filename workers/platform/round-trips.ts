/**
 * Counts how often work waits for something far away. What is sent before an answer came to what was sent earlier
 * shares its wait, over whatever connections.
 */
export class RoundTrips {
  readonly #onWait: () => void;
  #isWaiting = false;

  /** @param onWait Called before the first of what shares a wait is sent. When it throws, nothing is sent. */
  constructor(onWait: () => void = () => {}) {
    this.#onWait = onWait;
  }

  /** Sends something, and notes its answer. */
  of<T>(send: () => Promise<T>): Promise<T> {
    if (!this.#isWaiting) {
      this.#onWait();
      this.#isWaiting = true;
    }
    return send().finally(() => {
      this.#isWaiting = false;
    });
  }
}
