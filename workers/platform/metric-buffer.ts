import type { MetricBatch, MetricSample } from '../../contracts/metric-batch.ts';
import { newId } from './ids.ts';
import { PROMISE_MS, SenderTurn } from './sender-turn.ts';

/** What is kept for a registry that is away; beyond it the oldest is given up. */
const MAX_UNTOLD = 30;

interface Untold {
  batch: MetricBatch;
  /** Undefined: nobody is telling it now. */
  toldAtMs: number | undefined;
}

/**
 * What an isolate has counted and not told yet. Plain numbers that its invocations may share: whatever does I/O
 * belongs to the invocation that promised to tell.
 */
export class MetricBuffer {
  #add = new Map<string, MetricSample>();
  #set = new Map<string, MetricSample>();
  #untold: Untold[] = [];
  readonly #turn = new SenderTurn();

  add(name: string, labels: readonly string[], part: string, value: number): void {
    const key = `${name}\n${part}\n${labels.join('\n')}`;
    const known = this.#add.get(key);
    if (known === undefined) this.#add.set(key, { name, labels, part, value });
    else known.value += value;
  }

  set(name: string, labels: readonly string[], value: number): void {
    this.#set.set(`${name}\n${labels.join('\n')}`, { name, labels, part: 'value', value });
  }

  /** True: the caller has to take and tell. False: another invocation is about to. */
  promise(nowMs: number): boolean {
    return this.#turn.promise(nowMs);
  }

  /** The batches to tell now: what was counted, and what could not be told before, under the id that it had then. */
  take(nowMs: number): MetricBatch[] {
    this.#turn.taken();
    if (this.#add.size + this.#set.size > 0) {
      const batch = { id: newId(), atMs: nowMs, add: [...this.#add.values()], set: [...this.#set.values()] };
      this.#untold.push({ batch, toldAtMs: undefined });
      this.#add = new Map();
      this.#set = new Map();
    }
    const due = this.#untold.filter(({ toldAtMs }) => toldAtMs === undefined || nowMs - toldAtMs >= PROMISE_MS);
    for (const untold of due) untold.toldAtMs = nowMs;
    return due.map(({ batch }) => batch);
  }

  told(id: string): void {
    this.#untold = this.#untold.filter(({ batch }) => batch.id !== id);
  }

  /** The registry did not take it. @returns How many batches had to be given up. */
  failed(id: string): number {
    for (const untold of this.#untold) if (untold.batch.id === id) untold.toldAtMs = undefined;
    return this.#untold.splice(0, Math.max(0, this.#untold.length - MAX_UNTOLD)).length;
  }
}
