import { describe, expect, it } from 'vitest';
import { findUnstorable } from '../../contracts/text.ts';
import { etagOf, ifMatchVersion, isNotModified } from '../../workers/api/etag.ts';
import { decodeCursor, encodeCursor } from '../../workers/domain/cursor.ts';
import { traceFromHeaders } from '../../workers/platform/trace.ts';

const id = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';

describe('text that PostgreSQL cannot store', () => {
  it('is found in values, keys and arrays, with its path', () => {
    expect(findUnstorable({ a: [{ b: 'x\u0000' }] })).toMatchObject({ path: ['a', 0, 'b'] });
    expect(findUnstorable({ a: '\ud800' })).toMatchObject({ path: ['a'] });
    expect(findUnstorable({ 'k\u0000': 1 })).toMatchObject({ path: ['k\u0000'] });
    expect(findUnstorable({ a: 'Crème brûlée 🍮', b: [1, null, true] })).toBeUndefined();
  });
});

describe('a cursor', () => {
  it('comes back as it was given out', () => {
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
    expect(ifMatchVersion(etagOf({ version: 7 }))).toBe(7);
    expect(ifMatchVersion(undefined)).toBeUndefined();
    expect(ifMatchVersion('*')).toBeUndefined();
    expect(() => ifMatchVersion('"other"')).toThrow('If-Match');
    expect(() => ifMatchVersion('W/"v7"')).toThrow('If-Match');
  });

  it('are compared weakly for reads', () => {
    expect(isNotModified('W/"v1", "v2"', '"v2"')).toBe(true);
    expect(isNotModified('"v1"', '"v2"')).toBe(false);
    expect(isNotModified(undefined, '"v2"')).toBe(false);
  });
});

describe('a trace', () => {
  it('goes on from well-formed headers', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const trace = traceFromHeaders(new Headers({ traceparent, 'x-request-id': 'my-request-1' }));
    expect(trace.requestId).toBe('my-request-1');
    expect(trace.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(trace.traceparent).not.toBe(traceparent);
  });

  it('begins anew from anything else', () => {
    const trace = traceFromHeaders(
      new Headers({ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 'x-request-id': 'a b' }),
    );
    expect(trace.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(trace.traceparent).not.toContain('0'.repeat(32));
  });
});
