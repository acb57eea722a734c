import { expect, it } from 'vitest';
import type { EventEnvelope } from '../../../contracts/event.ts';
import { queueBatches } from '../../../contracts/queue-batches.ts';
import { fitForQueue } from '../../../durable-objects/tenant-hub/claim-checks.ts';

const event = (sequence: number, data: unknown = {}): EventEnvelope => ({
  specversion: '1.0',
  id: crypto.randomUUID(),
  source: '/test',
  subject: 'orders/1',
  time: '2026-11-22T09:30:00.000Z',
  datacontenttype: 'application/json',
  tenantid: crypto.randomUUID(),
  sequence,
  requestid: 'request-1',
  traceparent: 'none',
  topic: 'orders',
  type: 'order_created',
  data,
});
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength;

it('keeps order, and to 100 messages and 256 KB a batch', () => {
  const small = Array.from({ length: 250 }, (_, index) => event(index + 1));
  expect(queueBatches(small).map((batch) => batch.length)).toEqual([100, 100, 50]);
  expect(queueBatches(small).flat()).toEqual(small);
  // Three bytes a character: what counts is bytes.
  const large = Array.from({ length: 20 }, (_, index) => event(index + 1, { note: '€'.repeat(30_000) }));
  const batches = queueBatches(large);
  expect(batches.flat()).toEqual(large);
  for (const batch of batches) expect(bytes(batch)).toBeLessThan(256_000);
  expect(queueBatches([])).toEqual([]);
});

it('sends an event that no message holds as a claim check', () => {
  const small = event(41);
  expect(fitForQueue(small)).toBe(small);
  expect(fitForQueue(event(42, { note: 'x'.repeat(200_000) }))).toMatchObject({
    sequence: 42,
    data: null,
    dataref: '/v1/events?after=41&limit=1',
  });
});
