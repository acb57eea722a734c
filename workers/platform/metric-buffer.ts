import type { MetricBatch, MetricSample } from '../../contracts/metric-batch.ts';
import { CLAIM_TTL_MS, FlushClaim } from './flush-claim.ts';
import { newId } from './ids.ts';

/** Batches that are kept while the registry is away; beyond them the oldest are dropped. */
const MAX_PENDING = 30;

interface PendingBatch {
  batch: MetricBatch;
  /** When it was taken for sending; undefined while no invocation sends it. */
  sentAtMs: number | undefined;
}

/**
 * An isolate's counts that the registry has not acknowledged. They are plain numbers, which invocations may share:
 * promises and stubs belong to the invocation that made them.
 */
export class MetricBuffer {
  #add = new Map<string, MetricSample>();
  #set = new Map<string, MetricSample>();
  #pending: PendingBatch[] = [];
  readonly #claim = new FlushClaim();

  add(name: string, labels: readonly string[], part: string, value: number): void {
    const key = `${name}\n${part}\n${labels.join('\n')}`;
    const known = this.#add.get(key);
    if (known === undefined) this.#add.set(key, { name, labels, part, value });
    else known.value += value;
  }

  set(name: string, labels: readonly string[], value: number): void {
    this.#set.set(`${name}\n${labels.join('\n')}`, { name, labels, part: 'value', value });
  }

  /** @returns True when the caller must take and send the batches soon; false when another invocation is about to. */
  claimFlush(nowMs: number): boolean {
    return this.#claim.claim(nowMs);
  }

  /** The batches to send now: the new counts, and earlier batches that failed, under their first ids. */
  take(nowMs: number): MetricBatch[] {
    this.#claim.release();
    if (this.#add.size + this.#set.size > 0) {
      const batch = { id: newId(), atMs: nowMs, add: [...this.#add.values()], set: [...this.#set.values()] };
      this.#pending.push({ batch, sentAtMs: undefined });
      this.#add = new Map();
      this.#set = new Map();
    }
    const due = this.#pending.filter(({ sentAtMs }) => sentAtMs === undefined || nowMs - sentAtMs >= CLAIM_TTL_MS);
    for (const pending of due) pending.sentAtMs = nowMs;
    return due.map(({ batch }) => batch);
  }

  /** The registry has acknowledged the batch. */
  reported(id: string): void {
    this.#pending = this.#pending.filter(({ batch }) => batch.id !== id);
  }

  /** The registry has not taken the batch. @returns How many batches were dropped to make room. */
  failed(id: string): number {
    for (const pending of this.#pending) if (pending.batch.id === id) pending.sentAtMs = undefined;
    return this.#pending.splice(0, Math.max(0, this.#pending.length - MAX_PENDING)).length;
  }
}
