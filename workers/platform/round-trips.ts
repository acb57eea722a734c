/**
 * Counts sequential waits for remote systems. Calls that overlap count as one wait, over all connections.
 */
export class RoundTrips {
  readonly #onWait: () => void;
  #isWaiting = false;

  /** @param onWait Called before the first of what shares a wait is sent. When it throws, nothing is sent. */
  constructor(onWait: () => void = () => {}) {
    this.#onWait = onWait;
  }

  /** Runs a call, and counts its wait. */
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
