import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { queueBatches } from '../../../contracts/queue-batches.ts';
import { MAX_RETRIES } from '../../../workers/pool/handle-message.ts';

/** The consumers of wrangler.toml: each one's lines, `key = value`. */
const consumers = readFileSync(join(import.meta.dirname, '../../../wrangler.toml'), 'utf8')
  .split('[[queues.consumers]]')
  .slice(1)
  .map((section) => {
    const [lines = ''] = section.split(/^\[/m);
    const settings = [...lines.matchAll(/^(\w+) = "?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value] as const);
    return new Map(settings);
  });

describe('the queues', () => {
  it('retry as often as the pool believes, and each has a dead-letter queue that is consumed', () => {
    const names = new Set(consumers.map((consumer) => consumer.get('queue')));
    const first = consumers.filter((consumer) => !consumer.get('queue')?.endsWith('-dlq'));
    expect(first.length).toBeGreaterThanOrEqual(4);
    for (const consumer of first) {
      expect([consumer.get('queue'), consumer.get('max_retries')]).toEqual([consumer.get('queue'), `${MAX_RETRIES}`]);
      expect(consumer.get('dead_letter_queue')).toBe(`${consumer.get('queue')}-dlq`);
      expect(names).toContain(consumer.get('dead_letter_queue'));
    }
  });

  it('retry an unwritable dead letter for long, because no queue is behind them', () => {
    const last = consumers.filter((consumer) => consumer.get('queue')?.endsWith('-dlq'));
    expect(last.map((consumer) => consumer.get('max_retries'))).toEqual(last.map(() => '100'));
  });
});

describe('the batches of a queue', () => {
  it('hold what a queue takes, all of it, in order', () => {
    const small = Array.from({ length: 250 }, (_, n) => ({ n }));
    expect(queueBatches(small).map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(queueBatches(small).flat()).toEqual(small);
    const large = Array.from({ length: 5 }, (_, n) => ({ n, text: 'ä'.repeat(50_000) }));
    const batches = queueBatches(large);
    expect(batches.flat()).toEqual(large);
    expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
    expect(queueBatches([])).toEqual([]);
  });
});
