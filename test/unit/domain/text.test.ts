import { describe, expect, it } from 'vitest';
import { CreateOrder } from '../../../contracts/order.ts';
import { CreateProduct } from '../../../contracts/product.ts';
import { findUnstorable, line, lines } from '../../../contracts/text.ts';
import { etagOf, ifMatchVersion } from '../../../workers/api/etag.ts';
import { decodeCursor, encodeCursor } from '../../../workers/domain/cursor.ts';
import { isNotModified } from '../../../workers/platform/is-not-modified.ts';
import { traceFromHeaders } from '../../../workers/platform/trace.ts';

const id = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';

describe('text that PostgreSQL cannot store', () => {
  it('is found in values, keys and arrays, with its path', () => {
    expect(findUnstorable({ a: [{ b: 'x\u0000' }] })).toMatchObject({ path: ['a', 0, 'b'] });
    expect(findUnstorable({ a: '\ud800' })).toMatchObject({ path: ['a'] });
    expect(findUnstorable({ 'k\u0000': 1 })).toMatchObject({ path: ['k\u0000'] });
    expect(findUnstorable({ a: 'Crème brûlée 🍮', b: [1, null, true] })).toBeUndefined();
  });
});

describe('a line of text', () => {
  const read = (text: string) => line(20).safeParse(text).data;

  it.each([
    ['a\nb', 'a b'],
    ['a\r\n\t b', 'a b'],
    ['a\u2028b\u2029c\u0085d\u000be', 'a b c d e'],
    [`a${' '.repeat(50)}b`, 'a b'],
    ['a\u202eb\u2066c\u2069d\u200fe', 'abcde'],
    ['a\u0007\u009fb\u007f', 'ab'],
    ['a\u200b \u3164\u2800b\ufeff', 'a b'],
    ['\u{e0049}\u{e0067}a', 'a'],
    ['👩‍🍳 \u0645\u06cc\u200c\u062e', '👩‍🍳 \u0645\u06cc\u200c\u062e'],
    [`P${'\u200d'.repeat(15)}`, 'P\u200d'],
    ['\u202e \n', undefined],
  ])('becomes one line, and shows all of its text: %j', (given, kept) => {
    expect(read(given)).toBe(kept);
  });

  it('is limited by the characters that remain', () => {
    expect(read('\n'.repeat(100) + 'x'.repeat(20))).toBe('x'.repeat(20));
    expect(read('x'.repeat(21))).toBeUndefined();
  });

  it('is the type of names, notes and addresses', () => {
    const fulfilment = { type: 'delivery', address: 'Main\nstreet' };
    const order = CreateOrder.parse({ items: [{ sku: 'A', quantity: 1 }], note: 'a\u202eb\nc', fulfilment });
    expect([order.note, order.fulfilment.address]).toEqual(['ab c', 'Main street']);
    const price = { amount: 1, currency: 'EUR' };
    const product = {
      sku: 'A\nB',
      name: 'S\u2067oup',
      price,
      description: 'a\r\nb\u202e',
      metadata: { 'k\n': 'v\nw' },
    };
    expect(CreateProduct.parse(product)).toMatchObject({
      ...{ sku: 'A B', name: 'Soup', description: 'a\nb', metadata: { k: 'v w' } },
    });
  });
});

describe('text of several lines', () => {
  it('keeps its lines, and loses invisible characters', () => {
    expect(lines(20).parse('a\r\nb\u2028c\u202e\td\u0007')).toBe('a\nb\nc\td');
  });
});

describe('a cursor', () => {
  it('decodes to its values', () => {
    expect(decodeCursor(encodeCursor('name', 'Crème', id), 'name')).toEqual({ value: 'Crème', id });
    expect(decodeCursor(encodeCursor('price', 12, id), 'price', 'number')).toEqual({ value: 12, id });
  });

  it.each([
    'nonsense',
    '%00',
    '',
    encodeCursor('price', 12, id),
    encodeCursor('name', 12, id),
    encodeCursor('name', 'x\u0000', id),
    encodeCursor('name', 'x', 'no-uuid'),
  ])('is refused when it is not one of this list: %s', (cursor) => {
    expect(() => decodeCursor(cursor, 'name')).toThrow('The cursor');
  });
});

describe('entity tags', () => {
  it('stand for versions', () => {
    expect(ifMatchVersion(etagOf({ version: 7 }))).toEqual([7]);
    expect(ifMatchVersion(undefined)).toBeUndefined();
    expect(ifMatchVersion('*')).toBeUndefined();
    expect(() => ifMatchVersion('"other"')).toThrow('If-Match');
    expect(ifMatchVersion('W/"v7", "other", "v8"')).toEqual([7, 8]);
  });

  it('are compared weakly for reads', () => {
    expect(isNotModified('W/"v1", "v2"', '"v2"')).toBe(true);
    expect(isNotModified('"v1"', '"v2"')).toBe(false);
    expect(isNotModified(undefined, '"v2"')).toBe(false);
  });
});

describe('a trace', () => {
  it('continues well-formed headers', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const trace = traceFromHeaders(new Headers({ traceparent, 'x-request-id': 'my-request-1' }));
    expect(trace.requestId).toBe('my-request-1');
    expect(trace.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(trace.traceparent).not.toBe(traceparent);
  });

  it('starts a new trace from anything else', () => {
    const trace = traceFromHeaders(
      new Headers({ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 'x-request-id': 'a b' }),
    );
    expect(trace.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(trace.traceparent).not.toContain('0'.repeat(32));
  });
});
