import { ModelTimeoutError } from './model-failure.ts';

/** When a model's server last sent a byte, reasoning, empty chunks and comments included. */
export interface Pulse {
  lastMs: number;
}

/** Limits the silence of a stream. It has one timer: a timer and a race for each token would cost more. */
export class SilenceWatch {
  readonly #pulse: Pulse;
  #limitMs: number;
  #timer: ReturnType<typeof setTimeout>;
  /** Rejects the work that is being awaited. */
  #interrupt: ((error: Error) => void) | undefined;

  constructor(pulse: Pulse, limitMs: number) {
    this.#pulse = pulse;
    this.#limitMs = limitMs;
    this.#timer = setTimeout(() => this.#check(), limitMs);
  }

  /** Replaces the limit. */
  limit(ms: number): void {
    this.#limitMs = ms;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), ms);
  }

  /** Awaits the work. @throws {ModelTimeoutError} when the silence exceeds the limit, else what the work throws. */
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

  /** Stops watching. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    const leftMs = this.#interrupt === undefined ? this.#limitMs : this.#pulse.lastMs + this.#limitMs - Date.now();
    if (leftMs > 0) this.#timer = setTimeout(() => this.#check(), leftMs);
    else this.#interrupt?.(new ModelTimeoutError(`the model said nothing for ${this.#limitMs} ms`));
  }
}
