import { ModelTimeoutError } from './model-failure.ts';

/** When a model was last heard of. Every byte of its server counts: reasoning, empty chunks and comments as well. */
export interface Pulse {
  lastMs: number;
}

/** Watches work that may fall silent. One timer for all of it: a timer and a race for each token would cost more. */
export class SilenceWatch {
  readonly #pulse: Pulse;
  #limitMs: number;
  #timer: ReturnType<typeof setTimeout>;
  /** Of the work that is being waited for. */
  #interrupt: ((error: Error) => void) | undefined;

  constructor(pulse: Pulse, limitMs: number) {
    this.#pulse = pulse;
    this.#limitMs = limitMs;
    this.#timer = setTimeout(() => this.#check(), limitMs);
  }

  /** From here on another limit counts. */
  limit(ms: number): void {
    this.#limitMs = ms;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), ms);
  }

  /** @throws {ModelTimeoutError} once nothing has been heard for longer than the limit, else what the work throws. */
  over<T>(work: PromiseLike<T>): Promise<T> {
    this.#pulse.lastMs = Date.now();
    return new Promise((resolve, reject) => {
      this.#interrupt = reject;
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          this.#interrupt = undefined;
          settle(value);
        };
      work.then(settled(resolve), settled(reject));
    });
  }

  leave(): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    const leftMs = this.#interrupt === undefined ? this.#limitMs : this.#pulse.lastMs + this.#limitMs - Date.now();
    if (leftMs > 0) this.#timer = setTimeout(() => this.#check(), leftMs);
    else this.#interrupt?.(new ModelTimeoutError(`the model said nothing for ${this.#limitMs} ms`));
  }
}
