import { stopAllLeashed } from './leashed-process.ts';

type Stop = () => void | Promise<void>;

/** Stops the parts of a start in reverse order, each exactly once. */
export class Shutdown {
  #steps: Stop[] = [];
  #running: Promise<void> | undefined;

  /** Remembers how to stop what has just been started. */
  add(stop: Stop): void {
    this.#steps.push(stop);
  }

  /** True once `run` has been called: a fault that comes now is only a consequence. */
  get begun(): boolean {
    return this.#running !== undefined;
  }

  /** Stops everything and resolves when nothing is left, even if some step fails. */
  run(): Promise<void> {
    this.#running ??= this.#unwind();
    return this.#running;
  }

  async #unwind(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch {
        // A part that fails to stop must not keep the others running.
      }
    }
    await stopAllLeashed();
  }
}
