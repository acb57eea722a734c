import { describe, expect, it } from 'vitest';
import { filled } from '../../../scripts/lab/bench/load/filled.ts';

describe('a request that follows others', () => {
  const request = { method: 'POST' as const, path: '/carts/{0.cart.id}/lines', headers: { 'x-key': '{0.cart.id}' } };

  it('takes values of their answers into its path and body alone', () => {
    const body = '{"cart_id":"{0.cart.id}","lines":{"count":{1.count}}}';
    const answers = [{ cart: { id: 'cart_1' } }, { count: 2 }];
    expect(filled({ ...request, body }, answers)).toEqual({
      ...{ method: 'POST', headers: { 'x-key': '{0.cart.id}' } },
      ...{ path: '/carts/cart_1/lines', body: '{"cart_id":"cart_1","lines":{"count":2}}' },
    });
  });

  it('fails when an answer lacks the value', () => {
    expect(() => filled(request, [{ cart: null }])).toThrow('no answer has a value at 0.cart.id');
  });
});
