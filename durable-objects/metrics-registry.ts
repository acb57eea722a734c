import { DurableObject } from 'cloudflare:workers';
import type { MetricBatch, MetricSample, StoredSample } from '../contracts/metric-batch.ts';
import { migrate } from './migrate.ts';

/** Ids of batches are kept for far longer than isolates repeat a batch. */
const KEEP_BATCHES_MS = 60 * 60 * 1000;
/** Labels are bounded by design. This limits the damage of a mistake. */
const MAX_SAMPLES = 50_000;

const SCHEMA = `
  CREATE TABLE samples (
    name TEXT NOT NULL,
    labels TEXT NOT NULL,
    part TEXT NOT NULL,
    value REAL NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (name, labels, part)
  ) WITHOUT ROWID;
  CREATE TABLE batches (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX batches_by_age ON batches (at_ms);
`;

const ADD = `
  INSERT INTO samples (name, labels, part, value, at_ms) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET value = value + excluded.value, at_ms = max(at_ms, excluded.at_ms)`;
const SET = `
  INSERT INTO samples (name, labels, part, value, at_ms) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms WHERE excluded.at_ms >= at_ms`;

interface Row extends Record<string, SqlStorageValue> {
  name: string;
  labels: string;
  part: string;
  value: number;
  at_ms: number;
}

/**
 * The Durable Object class of a metrics shard, which adds up isolates' counts. A batch is stored in one transaction
 * before it is acknowledged, so an eviction loses nothing and a repeated batch changes nothing.
 */
export function metricsRegistry<E>({
  now = Date.now,
  maxSamples = MAX_SAMPLES,
}: {
  /** Milliseconds since the epoch. */
  now?: () => number;
  maxSamples?: number;
} = {}) {
  return class MetricsRegistry extends DurableObject<E> {
    readonly #known: Set<string>;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      migrate(ctx.storage, [SCHEMA]);
      this.#known = new Set(this.read().map(({ name, labels, part }) => [name, JSON.stringify(labels), part].join()));
    }

    /** Adds the batch, once by its id. @returns The number of refused samples: those of new series beyond the limit. */
    record({ id, atMs, add, set }: MetricBatch): number {
      const { storage } = this.ctx;
      return storage.transactionSync(() => {
        storage.sql.exec('DELETE FROM batches WHERE at_ms < ?', now() - KEEP_BATCHES_MS);
        const insert = 'INSERT INTO batches (id, at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id';
        if (storage.sql.exec(insert, id, now()).toArray().length === 0) return 0;
        let refused = 0;
        for (const sample of add) if (!this.#write(ADD, sample, atMs)) refused += 1;
        for (const sample of set) if (!this.#write(SET, sample, atMs)) refused += 1;
        return refused;
      });
    }

    /** All samples. */
    read(): StoredSample[] {
      return this.ctx.storage.sql
        .exec<Row>('SELECT * FROM samples ORDER BY name, labels')
        .toArray()
        .map(({ at_ms, labels, ...row }) => ({ ...row, labels: JSON.parse(labels), atMs: at_ms }));
    }

    /** @returns False when the sample would start a series beyond the limit. */
    #write(statement: string, { name, labels, part, value }: MetricSample, atMs: number): boolean {
      const key = [name, JSON.stringify(labels), part] as const;
      if (!this.#known.has(key.join()) && this.#known.size >= maxSamples) return false;
      this.#known.add(key.join());
      this.ctx.storage.sql.exec(statement, ...key, value, atMs);
      return true;
    }
  };
}
