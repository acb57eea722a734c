/** After this long, whoever promised to send has died with their invocation, and another one does it. */
export const PROMISE_MS = 10_000;

/** Of the invocations of an isolate that have something to send, one does it for all of them. */
export class SenderTurn {
  #promisedAtMs: number | undefined;

  /** True: the caller has to send soon. False: another invocation is about to. */
  promise(nowMs: number): boolean {
    if (this.#promisedAtMs !== undefined && nowMs - this.#promisedAtMs < PROMISE_MS) return false;
    this.#promisedAtMs = nowMs;
    return true;
  }

  /** The caller takes what there is; what comes later is for another turn. */
  taken(): void {
    this.#promisedAtMs = undefined;
  }
}
